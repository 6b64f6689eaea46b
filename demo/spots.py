"""Where things happen in the demonstration: points near the drawn streets, well inside the county."""

from __future__ import annotations

import math
from functools import cache
from random import Random

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from demo import catalog, ground
from demo.ground import METRES_PER_DEGREE, DrawnPlace, DrawnStreet

# Metres from the middle of the street: on it, beside it, or in the neighbourhood behind.
_ON, _BESIDE, _BEHIND = (0.0, 12.0), (10.0, 35.0), (70.0, 400.0)
_SHORE_STREETS = ("gulf-blvd", "mandalay-ave", "pass-a-grille-way", "dodecanese-blvd", "beach-dr-ne")
_TRIES = 200


def spot_for(service: str, chance: Random) -> tuple[float, float]:
    """Longitude and latitude of a likely point for the service."""
    group = catalog.service(service).group
    for _attempt in range(_TRIES):
        street = _a_street(group, chance)
        point = _aside(street, _reach(service, group, chance), chance)
        if _land().covers(Point(point)):
            return point
    raise ValueError(f"No point for {service} was found inside the county.")


def spot_in(place: DrawnPlace, chance: Random) -> tuple[float, float]:
    """A point well inside the place."""
    west, south, east, north = place.outline.bounds
    for _attempt in range(_TRIES):
        point = _rounded(chance.uniform(west, east), chance.uniform(south, north))
        if place.outline.covers(Point(point)) and _land().covers(Point(point)):
            return point
    inner = place.outline.representative_point()
    return _rounded(inner.x, inner.y)


def beside(lon: float, lat: float, chance: Random) -> tuple[float, float]:
    """A few steps from the point."""
    x, y = METRES_PER_DEGREE
    return _rounded(lon + chance.uniform(-8, 8) / x, lat + chance.uniform(-8, 8) / y)


def address_near(lon: float, lat: float) -> str:
    """The nearest address of the gazetteer within some 600 m; empty where there is none."""
    x, y = METRES_PER_DEGREE
    distance, name = min(
        (math.hypot((lon - east) * x, (lat - north) * y), name) for name, east, north in ground.addresses()
    )
    return f"Near {name}" if distance < 600 else ""


def _a_street(group: str, chance: Random) -> DrawnStreet:
    streets = _shore_streets() if group == "beaches" else _streets()
    return chance.choices(streets, [street.line.length for street in streets])[0]


def _reach(service: str, group: str, chance: Random) -> tuple[float, float]:
    if group == "roads" or service in ("traffic_signal", "pavement_marking", "street_sign", "bus_stop"):
        return chance.choice((_ON, _ON, _BEHIND)) if group == "roads" else _ON
    if group in ("property", "waste", "other"):
        return _BEHIND
    return chance.choice((_BESIDE, _BEHIND))


def _aside(street: DrawnStreet, reach: tuple[float, float], chance: Random) -> tuple[float, float]:
    along = street.line.interpolate(chance.random(), normalized=True)
    distance, angle = chance.uniform(*reach), chance.uniform(0, 2 * math.pi)
    x, y = METRES_PER_DEGREE
    return _rounded(along.x + distance * math.cos(angle) / x, along.y + distance * math.sin(angle) / y)


def _rounded(lon: float, lat: float) -> tuple[float, float]:
    return round(lon, 5), round(lat, 5)


@cache
def _streets() -> tuple[DrawnStreet, ...]:
    # Nobody reports things from the middle of the motorway.
    return tuple(street for street in ground.streets() if "Interstate" not in street.name)


@cache
def _shore_streets() -> tuple[DrawnStreet, ...]:
    return tuple(street for street in ground.streets() if street.code in _SHORE_STREETS)


@cache
def _land() -> BaseGeometry:
    """The county without its outermost 30 m or so."""
    land = ground.county().outline.buffer(-0.0003)
    shapely.prepare(land)
    return land
