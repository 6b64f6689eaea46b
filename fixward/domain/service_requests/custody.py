"""The custody chain: who held a request from when to when, and what each used of its target time.

The event by which a stretch begins or ends carries what it was: who holds it now (`holder`), and what its holder
is charged for (`spent`). So what is counted of the chain can be counted from the events alone; see docs/adr/0026.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from fixward.domain.governments.working_time import Target, Unit, due, later, used
from fixward.domain.routing import current
from fixward.domain.routing.route import Route
from fixward.domain.service_requests.models import Custody, Event, How, ServiceRequest
from fixward.domain.service_requests.waits import Wait
from fixward.foundation import clock


def route_inside(organization: int, service_request: ServiceRequest) -> Route:
    """Where the request goes inside an organization, by that organization's own rules."""
    return current.current().inside(
        organization,
        service_request.service.code,
        lon=service_request.lon,
        lat=service_request.lat,
        answers=service_request.answers,
        at=clock.now(),
    )


def begin(
    service_request: ServiceRequest, *, how: How, event: Event, within: Target | None, reason: str = ""
) -> Custody:
    """Open the custody of the holder that the request names, and set `due_at`. The caller saves request and event."""
    custody = Custody.objects.create(**opening(service_request, how=how, at=event.at, within=within, reason=reason))
    set_due(service_request, custody)
    event.data["holder"] = holder(service_request)
    return custody


def go_on(service_request: ServiceRequest, before: Custody, *, how: How, event: Event, reason: str) -> Custody:
    """Take a request up again from where a custody ended, its target later by the time since.

    The caller saves request and event.
    """
    begun = Custody(**opening(service_request, how=how, at=event.at, within=None, reason=reason))
    begun.unit = before.unit
    if before.due_at and before.ended_at:
        begun.due_at = later_for(before, before.due_at, since=before.ended_at, until=event.at)
    begun.save()
    set_due(service_request, begun)
    event.data["holder"] = holder(service_request)
    return begun


def set_due(service_request: ServiceRequest, custody: Custody) -> None:
    """Copy the target of the open custody to the request; nothing is due while the reporter is waited for."""
    service_request.due_at = None if service_request.waiting_since else custody.due_at


def opening(
    service_request: ServiceRequest, *, how: How, at: dt.datetime, within: Target | None, reason: str = ""
) -> dict[str, Any]:
    """The fields of a custody that begins now."""
    return {
        "service_request": service_request,
        "organization_id": service_request.organization_id,
        "department_id": service_request.department_id,
        "on_behalf_of_id": service_request.on_behalf_of_id,
        "how": how,
        "reason": reason,
        "started_at": at,
        "due_at": due_at(service_request.organization_id, within, at),
        "unit": within.unit if within else Unit.WORKING_DAYS,
    }


def end(service_request: ServiceRequest, *, event: Event) -> Custody:
    """Close the open custody, charge its holder but for the waits, and clear `due_at`.

    The caller saves request and event.
    """
    custody = service_request.custodies.get(ended_at=None)
    custody.ended_at = max(event.at, custody.started_at)
    waits = list(Wait.objects.filter(service_request=service_request))
    custody.used = time_used(custody, until=custody.ended_at, waits=waits)
    for wait in waits:
        if wait.ended_at is None:
            custody.due_at = due_after(custody, wait, until=custody.ended_at)
    custody.save(update_fields=["ended_at", "used", "due_at"])
    service_request.due_at = None
    event.data["spent"] = _spent(custody, until=custody.ended_at, waits=waits)
    return custody


def move(service_request: ServiceRequest, route: Route, *, how: How, event: Event, reason: str = "") -> None:
    """Hand the request to where the route says: end one custody, begin the next. The caller saves request and event."""
    end(service_request, event=event)
    service_request.organization_id = route.organization
    service_request.on_behalf_of_id = route.on_behalf_of
    service_request.department_id = route.department
    service_request.assignee_id = route.member
    service_request.route = route.reasons()
    begin(service_request, how=how, event=event, within=route.close_within, reason=reason)


def holder(service_request: ServiceRequest) -> dict[str, int | None]:
    """Who holds it, as an event carries it."""
    return {
        "organization": service_request.organization_id,
        "department": service_request.department_id,
        "for": service_request.on_behalf_of_id,
    }


def spent_until(service_request: ServiceRequest, at: dt.datetime) -> dict[str, Any]:
    """What the holder of an open request has used by then, as an event carries it."""
    custody = service_request.custodies.get(ended_at=None)
    return _spent(custody, until=at, waits=list(Wait.objects.filter(service_request=service_request)))


def _spent(custody: Custody, *, until: dt.datetime, waits: Iterable[Wait]) -> dict[str, Any]:
    """Whole seconds of calendar and of working time, both without the waits, and the target that there was."""
    held, worked = (
        int(time_used(custody, until=until, waits=waits, unit=unit).total_seconds())
        for unit in (Unit.HOURS, Unit.WORKING_DAYS)
    )
    return {"held": held, "worked": worked, "due": custody.due_at.isoformat() if custody.due_at else None}


HOLDER = ("organization", "on_behalf_of", "department", "assignee", "route", "due_at")


def time_used(custody: Custody, *, until: dt.datetime, waits: Iterable[Wait], unit: Unit | None = None) -> dt.timedelta:
    """What the holder used until that moment, in the target's own time or another; the waits are not charged."""
    calendar = current.current().calendars[custody.organization_id]
    held = used(custody.started_at, until, unit or Unit(custody.unit), calendar)
    return held - sum((waited(custody, wait, until=until, unit=unit) for wait in waits), dt.timedelta())


def waited(custody: Custody, wait: Wait, *, until: dt.datetime, unit: Unit | None = None) -> dt.timedelta:
    """How much of a wait fell into a custody until that moment, in the time of its target or another."""
    calendar = current.current().calendars[custody.organization_id]
    ends = [moment for moment in (until, wait.ended_at, custody.ended_at) if moment]
    return used(max(wait.started_at, custody.started_at), min(ends), unit or Unit(custody.unit), calendar)


def due_after(custody: Custody, wait: Wait, *, until: dt.datetime) -> dt.datetime | None:
    """The custody's target, later by what it waited: what is late stays as late as it was."""
    if custody.due_at is None:
        return None
    calendar = current.current().calendars[custody.organization_id]
    return later(custody.due_at, waited(custody, wait, until=until), Unit(custody.unit), calendar)


def later_for(custody: Custody, moment: dt.datetime, *, since: dt.datetime, until: dt.datetime) -> dt.datetime:
    """A moment put off by the time between two others, as the holder's target counts it."""
    calendar, unit = current.current().calendars[custody.organization_id], Unit(custody.unit)
    return later(moment, used(since, until, unit, calendar), unit, calendar)


def due_at(organization: int, within: Target | None, start: dt.datetime) -> dt.datetime | None:
    if within is None:
        return None
    return due(start, within, current.current().calendars[organization])


def gave_away(service_request: ServiceRequest) -> set[int]:
    """The organizations that have handed this request to another one, be it forwards or back."""
    held = list(service_request.custodies.order_by("pk").values_list("organization_id", "how"))
    return {
        before[0]
        for before, after in pairwise(held)
        if before[0] != after[0] and after[1] in (How.TRANSFERRED, How.RETURNED, How.UNSETTLED)
    }


def sender(service_request: ServiceRequest) -> Custody | None:
    """The custody that sent the request here, if a transfer did: what came back by a return has no sender."""
    held = list(service_request.custodies.select_related("organization", "department").order_by("pk"))
    first = len(held) - 1
    while first > 0 and held[first - 1].organization_id == service_request.organization_id:
        first -= 1
    return held[first - 1] if first > 0 and held[first].how == How.TRANSFERRED else None
