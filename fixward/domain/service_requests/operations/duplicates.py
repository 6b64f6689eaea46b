"""One problem, reported twice: the later report is closed, and whoever cared about it goes on with the other.

Where that was a mistake the two are separated again, and each has the followers and the history that it had.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member
from fixward.domain.service_requests import custody, events, policy
from fixward.domain.service_requests.models import Custody, Event, EventKind, How, Resolution, ServiceRequest, Status
from fixward.domain.service_requests.operations import carrying
from fixward.domain.service_requests.operations.common import (
    Refused,
    locked,
    locked_both,
    must,
    must_be_open,
    save,
    wanted,
)
from fixward.domain.service_requests.operations.work import shut


@transaction.atomic
def mark_duplicate(
    service_request: ServiceRequest, *, of: ServiceRequest, by: Member, seen: int | None = None
) -> ServiceRequest:
    """Close the request as a repetition of another one, to which its followers, supporters and history go over."""
    if not ServiceRequest.objects.visible_to(by).filter(pk=of.pk).exists():
        raise Refused(_("There is no request with that number."))
    service_request, original = locked_both(service_request, _original(service_request, of), seen=seen)
    must(policy.can_work(by, service_request), service_request)
    must_be_open(service_request)
    _must_fit(service_request, original)
    along = list(service_request.duplicates.order_by("pk").values_list("pk", flat=True))
    service_request.duplicates.update(duplicate_of=original)
    service_request.duplicate_of = original
    carrying.over(service_request, original)
    events.record(EventKind.DUPLICATE, service_request, by=by, original=original.pk, along=along)
    _tell(EventKind.MERGED, original, service_request, by=by, along=along)
    save(original)
    return shut(service_request, Resolution.DUPLICATE, by=by)


@transaction.atomic
def separate(service_request: ServiceRequest, *, reason: str, by: Member, seen: int | None = None) -> ServiceRequest:
    """Take back that the request repeats another one: it goes on with its holder, and each has its own again.

    What came along with it, since it was taken to repeat this one before, comes back to it. Followers who came to the
    other one by this one alone leave it. Comments and answers stay where they were written. The holder's target and
    what the reporter expects are later by the time in which it was closed.
    """
    original = service_request.duplicate_of
    if original is None:
        must(policy.can_work(by, locked(service_request, seen=seen)), service_request)
        raise Refused(_("This request is not taken to repeat another one."))
    service_request, original = locked_both(service_request, original, seen=seen)
    must(policy.can_work(by, service_request), service_request)
    if service_request.duplicate_of_id != original.pk:
        raise Refused(_("It was separated, or taken to repeat another one, meanwhile. Look at it again."))
    reason = wanted(reason, _("Say why they are not the same: everybody who follows reads it."))
    back = _came_along(service_request, original)
    carrying.back(service_request, original, along=back)
    ServiceRequest.objects.filter(pk__in=back).update(duplicate_of=service_request)
    event = events.written(EventKind.SEPARATED, service_request, by=by, original=original.pk, reason=reason)
    going_on = _go_on(service_request, event, reason=reason)
    _tell(EventKind.SEPARATED, original, service_request, by=by, reason=reason)
    save(original)
    return going_on


def _original(service_request: ServiceRequest, of: ServiceRequest) -> ServiceRequest:
    """What is meant, as it is now: the caller may have read it before it was itself marked."""
    of = ServiceRequest.objects.select_related("duplicate_of").get(pk=of.pk)
    original = of.duplicate_of or of
    if original.pk == service_request.pk:
        raise Refused(_("A request cannot repeat itself."))
    return original


def _must_fit(service_request: ServiceRequest, original: ServiceRequest) -> None:
    if original.duplicate_of_id is not None:
        raise Refused(_("That request was itself marked as repeated meanwhile. Look at it again."))
    if original.is_private and not service_request.is_private:
        raise Refused(_("A public request cannot go over to a private one: its followers could not read on."))


def _tell(
    kind: EventKind, original: ServiceRequest, service_request: ServiceRequest, *, by: Member, **data: Any
) -> None:
    """On the other one, too; whoever holds that did not do it."""
    doer = service_request.organization_id
    events.record(kind, original, by=by, done_for=doer, duplicate=service_request.pk, **data)


def _came_along(service_request: ServiceRequest, original: ServiceRequest) -> list[int]:
    """What had been taken to repeat this one when it was marked, and has not gone elsewhere since."""
    marked = service_request.events.filter(kind=EventKind.DUPLICATE).latest("pk")
    along = original.duplicates.filter(pk__in=marked.data.get("along", []))
    elsewhere = Event.objects.filter(kind=EventKind.DUPLICATE, pk__gt=marked.pk, service_request__in=along)
    return list(along.exclude(pk__in=elsewhere.values("service_request")).order_by("pk").values_list("pk", flat=True))


def _go_on(service_request: ServiceRequest, event: Event, *, reason: str) -> ServiceRequest:
    """Open again where it was, with the clocks set later by the time in which it was closed."""
    held = Custody.objects.filter(service_request=service_request).latest("pk")
    closed_at = service_request.closed_at
    assert closed_at is not None
    service_request.status = Status.ACKNOWLEDGED if service_request.acknowledged_at else Status.SUBMITTED
    service_request.closed_at, service_request.resolution, service_request.duplicate_of = None, "", None
    begun = custody.go_on(service_request, held, how=How.SEPARATED, event=event, reason=reason)
    events.keep(event)
    if service_request.expected_at:
        service_request.expected_at = custody.later_for(
            begun, service_request.expected_at, since=closed_at, until=begun.started_at
        )
    changed = ("status", "closed_at", "resolution", "duplicate_of", "expected_at", "due_at")
    return save(service_request, *changed, at=begun.started_at)
