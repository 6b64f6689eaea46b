"""Who cares: support ("me too") and follow."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.people.models import Person
from fixward.domain.service_requests import events, policy
from fixward.domain.service_requests.models import Audience, EventKind, Follow, ServiceRequest, Support
from fixward.domain.service_requests.operations import photos
from fixward.domain.service_requests.operations.common import Refused, locked, must_be_open
from fixward.foundation.files.pictures import Picture

# Of one request: anybody may add some, and nobody looks at more.
MOST_OF_ALL = 30


@transaction.atomic
def support(service_request: ServiceRequest, *, by: Person | None, browser: UUID | None = None) -> ServiceRequest:
    """Say "me too", once for each person, or for each browser of somebody unknown; twice changes nothing."""
    service_request = locked(service_request)
    _must_take_part(by, service_request)
    if not by and not browser:
        raise Refused(_("Allow cookies, or log in, so that we can count you once."))
    supports = Support.objects.filter(service_request=service_request)
    known = supports.filter(person=by) if by else supports.filter(browser=browser)
    # Whoever came with a repetition comes by themselves now, and stays if that is separated again.
    is_new = not known.update(came_with=None)
    if is_new:
        Support.objects.create(service_request=service_request, person=by, browser=None if by else browser)
        events.record(EventKind.SUPPORTED, service_request, by=by, audience=Audience.INVOLVED)
    return service_request


@transaction.atomic
def follow(service_request: ServiceRequest, *, by: Person) -> ServiceRequest:
    """Hear of everything public that happens to it from now on; twice changes nothing."""
    service_request = locked(service_request)
    _must_take_part(by, service_request)
    _follow, is_new = Follow.objects.update_or_create(
        service_request=service_request, person=by, defaults={"came_with": None}
    )
    if is_new:
        events.record(EventKind.FOLLOWED, service_request, by=by, audience=Audience.PRIVATE)
    return service_request


@transaction.atomic
def join(
    service_request: ServiceRequest, *, by: Person | None, browser: UUID | None = None, pictures: Sequence[Picture] = ()
) -> ServiceRequest:
    """Say of a problem reported before "this is it", instead of reporting it again: supported, followed, with photos.

    Whoever reported it is not counted a second time; nobody unknown follows, but their photos are as good.
    """
    service_request = locked(service_request)
    _must_take_part(by, service_request)
    must_be_open(service_request)
    if not policy.is_reporter(by, service_request):
        support(service_request, by=by, browser=browser)
    if by is not None:
        follow(service_request, by=by)
    room = MOST_OF_ALL - service_request.photos.count() if pictures else 0
    return photos.add(service_request, pictures[:room], by=by) if room > 0 else service_request


@transaction.atomic
def unfollow(service_request: ServiceRequest, *, by: Person) -> ServiceRequest:
    service_request = locked(service_request)
    if Follow.objects.filter(service_request=service_request, person=by).delete()[0]:
        events.record(EventKind.UNFOLLOWED, service_request, by=by, audience=Audience.PRIVATE)
    return service_request


def _must_take_part(by: Person | None, service_request: ServiceRequest) -> None:
    if not policy.can_take_part(by, service_request):
        raise Refused(_("This request is not public."))
