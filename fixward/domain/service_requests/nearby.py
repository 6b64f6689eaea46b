"""What was reported nearby: requests that may be about the same thing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Prefetch, Q

from fixward.domain.catalog.models import Service
from fixward.domain.service_requests.models import Photo, ServiceRequest
from fixward.domain.service_requests.querysets import ServiceRequestQuerySet, Viewer
from fixward.foundation import grid

METRES_PER_DEGREE = 111_195.0  # on a sphere of 6371 km
_MOST = 200  # rows read to find the nearest; more in one place are a campaign, and any of them will do


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another request, and how far away it is."""

    service_request: ServiceRequest
    distance_m: int


def near(service_request: ServiceRequest, viewer: Viewer, *, most: int = 5) -> list[Neighbour]:
    """Open requests for the same service within its radius of repetition, nearest first."""
    here = service_request.lon, service_request.lat
    others = _around(service_request.service, *here, viewer).exclude(pk=service_request.pk)
    return _nearest(others, *here, within=service_request.service.duplicate_radius_m, most=most)


def around(service_request: ServiceRequest, viewer: Viewer, *, metres: int, most: int = 20) -> list[Neighbour]:
    """Open requests for whatever service within so many metres, nearest first."""
    here = service_request.lon, service_request.lat
    cells = reduce(or_, (Q(cell__range=span) for span in grid.ranges(*box(*here, metres))))
    rows = ServiceRequest.objects.visible_to(viewer).open().filter(cells).exclude(pk=service_request.pk)
    return _nearest(rows.select_related("service"), *here, within=metres, most=most)


def near_point(service: Service, lon: float, lat: float, viewer: Viewer, *, most: int = 5) -> list[Neighbour]:
    """Open requests for this service within its radius of repetition around a point (WGS84 degrees), nearest first.

    Each with `shown_photos`, those that are not hidden.
    """
    photos = Prefetch("photos", queryset=Photo.objects.filter(hidden_at=None), to_attr="shown_photos")
    rows = _around(service, lon, lat, viewer).prefetch_related(photos)
    return _nearest(rows, lon, lat, within=service.duplicate_radius_m, most=most)


def _around(service: Service, lon: float, lat: float, viewer: Viewer) -> ServiceRequestQuerySet[ServiceRequest]:
    cells = reduce(or_, (Q(cell__range=span) for span in grid.ranges(*box(lon, lat, service.duplicate_radius_m))))
    return ServiceRequest.objects.visible_to(viewer).open().filter(cells, service=service.pk).select_related("service")


def _nearest(
    rows: ServiceRequestQuerySet[ServiceRequest], lon: float, lat: float, *, within: int, most: int
) -> list[Neighbour]:
    neighbours = [Neighbour(row, round(_metres(lon, lat, row.lon, row.lat))) for row in rows[:_MOST]]
    near_by = [neighbour for neighbour in neighbours if neighbour.distance_m <= within]
    return sorted(near_by, key=lambda neighbour: neighbour.distance_m)[:most]


def box(lon: float, lat: float, metres: float) -> tuple[float, float, float, float]:
    """West, south, east, north around a point, in degrees."""
    high = metres / METRES_PER_DEGREE
    wide = high / max(math.cos(math.radians(lat)), 0.01)
    return max(lon - wide, -180), max(lat - high, -90), min(lon + wide, 180), min(lat + high, 90)


def _metres(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """The distance of two points that are near each other: the earth is flat there."""
    x = (to_lon - lon) * math.cos(math.radians(lat))
    return math.hypot(x, to_lat - lat) * METRES_PER_DEGREE
