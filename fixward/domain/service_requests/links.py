"""Links that prove an e-mail address: whoever opens one has read the mail it came in."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.core import signing

from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import ServiceRequest

FOLLOW_WITHIN = dt.timedelta(days=7)
# Each use has its own salt: a link to read must not be good for anything else.
_READ, _FOLLOW = "requests.read", "requests.follow"


def signed_path(service_request: ServiceRequest, person: Person) -> str:
    """The request's address for this person alone: it also opens what is not public. It never runs out."""
    return _path(f"/requests/{service_request.number}", _sign(_READ, service_request.number, str(person.pk)))


def person_for(number: str, token: str) -> Person | None:
    """Whose link to the request with this number it is; None where it is nobody's."""
    return _person(_READ, number, token)


def unfollow_path(service_request: ServiceRequest, person: Person) -> str:
    """Where one click stops the mails about this request to this person, also by List-Unsubscribe-Post.

    The key is the one of `signed_path`: whoever may read in somebody's name may also end their mails.
    """
    return _path(f"/requests/{service_request.number}/unfollow", _sign(_READ, service_request.number, str(person.pk)))


def follow_path(number: str, email: str) -> str:
    """Where somebody confirms that they want to follow, within a week; nothing is kept of them before."""
    token = signing.TimestampSigner(salt=f"{_FOLLOW}.{number}").sign(email.strip().lower())
    return _path(f"/requests/{number}/follow/confirm", token)


def email_for(number: str, token: str) -> str | None:
    try:
        return signing.TimestampSigner(salt=f"{_FOLLOW}.{number}").unsign(token, max_age=FOLLOW_WITHIN)
    except signing.BadSignature:
        return None


def _path(path: str, token: str) -> str:
    return f"{path}?{urlencode({'key': token})}"


def _sign(use: str, number: str, value: str) -> str:
    return signing.Signer(salt=f"{use}.{number}").sign(value)


def _person(use: str, number: str, token: str) -> Person | None:
    try:
        person = signing.Signer(salt=f"{use}.{number}").unsign(token)
    except signing.BadSignature:
        return None
    return Person.objects.filter(pk=person, is_active=True).first()
