"""What lies around a point: the places that hold it, and the assets near it with their owners."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import shapely
from django.db.models import QuerySet
from shapely.geometry.base import BaseGeometry

from fixward.domain.places.models import Asset, Boundary
from fixward.domain.places.queries import boundaries_on
from fixward.foundation import clock

NEAR_M = 150
_DRAWN_M = 1500
_MOST = 200
_METRES_PER_DEGREE = 111_195.0  # on a sphere of 6371 km


@dataclass(frozen=True, slots=True)
class Beside:
    """An asset, how far it is from the point, and its shape near it (WGS84 degrees)."""

    asset: Asset
    distance_m: int
    shape: BaseGeometry


def assets_around(lon: float, lat: float, *, metres: float = NEAR_M) -> list[Beside]:
    """Those within so many metres of a point (WGS84 degrees), the nearest first; one query, bounded."""
    window = _window(lon, lat, metres)
    west, south, east, north = window.bounds
    rows = Asset.objects.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)
    found = [_beside(row, lon, lat) for row in rows.select_related("layer").order_by("pk")[:_MOST]]
    return sorted((one for one in found if one.distance_m <= metres), key=lambda one: one.distance_m)


def places_at(lon: float, lat: float) -> list[Boundary]:
    """The boundaries of today that hold the point, the smallest first."""
    point = shapely.Point(lon, lat)
    rows = _boundaries(point).order_by("area", "pk")
    return [row for row in rows if shapely.from_wkb(bytes(row.wkb)).covers(point)]


def borders_around(lon: float, lat: float) -> Iterator[tuple[Boundary, BaseGeometry]]:
    """The lines of all borders within a mile or so of the point, cut off where they leave it."""
    window = _window(lon, lat, _DRAWN_M)
    for row in _boundaries(window).order_by("area", "pk")[:_MOST]:
        line = shapely.intersection(shapely.boundary(shapely.from_wkb(bytes(row.wkb))), window)
        if not line.is_empty:
            yield row, line


def _boundaries(shape: BaseGeometry) -> QuerySet[Boundary]:
    west, south, east, north = shape.bounds
    today = boundaries_on(clock.now().date())
    return today.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)


def _beside(row: Asset, lon: float, lat: float) -> Beside:
    """On a plane that is true to scale near the point."""
    shape = shapely.from_wkb(bytes(row.wkb))
    wide = math.cos(math.radians(lat))
    flat = shapely.transform(shape, lambda corners: (corners - (lon, lat)) * (wide, 1) * _METRES_PER_DEGREE)
    distance = round(shapely.distance(flat, shapely.Point(0, 0)))
    return Beside(row, distance, shapely.intersection(shape, _window(lon, lat, _DRAWN_M)))


def _window(lon: float, lat: float, metres: float) -> BaseGeometry:
    high = metres / _METRES_PER_DEGREE
    wide = high / max(math.cos(math.radians(lat)), 0.01)
    return shapely.box(lon - wide, lat - high, lon + wide, lat + high)
