"""The holder's work: acknowledge, assign, close; and the reporter's word: reopen, withdraw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Department, Member, Organization
from fixward.domain.people.models import Person
from fixward.domain.service_requests import custody, events, policy, waiting
from fixward.domain.service_requests.models import (
    CloseReason,
    Event,
    EventKind,
    How,
    Resolution,
    ServiceRequest,
    Status,
)
from fixward.domain.service_requests.operations import carrying, photos
from fixward.domain.service_requests.operations.common import (
    LONGEST_TEXT,
    Refused,
    locked,
    locked_both,
    must,
    must_be_open,
    save,
    wanted,
)
from fixward.domain.service_requests.operations.photos import MOST_PHOTOS
from fixward.domain.service_requests.waits import Wait
from fixward.foundation import clock
from fixward.foundation.files.pictures import Picture
from fixward.foundation.text import clean


@transaction.atomic
def acknowledge(service_request: ServiceRequest, *, by: Member, seen: int | None = None) -> ServiceRequest:
    """Tell everybody that somebody has taken note and works on it."""
    service_request = locked(service_request, seen=seen)
    must(policy.can_work(by, service_request), service_request)
    must_be_open(service_request)
    if service_request.status == Status.ACKNOWLEDGED:
        raise Refused(_("This request has been acknowledged already."))
    event = events.written(EventKind.ACKNOWLEDGED, service_request, by=by)
    event.data["spent"] = custody.spent_until(service_request, event.at)
    events.keep(event)
    service_request.status = Status.ACKNOWLEDGED
    service_request.acknowledged_at = service_request.acknowledged_at or event.at
    return save(service_request, "status", "acknowledged_at", at=event.at)


@transaction.atomic
def assign(
    service_request: ServiceRequest,
    *,
    department: Department | None,
    member: Member | None = None,
    by: Member,
    seen: int | None = None,
) -> ServiceRequest:
    """Give the request to a department, a member or both, inside the organization that holds it."""
    service_request = locked(service_request, seen=seen)
    must(policy.can_work(by, service_request), service_request)
    must_be_open(service_request)
    _must_work_there(service_request, department, member)
    left = service_request.department_id
    if (left, service_request.assignee_id) == (department and department.pk, member and member.pk):
        raise Refused(_("It is assigned that way already."))
    event = events.written(
        EventKind.ASSIGNED,
        service_request,
        by=by,
        left=left,
        department=department and department.pk,
        member=member and member.pk,
    )
    service_request.department, service_request.assignee = department, member
    if left != service_request.department_id:
        _change_department(service_request, event)
    events.keep(event)
    return save(service_request, "department", "assignee", "due_at", at=event.at)


@transaction.atomic
def close(
    service_request: ServiceRequest,
    *,
    resolution: Resolution,
    reason: CloseReason | None = None,
    text: str = "",
    pictures: Sequence[Picture] = (),
    by: Member,
    seen: int | None = None,
) -> ServiceRequest:
    """End the work with a resolution, and with a text and pictures of the work done that everybody may see.

    `reason` is the holder's own for that resolution; it says enough where no work is done.
    """
    service_request = locked(service_request, seen=seen)
    must(policy.can_work(by, service_request), service_request)
    must_be_open(service_request)
    if resolution in (Resolution.DUPLICATE, Resolution.WITHDRAWN):
        raise Refused(_("Name the request that it repeats, or let the reporter withdraw it."))
    _must_be_its_reason(service_request, resolution, reason)
    if (resolution != Resolution.FIXED and reason is None) or clean(text):
        text = wanted(text, _("Say why no work is done: the reporter will read it."), longest=LONGEST_TEXT)
    if len(pictures) > MOST_PHOTOS:
        raise Refused(_("Please send at most %(most)d photos.") % {"most": MOST_PHOTOS})
    shown = photos.of_work(service_request, pictures)
    said = {"photos": shown} if shown else {}
    return shut(service_request, resolution, reason=reason, text=clean(text), by=by, **said)


@transaction.atomic
def close_unanswered(wait: Wait) -> bool:
    """Close what the reporter was asked about and did not answer in time; gives whether that was to be done."""
    service_request = locked(wait.service_request)
    wait = Wait.objects.get(pk=wait.pk)
    if wait.ended_at is not None or wait.ends_at > clock.now():
        return False
    shut(service_request, Resolution.NO_ANSWER, by=None)
    return True


@transaction.atomic
def withdraw(service_request: ServiceRequest, *, by: Person) -> ServiceRequest:
    """The reporter takes the report back."""
    service_request = locked(service_request)
    if not policy.can_withdraw(by, service_request):
        raise Refused(_("Only the person who reported it can withdraw it."))
    must_be_open(service_request)
    return shut(service_request, Resolution.WITHDRAWN, by=by)


@transaction.atomic
def reopen(
    service_request: ServiceRequest, *, reason: str, by: Member | Person, seen: int | None = None
) -> ServiceRequest:
    """Take up a closed request again, with the holder that closed it and the clock set anew."""
    original = service_request.duplicate_of
    if original is not None:
        service_request, original = locked_both(service_request, original, seen=seen)
    else:
        service_request = locked(service_request, seen=seen)
    if not policy.can_reopen(by, service_request):
        raise Refused(_("Only the person who reported it, or the desk that closed it, can reopen it."))
    if service_request.is_open:
        raise Refused(_("This request is open."))
    _must_be_in_time(service_request, by)
    reason = wanted(reason, _("Say what is still wrong."))
    if original is not None:
        carrying.back(service_request, original, along=[])
    return taken_up(service_request, reason, by=by)


def taken_up(service_request: ServiceRequest, reason: str, *, by: Member | Person | Organization) -> ServiceRequest:
    """Open a request that is locked, closed, and may be opened again."""
    event = events.written(EventKind.REOPENED, service_request, by=by, reason=reason)
    _open_again(service_request, event, reason=reason)
    events.keep(event)
    gone = ("closed_at", "resolution", "close_reason", "duplicate_of")
    changed = ("status", *gone, "expected_at", "due_at", "department")
    return save(service_request, *changed, at=event.at)


def shut(
    service_request: ServiceRequest,
    resolution: Resolution,
    *,
    by: Member | Person | Organization | None,
    reason: CloseReason | None = None,
    text: str = "",
    **data: Any,
) -> ServiceRequest:
    """Close a request that is locked and may be closed; nobody closes what was not answered in time."""
    data |= {"close_reason": reason.pk} if reason else {}
    event = events.written(EventKind.CLOSED, service_request, by=by, resolution=resolution, text=text, **data)
    waiting.end(service_request, at=event.at)
    custody.end(service_request, event=event)
    events.keep(event)
    service_request.status, service_request.resolution = Status.CLOSED, resolution
    service_request.closed_at, service_request.unsettled_at = event.at, None
    service_request.close_reason = reason
    changed = ("status", "resolution", "close_reason", "closed_at", "unsettled_at", "duplicate_of", *waiting.FIELDS)
    return save(service_request, *changed, at=event.at)


def _must_be_its_reason(service_request: ServiceRequest, resolution: Resolution, reason: CloseReason | None) -> None:
    if reason is None:
        return
    if reason.organization_id != service_request.organization_id or not reason.is_active:
        raise Refused(
            _("“%(reason)s” is not a reason for which %(organization)s closes requests now.")
            % {"reason": reason, "organization": service_request.organization}
        )
    if reason.resolution != resolution:
        raise Refused(_("That reason means another outcome now. Choose again."))


def _must_work_there(service_request: ServiceRequest, department: Department | None, member: Member | None) -> None:
    holder = service_request.organization
    if department and department.organization_id != holder.pk:
        raise Refused(
            _("%(department)s is not a department of %(organization)s. Transfer the request to its organization.")
            % {"department": department, "organization": holder}
        )
    if member and (member.organization_id != holder.pk or not member.can_be_given_work):
        raise Refused(_("%(member)s does not work for %(organization)s.") % {"member": member, "organization": holder})


def _change_department(service_request: ServiceRequest, event: Event) -> None:
    """The target is the organization's: another department of it goes on with the same clock."""
    before = custody.end(service_request, event=event)
    after = custody.begin(service_request, how=How.ASSIGNED, event=event, within=None)
    after.due_at, after.unit = before.due_at, before.unit
    after.save(update_fields=["due_at", "unit"])
    custody.set_due(service_request, after)


def reopenable_until(service_request: ServiceRequest) -> dt.datetime | None:
    """Until when its reporter can open it again; none while it is open."""
    days = service_request.service.reopen_days
    return service_request.closed_at + dt.timedelta(days=days) if service_request.closed_at else None


def _must_be_in_time(service_request: ServiceRequest, by: Member | Person) -> None:
    days = service_request.service.reopen_days
    until = reopenable_until(service_request)
    if isinstance(by, Person) and until and clock.now() > until:
        raise Refused(
            _("It was closed more than %(days)d days ago, so please report it anew; mention number %(number)s.")
            % {"days": days, "number": service_request.number}
        )


def _open_again(service_request: ServiceRequest, event: Event, *, reason: str) -> None:
    service_request.status = Status.ACKNOWLEDGED if service_request.acknowledged_at else Status.SUBMITTED
    service_request.closed_at, service_request.resolution, service_request.duplicate_of = None, "", None
    service_request.close_reason = None
    route = custody.route_inside(service_request.organization_id, service_request)
    begun = custody.begin(service_request, how=How.REOPENED, event=event, within=route.close_within, reason=reason)
    service_request.expected_at = begun.due_at
