"""Reading service requests: by number, with everything a list row shows, and what happened to them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from fixward.domain.governments.models import Department, Member, Organization
from fixward.domain.people.models import Person
from fixward.domain.routing import current
from fixward.domain.routing.route import Route
from fixward.domain.service_requests import custody, numbers, policy, where
from fixward.domain.service_requests.models import (
    CloseReason,
    Custody,
    OutsideNumber,
    Photo,
    Relation,
    Sending,
    ServiceRequest,
    Support,
)
from fixward.domain.service_requests.querysets import Viewer
from fixward.domain.service_requests.reach import granted_on
from fixward.foundation import clock
from fixward.foundation.database.backend.base import DatabaseWrapper
from fixward.foundation.text import clean


def find(number: str, viewer: Viewer) -> ServiceRequest | None:
    """The request with this number (in whatever groups it was said), or with this id where it came from or went to.

    An id of another system finds it where no other request has the same one.
    """
    number = clean(number)
    visible = ServiceRequest.objects.visible_to(viewer).select_related(
        "service",
        "organization",
        "department",
        "assignee__person",
        "on_behalf_of",
        "duplicate_of",
        "reporter__person",
        "sending",
        "close_reason",
    )
    own = visible.filter(number=numbers.read(number) or number).first()
    came = own or _only(visible.exclude(source_id="").filter(source_id=number))
    return came or _only(visible.filter(outside_numbers__number=number).distinct())


def _only(found: QuerySet[ServiceRequest]) -> ServiceRequest | None:
    """Two systems may use the same number: then it says nothing of which of both is meant."""
    some = list(found.order_by("pk")[:2])
    return some[0] if len(some) == 1 else None


def can_see_photo(viewer: Viewer, photo: Photo) -> bool:
    """A hidden one its moderators alone see, any other one whoever may see the request."""
    if photo.hidden_at is not None:
        return isinstance(viewer, Member) and policy.can_hide(viewer, photo.service_request)
    return ServiceRequest.objects.visible_to(viewer).filter(pk=photo.service_request_id).exists()


def outside_numbers(service_request: ServiceRequest) -> list[OutsideNumber]:
    """By which it is known at organizations off the platform."""
    return list(service_request.outside_numbers.select_related("organization"))


def listed(requests: QuerySet[ServiceRequest]) -> QuerySet[ServiceRequest]:
    """With what a row of a list shows, in the same number of queries however many rows."""
    return requests.select_related("service", "organization", "department", "assignee__person", "place").annotate(
        supporters=supporters()
    )


def on_desk(member: Member, organization: Organization) -> QuerySet[ServiceRequest]:
    """What an organization holds, as its desk shows it to this member: all at home, elsewhere what a grant reaches."""
    return ServiceRequest.objects.held_by(organization.pk).filter(granted_on(member, organization))


def inbox_rows(requests: QuerySet[ServiceRequest]) -> QuerySet[ServiceRequest]:
    """With what a row of an inbox shows, `supporters` among it."""
    related = ("service", "department", "assignee__person", "place", "on_behalf_of", "close_reason")
    return requests.select_related(*related).annotate(supporters=supporters())


def supporters() -> Coalesce:
    """Counted for each row that is shown, and not for all rows before the page is cut out."""
    supports = Support.objects.filter(service_request=OuterRef("pk")).order_by().values("service_request")
    return Coalesce(Subquery(supports.annotate(count=Count("pk")).values("count")), 0)


@dataclass(frozen=True, slots=True)
class Hold:
    """One custody as it is shown: who, from when to when, and what it used of the target."""

    custody: Custody
    organization: Organization
    department: Department | None
    started_at: dt.datetime
    ended_at: dt.datetime | None
    used: dt.timedelta
    is_late: bool


def holds(service_request: ServiceRequest) -> list[Hold]:
    """The custody chain, oldest first; the last one's use is counted until now."""
    now = clock.now()
    waits = list(service_request.waits.all())
    chain = service_request.custodies.select_related("organization", "department").order_by("pk")
    return [
        Hold(
            custody=row,
            organization=row.organization,
            department=row.department,
            started_at=row.started_at,
            ended_at=row.ended_at,
            used=row.used if row.used is not None else custody.time_used(row, until=now, waits=waits),
            is_late=row.due_at is not None and (row.ended_at or service_request.waiting_since or now) > row.due_at,
        )
        for row in chain
    ]


def route_now(service_request: ServiceRequest) -> Route:
    """Where it would go if it were reported now: what the desk offers after a pin was moved or a service changed."""
    return current.decide(
        service_request.service.code,
        lon=service_request.lon,
        lat=service_request.lat,
        answers=service_request.answers,
    )


def route_at(service_request: ServiceRequest, lon: float, lat: float) -> Route:
    """Where it would go if it lay at another point (WGS84 degrees); raises NotHere outside the umbrella's ground."""
    spot = where.spot(lon, lat)
    return current.decide(service_request.service.code, lon=spot.lon, lat=spot.lat, answers=service_request.answers)


def related(service_request: ServiceRequest, viewer: Viewer) -> QuerySet[ServiceRequest]:
    """The requests that it is linked with, as far as the viewer may see them, the newest first."""
    firsts = Relation.objects.filter(second=service_request).values("first")
    seconds = Relation.objects.filter(first=service_request).values("second")
    # One list of ids: alternatives of one condition would read every request.
    visible = ServiceRequest.objects.visible_to(viewer).filter(pk__in=firsts.union(seconds))
    return visible.select_related("service", "organization")


def sent_with(key: UUID) -> ServiceRequest | None:
    """The request that was made with the key of a form, if the form came in before."""
    return ServiceRequest.objects.filter(key=key).first()


def came_with(service_request: ServiceRequest, content: str) -> bool:
    """Whether a program has sent it with this content, as `Sending` keeps it."""
    return Sending.objects.filter(service_request=service_request, content=content).exists()


def was_sent_with(key: UUID) -> bool:
    """The same as a yes or no: asked for each report that a program sends, and nearly always no."""
    database = cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
    with database.prepared_cursor() as cursor:
        cursor.execute("SELECT FROM service_requests_servicerequest WHERE key = $1", [key])
        return cursor.fetchone() is not None


@dataclass(frozen=True, slots=True)
class Care:
    """How many have the same problem, and whether the one who looks is among them or follows."""

    supporters: int
    is_supported: bool
    is_followed: bool


def care_of(service_request: ServiceRequest, *, person: Person | None, browser: UUID | None) -> Care:
    supports = service_request.supports.all()
    mine = Q(pk__in=[]) if person is None else Q(person=person)
    if browser is not None:
        mine |= Q(browser=browser)
    counted = supports.aggregate(all=Count("pk"), mine=Count("pk", filter=mine))
    return Care(
        supporters=counted["all"],
        is_supported=counted["mine"] > 0,
        is_followed=person is not None and service_request.follows.filter(person=person).exists(),
    )


def close_reasons(organization: int, *, also_former: bool = False) -> list[CloseReason]:
    """An organization's own reasons to close; also those that it offers no more."""
    rows = CloseReason.objects.filter(organization=organization)
    return list(rows if also_former else rows.filter(is_active=True))
