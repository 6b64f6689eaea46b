"""Links for people of an organization off the platform, and for its systems: each good for one thing of one request."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing

PHOTOS_WITHIN = dt.timedelta(days=30)
# Without vowels, so that no words come of it.
_LETTERS = "bcdfghjklmnpqrst"
_LONGEST = 15
_MARKED = "/outside/of/"
_STATE, _PHOTO = "connectors.state", "connectors.photo"


def state_page(service_request: int, organization: int) -> str:
    """Where they say how it stands, without an account; good while they hold it."""
    token = signing.Signer(salt=_STATE).sign_object([service_request, organization])
    return f"{settings.BASE_URL}/outside/{token}"


def state_for(token: str) -> tuple[int, int] | None:
    """The ids of request and organization; None where the link is not ours."""
    try:
        service_request, organization = signing.Signer(salt=_STATE).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return service_request, organization


def mark(service_request: int) -> str:
    """An address of the public page that holds no digits: those of a number look like a phone's, and are covered."""
    return f"{settings.BASE_URL}{_MARKED}{_letters(service_request)}"


def marked(letters: str) -> int | None:
    """The id of the request that the end of a mark names."""
    if not letters or len(letters) > _LONGEST or set(letters) - set(_LETTERS):
        return None
    return int("".join(f"{_LETTERS.index(letter):x}" for letter in letters), 16)


def is_marked_by(text: str, address: str) -> bool:
    """Whether the text ends with the mark of a Fixward that stands at the same place as the address."""
    parts = urlsplit(address)
    begin = f"[{parts.scheme}://{parts.netloc}{_MARKED}"
    last = text.rstrip().rpartition("\n")[2]
    return last.startswith(begin) and last.endswith("]") and marked(last[len(begin) : -1]) is not None


@dataclass(frozen=True, slots=True)
class GivenPhoto:
    """Ids of a photo and of the organization that its address was given to; a system shows it to everybody."""

    photo: int
    organization: int
    is_for_all: bool


def photo(photo: int, organization: int, *, is_for_all: bool) -> str:
    """Where a photo can be fetched for some weeks, by whoever was given the address."""
    token = signing.TimestampSigner(salt=_PHOTO).sign_object([photo, organization, is_for_all])
    return f"{settings.BASE_URL}/outside/photos/{token}.jpg"


def photo_for(token: str) -> GivenPhoto | None:
    """None where the address is not ours, or too old."""
    try:
        found = signing.TimestampSigner(salt=_PHOTO).unsign_object(token, max_age=PHOTOS_WITHIN)
        return GivenPhoto(*found)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _letters(number: int) -> str:
    return "".join(_LETTERS[int(digit, 16)] for digit in f"{number:x}")
