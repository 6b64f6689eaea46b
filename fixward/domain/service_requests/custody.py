"""The custody chain: who held a request from when to when, and what each used of its target time."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

from fixward.domain.governments.working_time import Target, Unit, due, used
from fixward.domain.routing import current
from fixward.domain.routing.route import Route
from fixward.domain.service_requests.models import Custody, How, ServiceRequest
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
    service_request: ServiceRequest, *, how: How, at: dt.datetime, within: Target | None, reason: str = ""
) -> Custody:
    """Open the custody of the holder that the request names, and set `due_at`. The caller saves the request."""
    custody = Custody.objects.create(**opening(service_request, how=how, at=at, within=within, reason=reason))
    service_request.due_at = custody.due_at
    return custody


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


def end(service_request: ServiceRequest, *, at: dt.datetime) -> None:
    """Close the open custody, charge its holder, and clear `due_at`. The caller saves the request."""
    custody = service_request.custodies.get(ended_at=None)
    custody.ended_at = max(at, custody.started_at)
    custody.used = time_used(custody, until=custody.ended_at)
    custody.save(update_fields=["ended_at", "used"])
    service_request.due_at = None


def move(service_request: ServiceRequest, route: Route, *, how: How, reason: str = "") -> None:
    """Hand the request to where the route says: end one custody, begin the next. The caller saves the request."""
    now = clock.now()
    end(service_request, at=now)
    service_request.organization_id = route.organization
    service_request.on_behalf_of_id = route.on_behalf_of
    service_request.department_id = route.department
    service_request.assignee_id = route.member
    service_request.route = route.reasons()
    begin(service_request, how=how, at=now, within=route.close_within, reason=reason)


HOLDER = ("organization", "on_behalf_of", "department", "assignee", "route", "due_at")


def time_used(custody: Custody, *, until: dt.datetime) -> dt.timedelta:
    """What the holder used of the target until that moment, in the target's own time."""
    calendar = current.current().calendars[custody.organization_id]
    return used(custody.started_at, until, Unit(custody.unit), calendar)


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
