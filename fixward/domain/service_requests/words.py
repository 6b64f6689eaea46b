"""What a report says, and beside it what everybody may find in it: the two are only ever written together."""

from __future__ import annotations

from typing import Any

from fixward.foundation.text import covered


def described(description: str) -> dict[str, Any]:
    """By the names of the fields."""
    return {"description": description, "covered_description": covered(description)}


def addressed(address: str) -> dict[str, Any]:
    """By the names of the fields."""
    return {"address": address, "covered_address": covered(address, plates=False)}
