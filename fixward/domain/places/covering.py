"""Which boundaries hold a point, from memory."""

from __future__ import annotations

import threading
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from fixward.foundation.grid.boxes import Boxes

if TYPE_CHECKING:
    from collections.abc import Sequence


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

    __slots__ = ("_boxes", "_first_use", "_hits", "_since", "_until", "_used", "_where")

    def __init__(self, rows: Sequence[BoundaryRow], geometries: Sequence[shapely.Geometry]) -> None:
        order = sorted(range(len(rows)), key=lambda i: (rows[i].area, rows[i].code))
        self._hits = [BoundaryHit(*rows[i][:5]) for i in order]
        self._since = [_day(rows[i].valid_from, date.min) for i in order]
        self._until = [_day(rows[i].valid_to, date.max) for i in order]
        self._where = np.empty(len(rows), dtype=object)
        self._where[:] = [geometries[i] for i in order]
        self._boxes = Boxes(shapely.bounds(self._where).reshape(-1, 4))
        shapely.prepare(self._where)
        self._used = bytearray(len(rows))
        self._first_use = threading.Lock()

    def at(self, lon: float, lat: float, on: date) -> tuple[BoundaryHit, ...]:
        """The places that hold a point on a day, the smallest first, then by code.

        A border belongs to the places on both its sides; a hole does not belong to the place around it.
        """
        day, since, until = on.toordinal(), self._since, self._until
        near = [i for i in self._boxes.holding(lon, lat) if since[i] <= day < until[i]]
        if not near:
            return ()
        near.sort()
        inside = self._intersects(near, lon, lat)
        hits = self._hits
        return tuple([hits[i] for i, yes in zip(near, inside, strict=True) if yes])

    def _intersects(self, near: list[int], lon: float, lat: float) -> list[bool]:
        used = self._used
        for i in near:
            if not used[i]:
                return self._intersects_first(near, lon, lat)
        answer: list[bool] = shapely.intersects_xy(self._where[near], lon, lat).tolist()
        return answer

    def _intersects_first(self, near: list[int], lon: float, lat: float) -> list[bool]:
        # GEOS builds the index of a prepared polygon at its first use, and Shapely lets other threads run
        # meanwhile: two threads that use a polygon for the first time at once would both build it.
        with self._first_use:
            answer: list[bool] = shapely.intersects_xy(self._where[near], lon, lat).tolist()
            for i in near:
                self._used[i] = 1
        return answer


def _day(day: date | None, otherwise: date) -> int:
    return (day or otherwise).toordinal()
