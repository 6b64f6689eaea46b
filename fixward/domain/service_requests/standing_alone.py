"""What would change if a town worked its requests itself: last year's by service, and each of last month's."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import Q

from fixward.domain.governments.models import Member, Organization
from fixward.domain.routing import current
from fixward.domain.routing.many import Many, Wanted
from fixward.domain.routing.models import Responsibility
from fixward.domain.routing.route import Route
from fixward.domain.routing.rows import Answers
from fixward.domain.routing.table import RoutingTable
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.querysets import ServiceRequestQuerySet
from fixward.foundation import clock

YEAR, MONTH = dt.timedelta(days=365), dt.timedelta(days=30)
MOST_REHEARSED = 500
_AT_A_TIME = 5_000
Row = tuple[str, float, float, Answers]


@dataclass
class Tally:
    """Of one service: how many lay inside, and how many of these would go to the town itself."""

    service: str
    inside: int = 0
    own: int = 0


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """Where one request is now, and where it would go."""

    service_request: ServiceRequest
    organization: str
    department: str

    @property
    def changes(self) -> bool:
        return self.organization != str(self.service_request.organization)


def places_of(organization: Organization) -> list[int]:
    """The ground that is its own by the rules, whatever the service."""
    own = Responsibility.objects.filter(organization=organization, place__isnull=False, service=None, group=None)
    return list(own.values_list("place", flat=True))


def last_year(organization: Organization) -> list[Tally]:
    """By service, the most frequent first. Nothing of any single request is told."""
    table = as_if_alone(organization)
    tallies: dict[str, Tally] = defaultdict(lambda: Tally(""))
    rows = _inside(organization, YEAR).values_list("service__code", "lon", "lat", "answers")
    many = Many(table)
    for part in _parts(rows.iterator(chunk_size=_AT_A_TIME)):
        wanted = [Wanted(code, lon, lat, clock.now(), answers) for code, lon, lat, answers in part]
        for one, route in zip(wanted, many.decide(wanted), strict=True):
            tally = tallies[one.service]
            tally.service = str(table.catalog[one.service].name)
            tally.inside += 1
            tally.own += route.organization == organization.pk
    return sorted(tallies.values(), key=lambda tally: (-tally.inside, tally.service))


def rehearse(organization: Organization, viewer: Member) -> list[Rehearsed]:
    """Last month's requests inside, as this member may see them, each with where it would go; the latest first."""
    table = as_if_alone(organization)
    seen = _inside(organization, MONTH).visible_to(viewer).select_related("service", "organization", "department")
    rows = list(seen.order_by("-submitted_at", "-pk")[:MOST_REHEARSED])
    wanted = [Wanted(row.service.code, row.lon, row.lat, clock.now(), row.answers) for row in rows]
    routes = Many(table).decide(wanted)
    return [_rehearsed(row, route, table) for row, route in zip(rows, routes, strict=True)]


def as_if_alone(organization: Organization) -> RoutingTable:
    """The rules in use, but for this: nobody handles the organization."""
    table = current.current()
    row = replace(table.organizations[organization.pk], handled_by=None, stand_alone_from=None)
    return replace(table, organizations={**table.organizations, organization.pk: row})


def _inside(organization: Organization, past: dt.timedelta) -> ServiceRequestQuerySet[ServiceRequest]:
    lies_there = Q(place__in=places_of(organization)) | Q(on_behalf_of=organization)
    return ServiceRequest.objects.filter(lies_there, submitted_at__gte=clock.now() - past)


def _parts(rows: Iterable[Row]) -> Iterator[list[Row]]:
    part: list[Row] = []
    for row in rows:
        part.append(row)
        if len(part) == _AT_A_TIME:
            yield part
            part = []
    yield part


def _rehearsed(row: ServiceRequest, route: Route, table: RoutingTable) -> Rehearsed:
    department = table.departments.names[route.department] if route.department else ""
    return Rehearsed(row, table.organizations[route.organization].name, department)
