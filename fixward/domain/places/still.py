"""A small map as lines on paper: the roads and other assets, and the borders, around a point."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import shapely
from django.db.models import QuerySet
from shapely.geometry.base import BaseGeometry

from fixward.domain.places.models import Asset
from fixward.domain.places.queries import boundaries_on
from fixward.foundation import clock

_METRES_PER_DEGREE = 111_195.0
_MOST = 300


@dataclass(frozen=True, slots=True)
class Line:
    """Points in the units of the drawing, from the upper left; `name` where the thing has one."""

    points: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Still:
    """A drawing of `width` by `height` with the point in its middle, `metres` wide."""

    width: int
    height: int
    metres: int
    lines: list[Line]

    @property
    def names(self) -> list[str]:
        return sorted({line.name for line in self.lines if line.name and line.kind == "asset"})


def still(lon: float, lat: float, *, metres: int = 600, width: int = 640, height: int = 360) -> Still:
    """Around a point (WGS84 degrees); two queries, each bounded."""
    wide = metres / (_METRES_PER_DEGREE * max(math.cos(math.radians(lat)), 0.01))
    high = metres * height / width / _METRES_PER_DEGREE
    west, south = lon - wide / 2, lat - high / 2
    window = shapely.box(west, south, west + wide, south + high)

    def drawn(shape: BaseGeometry, name: str, kind: str) -> Iterator[Line]:
        for part in _parts(shapely.intersection(shape, window)):
            points = [((x - west) / wide * width, (south + high - y) / high * height) for x, y in part]
            yield Line(" ".join(f"{x:.1f},{y:.1f}" for x, y in points), name, kind)

    lines: list[Line] = []
    for row in _around(boundaries_on(clock.now().date()), window):
        lines += drawn(shapely.boundary(shapely.from_wkb(bytes(row.wkb))), row.place.name, "border")
    for row in _around(Asset.objects.all(), window):
        shape = shapely.from_wkb(bytes(row.wkb))
        lines += drawn(shapely.boundary(shape) if shape.area else shape, row.name, "asset")
    return Still(width, height, metres, lines)


def _around(rows: QuerySet[Any], window: BaseGeometry) -> QuerySet[Any]:
    west, south, east, north = window.bounds
    return rows.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)[:_MOST]


def _parts(shape: BaseGeometry) -> list[list[tuple[float, float]]]:
    """The lines of whatever shape; of a point nothing is drawn."""
    parts = shapely.get_parts(shapely.line_merge(shape) if shape.geom_type == "MultiLineString" else shape)
    return [list(part.coords) for part in parts if part.geom_type in ("LineString", "LinearRing") and part.length]
