"""What tells a robot from a person without a puzzle: a field that nobody sees, and the time that writing takes."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext as _

# No name that a browser would fill in by itself.
TRAP = "extra"
MADE = "made"
_SIGNER = signing.TimestampSigner(salt="report.made")


def stamp(data: QueryDict) -> None:
    """Note in the form when it was first shown; what is ours already stays."""
    if not _is_ours(data.get(MADE, "")):
        data[MADE] = _SIGNER.sign("")


def suspicion(data: QueryDict) -> str:
    """A sentence where it looks like a robot's: a person reads it, and presses again."""
    if data.get(TRAP):
        return _("A field that people do not see was filled in, perhaps by your browser. Please press Send again.")
    if settings.LEAST_SECONDS_TO_REPORT and not _took_its_time(data.get(MADE, "")):
        return _("That was very quick. Please look it over, and press Send again.")
    return ""


def _is_ours(made: str) -> bool:
    try:
        _SIGNER.unsign(made)
    except signing.BadSignature:
        return False
    return True


def _took_its_time(made: str) -> bool:
    try:
        _SIGNER.unsign(made, max_age=settings.LEAST_SECONDS_TO_REPORT)
    except signing.SignatureExpired:
        return True
    except signing.BadSignature:
        return False
    return False
