"""Places and things by their names: what somebody can choose who has neither a map nor an address."""

from __future__ import annotations

import datetime as dt
import math
from typing import NamedTuple

import shapely
from django.db.models import F, FloatField, Value
from django.db.models.functions import Greatest

from fixward.domain.places.models import Asset, Kind
from fixward.domain.places.queries import boundaries_on

MOST_PLACES = 300  # the largest; a longer list helps nobody
MOST_THINGS = 200
_KINDS = (Kind.MUNICIPALITY, Kind.COMMUNITY)
_CANDIDATES = 12
_METRES_PER_DEGREE = 111_320


class Landmark(NamedTuple):
    """A name and a point that is surely inside what it names; degrees WGS84."""

    name: str
    lon: float
    lat: float


class Nearest(NamedTuple):
    place_id: int
    name: str
    metres: float


def places(day: dt.date) -> list[Landmark]:
    """Towns and communities by name. Counties are too large to be an answer to "where?"."""
    rows = boundaries_on(day).filter(place__kind__in=_KINDS).order_by("-area")[:MOST_PLACES]
    found = [_landmark(row.place.name, bytes(row.wkb)) for row in rows]
    return sorted(found)


def things() -> list[Landmark]:
    """Parks and other things with a name; a road is too long for a point in it to say where."""
    rows = Asset.objects.exclude(name="").order_by("name", "pk").values_list("name", "wkb")[: MOST_THINGS * 10]
    shapes = [(name, bytes(wkb)) for name, wkb in rows]
    points = [(name, wkb) for name, wkb in shapes if "Line" not in shapely.from_wkb(wkb).geom_type]
    return [_landmark(name, wkb) for name, wkb in points[:MOST_THINGS]]


def nearest(lon: float, lat: float, day: dt.date) -> Nearest | None:
    """The town, community or county nearest to a point that lies in none."""
    aside = Greatest(F("west") - lon, lon - F("east"), Value(0.0), output_field=FloatField())
    above = Greatest(F("south") - lat, lat - F("north"), Value(0.0), output_field=FloatField())
    shown = boundaries_on(day).filter(place__kind__in=(*_KINDS, Kind.COUNTY))
    rows = shown.annotate(away=aside * aside + above * above).order_by("away", "area")[:_CANDIDATES]
    point = shapely.Point(lon, lat)
    # Equally near are a county and the town at its edge: the town is meant.
    measured = [(_metres(point, bytes(row.wkb)), row.area, row) for row in rows]
    if not measured:
        return None
    metres, _area, row = min(measured, key=lambda one: one[:2])
    return Nearest(row.place_id, row.place.name, metres)


def _landmark(name: str, wkb: bytes) -> Landmark:
    inside = shapely.from_wkb(wkb).point_on_surface()
    return Landmark(name, round(inside.x, 6), round(inside.y, 6))


def _metres(point: shapely.Point, wkb: bytes) -> float:
    """Near enough for "12 km away": on a plain at the point's latitude."""
    on_edge = shapely.shortest_line(point, shapely.from_wkb(wkb)).coords[-1]
    east = (on_edge[0] - point.x) * math.cos(math.radians(point.y))
    return math.hypot(east, on_edge[1] - point.y) * _METRES_PER_DEGREE
