"""Which boundaries hold a point, from memory."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from fixward.foundation.grid.boxes import Boxes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_MANY = 200  # coordinates; from here on an index of the edges saves more than half of the time

_EVER, _FOREVER = date.min.toordinal(), date.max.toordinal() + 1


Spot = tuple[float, float, date]  # longitude and latitude in degrees, and the day


class BoundaryRow(NamedTuple):
    place_id: int
    code: str
    name: str
    kind: str
    area: float
    valid_from: date | None
    valid_to: date | None


class BoundaryHit(NamedTuple):
    """A place that holds the point; the area is in square metres."""

    place_id: int
    code: str
    name: str
    kind: str
    area: float


class Covering:
    """All boundaries of all days, the smallest first; never changes after it is built."""

    __slots__ = ("_boxes", "_hits", "_since", "_until", "_where")

    def __init__(self, rows: Sequence[BoundaryRow], geometries: Sequence[shapely.Geometry]) -> None:
        order = sorted(range(len(rows)), key=lambda i: (rows[i].area, rows[i].code))
        self._hits = [BoundaryHit(*rows[i][:5]) for i in order]
        self._since = [_day(rows[i].valid_from, _EVER) for i in order]
        self._until = [_day(rows[i].valid_to, _FOREVER) for i in order]
        self._where = np.empty(len(rows), dtype=object)
        self._where[:] = [geometries[i] for i in order]
        self._boxes = Boxes(shapely.bounds(self._where).reshape(-1, 4))
        _prepare_the_long(self._where)

    def __len__(self) -> int:
        return len(self._hits)

    def at(self, lon: float, lat: float, on: date) -> tuple[BoundaryHit, ...]:
        """The places that hold a point on a day, the smallest first, then by code.

        A border belongs to the places on both its sides; a hole does not belong to the place around it.
        """
        near = self._near(lon, lat, on)
        if not near:
            return ()
        inside = shapely.intersects_xy(self._where[near], lon, lat).tolist()
        hits = self._hits
        return tuple([hits[i] for i, yes in zip(near, inside, strict=True) if yes])

    def at_each(self, spots: Sequence[Spot]) -> list[tuple[BoundaryHit, ...]]:
        """`at` for many points, in a third of the time: all are compared with their boundaries in one call."""
        near = [self._near(*spot) for spot in spots]
        candidates = np.fromiter(chain.from_iterable(near), dtype=np.int64)
        points = np.array([(lon, lat) for lon, lat, _on in spots], dtype=np.float64).reshape(-1, 2)
        lons, lats = np.repeat(points, [len(found) for found in near], axis=0).T
        inside = iter(shapely.intersects_xy(self._where[candidates], lons, lats).tolist())
        hits = self._hits
        return [tuple([hits[i] for i in found if next(inside)]) for found in near]

    def _near(self, lon: float, lat: float, on: date) -> list[int]:
        """The boundaries whose boxes hold the point on that day, the smallest first."""
        day, since, until = on.toordinal(), self._since, self._until
        near = [i for i in self._boxes.holding(lon, lat) if since[i] <= day < until[i]]
        near.sort()
        return near


def _day(day: date | None, otherwise: int) -> int:
    return otherwise if day is None else day.toordinal()


def _prepare_the_long(where: NDArray[np.object_]) -> None:
    """Index the edges of those polygons that have many; the others are faster without, and smaller."""
    long = where[shapely.get_num_coordinates(where) > _MANY]
    shapely.prepare(long)
    west, south, east, north = shapely.bounds(long).T
    # GEOS builds the index at the second use. Here, because two threads that came first would both build it.
    for share in (0.4, 0.6):
        shapely.intersects_xy(long, west + (east - west) * share, south + (north - south) * share)
