"""Which of many boxes hold a point: a grid in several sizes, each box in the size that fits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Measured over all US counties and places: 4 us a point; finer squares or more sizes are slower.
_FINEST = 2**13 / 360.0  # the smallest squares are 0.044 degrees wide, about 5 km
_STEP = 3  # the next size is 2**3 times as wide
_SIZES = 5  # two squares of the last one go round the world
_LONGEST = 4  # squares that a box in its size may be long
_SHIFT = 14


class Boxes:
    """An index that never changes over boxes `[west, south, east, north]` in degrees, borders included.

    Made for one point at a time in pure Python, which is faster than a tree in C when the answer is two or
    three boxes: there are no arrays and no geometry to build for the question.
    """

    __slots__ = ("_east", "_north", "_sizes", "_south", "_west")

    def __init__(self, boxes: NDArray[np.float64]) -> None:
        self._west, self._south, self._east, self._north = (column.tolist() for column in boxes.T)
        self._sizes = _squares(boxes)

    def holding(self, lon: float, lat: float) -> list[int]:
        """The positions of the boxes that hold the point, in no order; [] for what is no number."""
        if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
            return []
        west, south, east, north = self._west, self._south, self._east, self._north
        x, y = int((lon + 180.0) * _FINEST), int((lat + 90.0) * _FINEST)
        return [
            i
            for bits, squares in self._sizes
            for i in squares.get((x >> bits) << _SHIFT | y >> bits, ())
            if west[i] <= lon <= east[i] and south[i] <= lat <= north[i]
        ]


def _squares(boxes: NDArray[np.float64]) -> tuple[tuple[int, dict[int, tuple[int, ...]]], ...]:
    """For each size in use, the boxes that touch each square."""
    west, south, east, north = np.clip(boxes, (-180, -90, -180, -90), (180, 90, 180, 90)).T
    left, right = (((x + 180.0) * _FINEST).astype(np.int64) for x in (west, east))
    bottom, top = (((y + 90.0) * _FINEST).astype(np.int64) for y in (south, north))
    long = np.maximum(right - left, top - bottom)
    size = np.zeros(len(long), dtype=np.int64)
    for step in range(_SIZES - 1):
        size += long > _LONGEST << _STEP * step
    return tuple(
        (bits, _grouped(which, *(edge[which] >> bits for edge in (left, right, bottom, top))))
        for bits, which in ((_STEP * s, np.flatnonzero(size == s)) for s in range(_SIZES))
        if len(which)
    )


def _grouped(
    which: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    bottom: NDArray[np.int64],
    top: NDArray[np.int64],
) -> dict[int, tuple[int, ...]]:
    keys, members = [], []
    for across in range(_LONGEST + 1):
        for up in range(_LONGEST + 1):
            here = (left + across <= right) & (bottom + up <= top)
            keys.append((left + across)[here] << _SHIFT | (bottom + up)[here])
            members.append(which[here])
    key, member = np.concatenate(keys), np.concatenate(members)
    order = np.argsort(key, kind="stable")
    found, starts = np.unique(key[order], return_index=True)
    inside = member[order].tolist()
    ends = [*starts[1:].tolist(), len(inside)]
    return {k: tuple(inside[a:b]) for k, a, b in zip(found.tolist(), starts.tolist(), ends, strict=True)}
