"""Which assets a point means: those within their layer's distance, from memory."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from fixward.foundation.grid.boxes import Boxes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_EQUATOR = 6_378_137.0  # metres, WGS84
_ECCENTRICITY_2 = 0.00669437999014
_ORIGIN = shapely.Point(0.0, 0.0)


class AssetRow(NamedTuple):
    layer_id: int
    layer_code: str
    reach_m: float
    asset_id: int
    code: str
    name: str
    owner: str


class AssetHit(NamedTuple):
    """An asset near the point; the owner is empty where the layer says nothing."""

    layer_id: int
    layer_code: str
    asset_id: int
    code: str
    name: str
    owner: str
    distance_m: float


class Nearness:
    """All assets of all layers; never changes after it is built."""

    __slots__ = ("_boxes", "_rows", "_where")

    def __init__(self, rows: Sequence[AssetRow], geometries: Sequence[shapely.Geometry]) -> None:
        self._rows = tuple(rows)
        self._where = np.empty(len(rows), dtype=object)
        self._where[:] = geometries
        bounds = shapely.bounds(self._where).reshape(-1, 4)
        self._boxes = Boxes(_widened(bounds, np.array([row.reach_m for row in rows], dtype=np.float64)))

    def at(self, lon: float, lat: float) -> tuple[AssetHit, ...]:
        """The assets whose layer reaches the point, nearest first, then by layer and code."""
        near = self._boxes.holding(lon, lat)
        if not near:
            return ()
        rows, hits = self._rows, []
        for i, distance in zip(near, _distances(self._where[near], lon, lat), strict=True):
            row = rows[i]
            if distance <= row.reach_m:
                hits.append(AssetHit(row[0], row[1], *row[3:], distance_m=distance))
        hits.sort(key=lambda hit: (hit.distance_m, hit.layer_code, hit.code))
        return tuple(hits)


def _distances(shapes: NDArray[np.object_], lon: float, lat: float) -> list[float]:
    """Metres from a point; within 3 in 1000 up to 5 km and 75 degrees of latitude. Gives the array other shapes.

    On a plane laid at the point, scaled by the ellipsoid's radii of curvature, see
    https://en.wikipedia.org/wiki/Earth_radius#Radii_of_curvature.
    """
    degrees = shapely.get_coordinates(shapes)
    degrees -= (lon, lat)
    degrees *= _metres_per_degree(lat)
    distances: list[float] = shapely.distance(shapely.set_coordinates(shapes, degrees), _ORIGIN).tolist()
    return distances


def _metres_per_degree(lat: float) -> tuple[float, float]:
    flat = 1.0 - _ECCENTRICITY_2 * math.sin(math.radians(lat)) ** 2
    east = _EQUATOR / math.sqrt(flat) * math.cos(math.radians(lat))
    north = _EQUATOR * (1.0 - _ECCENTRICITY_2) / flat**1.5
    return math.radians(east), math.radians(north)


def _widened(bounds: NDArray[np.float64], reach: NDArray[np.float64]) -> NDArray[np.float64]:
    """The boxes grown by the reach in metres, and a tenth more for safety."""
    up = reach * 1.1 / 110_574.0  # a degree of latitude is the shortest, in metres, at the equator
    furthest = np.minimum(np.abs(bounds[:, (1, 3)]).max(axis=1, initial=0.0) + up, 89.9)
    across = up / np.cos(np.radians(furthest))
    grown: NDArray[np.float64] = bounds + np.stack((-across, -up, across, up), axis=1)
    return grown
