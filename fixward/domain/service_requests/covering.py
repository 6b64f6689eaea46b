"""The words of a request as everybody may read them, wherever they come from."""

from __future__ import annotations

from fixward.foundation.text import masked


def description(text: str) -> str:
    """What was reported, without what reaches or names a person."""
    return masked(text)


def address(text: str) -> str:
    """The place in words: people type more into that field than where it is."""
    return masked(text, plates=False)
