"""What became of requests like this one here: who ended up with them, as advice for assigning and transferring."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from fixward.domain.governments.models import Department, Organization
from fixward.domain.service_requests.models import Resolution, ServiceRequest, Status
from fixward.domain.service_requests.nearby import box
from fixward.foundation import grid

WITHIN_M = 200
ALONG_ROAD_M = 2000
MOST = 12
LEAST = 3
# What was withdrawn, repeated or not answered says nothing about whose it was.
_TELLING = (Resolution.FIXED, Resolution.NOTHING_FOUND, Resolution.NO_WORK)


@dataclass(frozen=True, slots=True)
class Ending:
    """One organization and department, and how many of them ended there."""

    organization: Organization
    department: Department | None
    count: int

    @property
    def name(self) -> str:
        return f"{self.organization}, {self.department}" if self.department else str(self.organization)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Of `looked_at` closed requests of the same service here, where they ended, the most frequent first."""

    looked_at: int
    endings: list[Ending]
    road: str

    @property
    def best(self) -> Ending:
        return self.endings[0]


def suggestion(service_request: ServiceRequest) -> Suggestion | None:
    """From the last ones within 200 m or on the same road, in one query; none where they are too few to say anything.

    Only public ones are counted, so it tells nobody anything that they may not know.
    """
    rows = _alike(service_request)
    if len(rows) < LEAST:
        return None
    counted = Counter((row.organization, row.department) for row in rows)
    endings = [Ending(organization, department, count) for (organization, department), count in counted.most_common()]
    return Suggestion(len(rows), endings, _road(service_request))


def _alike(service_request: ServiceRequest) -> list[ServiceRequest]:
    here = _cells(service_request, WITHIN_M)
    road = _road(service_request)
    if road:
        on_it = Q(route__contains=[{"code": "asset", "asset": road}])
        here |= _cells(service_request, ALONG_ROAD_M) & on_it
    rows = ServiceRequest.objects.public().filter(
        here, service=service_request.service_id, status=Status.CLOSED, resolution__in=_TELLING
    )
    rows = rows.exclude(pk=service_request.pk).select_related("organization", "department")
    return list(rows.order_by("-submitted_at", "-pk")[:MOST])


def _cells(service_request: ServiceRequest, metres: float) -> Q:
    spans = grid.ranges(*box(service_request.lon, service_request.lat, metres))
    return reduce(or_, (Q(cell__range=span) for span in spans))


def _road(service_request: ServiceRequest) -> str:
    """The asset that the routing went by, by name."""
    return next((str(reason["asset"]) for reason in service_request.route if reason["code"] == "asset"), "")
