"""The text of an access key: made, recognized, and kept only as a digest."""

from __future__ import annotations

import hashlib
import secrets
import string

PREFIX = "fixward_"
_ALPHABET = string.ascii_letters + string.digits
_LETTERS = 40  # each of 62, so 238 bits
_SHOWN = len(PREFIX) + 4


def made() -> str:
    """A new one, that nobody can guess; the prefix lets scanners of code find it where it was left by mistake."""
    return PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))


def looks_right(text: str) -> bool:
    """Whether it can be one at all: everything else is refused without a query."""
    return len(text) == len(PREFIX) + _LETTERS and text.startswith(PREFIX) and text.isascii()


def digest(text: str) -> str:
    """SHA-256 as hex.

    A slow hash with salt protects what people choose, by making each guess dear. This is 238 random bits: there is
    nothing to guess, and it has to be found by one look into an index at every call.
    """
    return hashlib.sha256(text.encode()).hexdigest()


def start(text: str) -> str:
    """As much of it as tells one from another on a page."""
    return text[:_SHOWN]
