"""The key that a program sends along, wherever it comes in."""

from __future__ import annotations

from django.http import HttpRequest

_BEARER = "bearer "


def key_in(request: HttpRequest) -> str:
    """From `Authorization: Bearer <key>`; empty where there is none.

    Not from the address: that stands in logs and histories. Open311 has its own way.
    """
    given = request.headers.get("Authorization", "")
    return given[len(_BEARER) :].strip() if given.lower().startswith(_BEARER) else ""
