"""The ground of a watch area: its box in degrees, and what of the requests lies in it."""

from __future__ import annotations

import math
from typing import Any

from django.db.models import BooleanField, F, Func, TextField, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from fixward.domain.places.queries import boundaries_on
from fixward.domain.service_requests.clusters import Box, inside
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.querysets import ServiceRequestQuerySet
from fixward.domain.watching.models import WatchArea

_METRES_PER_DEGREE = 111_195.0  # on a sphere of 6371 km
_CORNERS = 64
Requests = ServiceRequestQuerySet[ServiceRequest]


def box(area: WatchArea) -> Box | None:
    """West, south, east, north; None for a place, of which only the requests in it are known here."""
    if area.outline:
        lons, lats = zip(*area.outline, strict=True)
        return min(lons), min(lats), max(lons), max(lats)
    if area.lon is None or area.lat is None or area.radius_m is None:
        return None
    high = area.radius_m / _METRES_PER_DEGREE
    wide = high / _narrowing(area.lat)
    return max(area.lon - wide, -180), max(area.lat - high, -90), min(area.lon + wide, 180), min(area.lat + high, 90)


def within(requests: Requests, area: WatchArea) -> Requests:
    """Those on its ground: by ranges of the cell index first, then exactly, in the database."""
    around = box(area)
    if around is None:
        return requests.filter(place=area.place_id)
    near = requests.filter(inside(around))
    if area.outline:
        return near.alias(is_in=_in_outline(area.outline)).filter(is_in=True)
    reach = (area.radius_m or 0) / _METRES_PER_DEGREE
    return near.alias(away=_squared_degrees(area)).filter(away__lte=reach * reach)


def _squared_degrees(area: WatchArea) -> Combinable:
    """From the middle of a circle: the earth is flat over its few kilometres."""
    x, y = (F("lon") - (area.lon or 0.0)) * _narrowing(area.lat or 0.0), F("lat") - (area.lat or 0.0)
    return x * x + y * y


def _narrowing(lat: float) -> float:
    return max(math.cos(math.radians(lat)), 0.01)


def _in_outline(outline: list[list[float]]) -> Func:
    """By PostgreSQL's own polygon, its border included."""
    corners = ",".join(f"({lon!r},{lat!r})" for lon, lat in outline)
    shape = Func(Value(f"({corners})"), template="%(expressions)s::polygon", output_field=TextField())
    point = Func(F("lon"), F("lat"), function="point", output_field=TextField())
    return Func(shape, point, arg_joiner=" @> ", template="(%(expressions)s)", output_field=BooleanField())


def extent(area: WatchArea) -> Box | None:
    """What a map shows of it at first: the box of its circle or outline, or of its place as it is today."""
    if area.place_id is None:
        return box(area)
    today = boundaries_on(timezone.localdate()).filter(place=area.place_id).first()
    return (today.west, today.south, today.east, today.north) if today else None


def drawing(area: WatchArea) -> dict[str, Any] | None:
    """A circle or outline as GeoJSON; the border of a place is on the map already."""
    corners = area.outline or _around(area)
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]} if corners else None


def _around(area: WatchArea) -> list[list[float]]:
    if area.lon is None or area.lat is None or area.radius_m is None:
        return []
    reach = area.radius_m / _METRES_PER_DEGREE
    angles = [2 * math.pi * step / _CORNERS for step in range(_CORNERS)]
    wide = reach / _narrowing(area.lat)
    return [[area.lon + wide * math.cos(angle), area.lat + reach * math.sin(angle)] for angle in angles]
