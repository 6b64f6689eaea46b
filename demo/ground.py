"""The drawn outlines, streets and addresses of the demonstration, as shapes in WGS84 degrees, longitude first."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from shapely.geometry import LineString, Point, shape
from shapely.geometry.base import BaseGeometry

DATA = Path(__file__).parent / "data"
PLACES, STREETS, ADDRESSES = DATA / "places.geojson", DATA / "streets.geojson", DATA / "addresses.csv"

ROADS_LAYER = "main-roads"
ROADS_LAYER_NAME = "Main roads"
# The drawing is coarse: a report means a road when it lies within this distance of its line.
ROADS_DISTANCE_M = 40.0
# One degree of latitude, and one of longitude at 27.9° north.
METRES_PER_DEGREE = (98_400.0, 110_800.0)


@dataclass(frozen=True)
class DrawnPlace:
    code: str
    name: str
    kind: str
    outline: BaseGeometry


@dataclass(frozen=True)
class DrawnStreet:
    code: str
    name: str
    owner: str
    line: LineString


@cache
def places() -> tuple[DrawnPlace, ...]:
    """The county first, then municipalities and communities."""
    return tuple(
        DrawnPlace(**feature["properties"], outline=shape(feature["geometry"])) for feature in _features(PLACES)
    )


@cache
def streets() -> tuple[DrawnStreet, ...]:
    return tuple(
        DrawnStreet(**feature["properties"], line=LineString(feature["geometry"]["coordinates"]))
        for feature in _features(STREETS)
    )


@cache
def addresses() -> tuple[tuple[str, float, float], ...]:
    """Name, longitude, latitude of the gazetteer."""
    with ADDRESSES.open(encoding="utf-8", newline="") as file:
        return tuple((row["name"], float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file))


def county() -> DrawnPlace:
    return places()[0]


def municipality_at(lon: float, lat: float) -> DrawnPlace | None:
    """The municipality at the point; None in the unincorporated county."""
    point = Point(lon, lat)
    return next((place for place in places() if place.kind == "municipality" and place.outline.covers(point)), None)


def road_at(lon: float, lat: float) -> DrawnStreet | None:
    """The nearest main road, where the point lies within the layer's distance of it."""
    x, y = METRES_PER_DEGREE
    point = Point(lon * x, lat * y)
    lines = [
        (point.distance(LineString([(a * x, b * y) for a, b in street.line.coords])), street)
        for street in streets()
        if street.line.distance(Point(lon, lat)) < 2 * ROADS_DISTANCE_M / x
    ]
    near = min(lines, key=lambda pair: pair[0], default=None)
    return near[1] if near and near[0] <= ROADS_DISTANCE_M else None


def _features(path: Path) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features
