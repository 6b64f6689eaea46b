"""What people typed, made safe to keep."""

import re
import unicodedata

# Tab and newline may stay; zero bytes cannot be stored by PostgreSQL, the rest shows as nothing or harms terminals.
# The directional overrides (not the marks that Arabic and Hebrew need) can disguise text, so they go too.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """The text in NFC, without control characters, with plain newlines and no blank ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))
    return unicodedata.normalize("NFC", text).strip()
