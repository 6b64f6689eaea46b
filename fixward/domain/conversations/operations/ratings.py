"""The reporter's judgement of what came of it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.conversations.models import Edit, Rating
from fixward.domain.people.models import Person
from fixward.domain.service_requests import events, keeping, policy
from fixward.domain.service_requests.models import Audience, EventKind, Resolution, ServiceRequest
from fixward.domain.service_requests.operations.common import LONGEST_REASON, Refused, locked, save
from fixward.foundation import clock
from fixward.foundation.text import clean

CHANGEABLE = dt.timedelta(days=30)
STARS = range(1, 6)


@transaction.atomic
def rate(service_request: ServiceRequest, *, stars: int, text: str = "", by: Person) -> Rating:
    """Say how content one is with the outcome, 1 to 5, once it is closed; the last word within thirty days counts."""
    service_request = locked(service_request)
    if not policy.is_reporter(by, service_request):
        raise Refused(_("Only the person who reported it can rate it."))
    rating = Rating.objects.filter(service_request=service_request).first()
    if not is_ratable(service_request, rating):
        raise Refused(_("It can be rated once it is closed, and the rating be changed for thirty days."))
    if stars not in STARS:
        raise Refused(_("Choose from 1 to 5."))
    text = clean(text)
    if len(text) > LONGEST_REASON:
        raise Refused(_("Please keep it under %(longest)d characters.") % {"longest": LONGEST_REASON})
    at = clock.now()
    if rating is not None and rating.text not in ("", text):
        _keep_before(service_request, rating)
    rating = rating or Rating(service_request=service_request, rated_at=at)
    if _is_of_closing_before(service_request, rating):
        rating.rated_at = at
    rating.stars, rating.text, rating.changed_at = stars, text, at
    rating.save()
    events.record(
        EventKind.RATED, service_request, by=by, at=at, audience=Audience.PRIVATE, rating=rating.pk, stars=stars
    )
    save(service_request, at=at)
    return rating


def _keep_before(service_request: ServiceRequest, rating: Rating) -> None:
    """What it said until now, where nothing of the request may be taken away; elsewhere the last word counts alone."""
    if keeping.kept_requests().filter(pk=service_request.pk).exists():
        Edit.objects.create(service_request=service_request, rating=rating, before=rating.text)


def is_ratable(service_request: ServiceRequest, rating: Rating | None) -> bool:
    """Whether there is an outcome to judge, and the judgement is not final yet."""
    if service_request.is_open or service_request.resolution == Resolution.WITHDRAWN:
        return False
    is_new = rating is None or _is_of_closing_before(service_request, rating)
    return is_new or (rating is not None and clock.now() <= rating.rated_at + CHANGEABLE)


def _is_of_closing_before(service_request: ServiceRequest, rating: Rating) -> bool:
    return service_request.closed_at is not None and rating.rated_at < service_request.closed_at
