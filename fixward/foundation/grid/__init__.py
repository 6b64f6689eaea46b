"""Points as one integer: the Z-order number of a Web Mercator tile at zoom 31, as in a quadkey.

Near points mostly have near numbers, so a B-tree over the number answers "what lies in this box"
with a few ranges, and a shift gives the tile of any smaller zoom. 62 bits, so it fits a bigint.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

ZOOM = 31
_SIDE = 1 << ZOOM
_LAST = _SIDE - 1
_TOP = math.degrees(math.atan(math.sinh(math.pi)))  # Web Mercator ends here; beyond it the last row is used
_TILES = 1024  # tiles looked at for one box: about 3 % of its width is covered too much on each side
_SPREAD = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def cell(lon: float, lat: float) -> int:
    """The cell, about 2 cm wide, of a point in degrees; what is off the map counts to its edge."""
    x, y = _tile(lon, lat)
    return _spread(x) | _spread(y) << 1


def cells(lons: ArrayLike, lats: ArrayLike) -> NDArray[np.int64]:
    """`cell` for many points; may differ by one step of 2 cm from `cell`, by rounding."""
    lon = np.clip(np.asarray(lons, dtype=np.float64), -180.0, 180.0)
    lat = np.radians(np.clip(np.asarray(lats, dtype=np.float64), -_TOP, _TOP))
    x = (lon + 180.0) / 360.0
    y = (1.0 - np.arcsinh(np.tan(lat)) / np.pi) / 2.0
    return _interleave(*(np.clip(v * _SIDE, 0, _LAST).astype(np.int64) for v in (x, y)))


def point(cell: int) -> tuple[float, float]:
    """Longitude and latitude of the middle of a cell."""
    x, y = (_gather(cell) + 0.5) / _SIDE, (_gather(cell >> 1) + 0.5) / _SIDE
    return x * 360.0 - 180.0, math.degrees(math.atan(math.sinh(math.pi * (1.0 - 2.0 * y))))


def parent(cell: int, zoom: int) -> int:
    """The number of the tile at this zoom (0 to 31) that holds the cell."""
    return cell >> 2 * (ZOOM - zoom)


def ranges(west: float, south: float, east: float, north: float, *, most: int = 16) -> list[tuple[int, int]]:
    """At most so many ranges of cells, both ends included, that together cover a box in degrees.

    They cover a little more than the box, so compare the coordinates too. A box whose west is
    greater than its east crosses the date line.
    """
    if west > east:
        left = _runs(_tiles(west, south, 180.0, north))
        right = _runs(_tiles(-180.0, south, east, north))
        return _closed(_merged(left + right), most)
    return _closed(_runs(_tiles(west, south, east, north)), most)


def _tile(lon: float, lat: float) -> tuple[int, int]:
    lat = math.radians(min(max(lat, -_TOP), _TOP))
    x = (lon + 180.0) / 360.0
    y = (1.0 - math.asinh(math.tan(lat)) / math.pi) / 2.0
    return min(max(int(x * _SIDE), 0), _LAST), min(max(int(y * _SIDE), 0), _LAST)


def _spread(value: int) -> int:
    for shift, mask in _SPREAD:
        value = (value | value << shift) & mask
    return value


def _gather(value: int) -> int:
    value &= _SPREAD[-1][1]
    for shift, mask in ((1, _SPREAD[3][1]), (2, _SPREAD[2][1]), (4, _SPREAD[1][1]), (8, _SPREAD[0][1])):
        value = (value | value >> shift) & mask
    return (value | value >> 16) & 0xFFFFFFFF


def _interleave(x: NDArray[np.int64], y: NDArray[np.int64]) -> NDArray[np.int64]:
    for shift, mask in _SPREAD:
        x, y = (x | x << shift) & mask, (y | y << shift) & mask
    return x | y << 1


def _tiles(west: float, south: float, east: float, north: float) -> tuple[NDArray[np.int64], int]:
    """The tiles over a box, sorted, at the finest zoom where they are few enough, and the bits below it."""
    (left, top), (right, bottom) = _tile(west, north), _tile(east, south)
    # One step more on each side, because `cells` may round a point on the edge to the next cell.
    left, top, right, bottom = (
        max(left - 1, 0),
        max(top - 1, 0),
        min(right + 1, _LAST),
        min(bottom + 1, _LAST),
    )
    up = 0
    while ((right >> up) - (left >> up) + 1) * ((bottom >> up) - (top >> up) + 1) > _TILES:
        up += 1
    across = np.arange(left >> up, (right >> up) + 1)
    down = np.arange(top >> up, (bottom >> up) + 1)
    tiles = _interleave(np.tile(across, len(down)), np.repeat(down, len(across)))
    return np.sort(tiles), 2 * up


def _runs(tiles_and_bits: tuple[NDArray[np.int64], int]) -> list[tuple[int, int]]:
    tiles, bits = tiles_and_bits
    starts = np.flatnonzero(np.diff(tiles, prepend=tiles[0] - 2) > 1)
    ends = np.append(starts[1:], len(tiles)) - 1
    lows, highs = tiles[starts] << bits, ((tiles[ends] + 1) << bits) - 1
    return list(zip(lows.tolist(), highs.tolist(), strict=True))


def _merged(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(runs):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(high, merged[-1][1])
        else:
            merged.append((low, high))
    return merged


def _closed(runs: list[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """The runs with their smallest gaps closed, until there are few enough."""
    gaps = sorted(range(1, len(runs)), key=lambda i: runs[i][0] - runs[i - 1][1], reverse=True)
    cuts = [0, *sorted(gaps[: most - 1]), len(runs)]
    return [(runs[a][0], runs[b - 1][1]) for a, b in pairwise(cuts)]
