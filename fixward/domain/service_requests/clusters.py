"""Requests in a viewport, gathered by tiles of the cell index, at any zoom and over any number of requests.

What is moderately many is counted exactly. Where more fits, every 64th request stands for 64: those have an index of
their own, so that the widest view over the longest history reads no more than a street does.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from statistics import fmean
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.querysets import ServiceRequestQuerySet
from fixward.foundation import grid

Box = tuple[float, float, float, float]
Chosen = ServiceRequestQuerySet[ServiceRequest]
Row = tuple[int, float, float, int]  # cell, longitude, latitude, id
ONE_OF = 64
MOST_EXACT, MOST_EXACT_OF_MUCH = 4_000, 1_000
MOST_READ = 2_000
MOST_SINGLE = 60
# A tile of the map is 512 pixels wide: three zooms finer makes clusters of 64 pixels.
_FINER = 3
# Each range of cells is a branch of the statement that PostgreSQL has to plan; fewer read more beside the box.
_SPANS, _SPANS_OF_LOTS = 4, 2
_MUCH = 40_000
# From this zoom on a view shows so little ground that it is mostly read at once.
_STREET = 15
# As the index of them has it.
_IS_A_LOT = f' AND "service_requests_servicerequest"."id" %% {ONE_OF} = 0'
_GATHER = """
SELECT count(*), avg(lon), avg(lat), min(lon), min(lat), max(lon), max(lat), min(id)
FROM ({seen}) AS seen GROUP BY cell >> {below}
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """So many requests around a point, the middle of them (WGS84 degrees), and inside a box; `pk` is one of them."""

    count: int
    lon: float
    lat: float
    bounds: Box
    pk: int


@dataclass(frozen=True, slots=True)
class Viewport:
    """What lies in a box, gathered; about so many where it was estimated, at least so many where it was cut off."""

    clusters: list[Cluster]
    is_estimate: bool = False
    is_cut_off: bool = False

    @property
    def count(self) -> int:
        return sum(cluster.count for cluster in self.clusters)


def in_view(chosen: Chosen, box: Box, zoom: int, *, has_words: bool = False) -> Viewport:
    """What of the chosen requests lies in the box (west, south, east, north; degrees), as a map at this zoom shows it.

    Words are looked for in texts, which no count can be estimated of without reading them: there it ends at MOST_READ.
    """
    if has_words:
        read = list(chosen.filter(inside(box)).values_list("cell", "lon", "lat", "pk")[: MOST_READ + 1])
        zoom = grid.ZOOM if len(read) <= MOST_SINGLE else zoom
        return Viewport(_gathered(read, zoom), is_cut_off=len(read) > MOST_READ)
    look = _Look.of(chosen, box)
    if zoom >= _STREET and len(read := look.each(most=_SPANS)) <= MOST_READ:
        return _counted(read, zoom)
    lots = look.by_tile(zoom, most=_SPANS_OF_LOTS, of_lots=True)
    about = sum(cluster.count for cluster in lots) * ONE_OF
    is_much = about <= MOST_EXACT and _is_much(box)
    if about > (MOST_EXACT_OF_MUCH if is_much else MOST_EXACT):
        return Viewport([replace(lot, count=_rounded(lot.count * ONE_OF)) for lot in lots], is_estimate=True)
    # Little of much is found by what it was chosen by, which each further branch would read once more.
    most = 1 if is_much else _SPANS
    if about <= MOST_READ / 2 and len(read := look.each(most=most)) <= MOST_READ:
        return _counted(read, zoom)
    return Viewport(look.by_tile(zoom, most=most))


def inside(box: Box) -> Q:
    """In the box, whose west may be greater than its east: then it crosses the date line."""
    west, south, east, north = box
    cells = reduce(or_, (Q(cell__range=span) for span in grid.ranges(west, south, east, north)))
    across = Q(lon__range=(west, east)) if west <= east else Q(lon__gte=west) | Q(lon__lte=east)
    return cells & across & Q(lat__range=(south, north))


def read_box(text: str) -> Box | None:
    """West, south, east, north in degrees; None where it is no box."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    if not all(map(math.isfinite, (west, south, east, north))) or south > north:
        return None
    if east - west >= 360:
        west, east = -180.0, 180.0
    return _come_round(west), max(south, -90.0), _come_round(east), min(north, 90.0)


@dataclass(frozen=True, slots=True)
class _Look:
    """What is chosen of a box as a statement, which Django writes once: `branch` is of one range of cells.

    With the ranges as alternatives of one condition PostgreSQL would fetch every row from the table, and with ranges
    that it learns only while it runs it could not tell a street from a county.
    """

    branch: str
    values: tuple[Any, ...]
    box: Box

    @classmethod
    def of(cls, chosen: Chosen, box: Box) -> _Look:
        west, south, east, north = box
        across = Q(lon__range=(west, east)) if west <= east else Q(lon__gte=west) | Q(lon__lte=east)
        span = Q(cell__gte=RawSQL("{low}", ()), cell__lte=RawSQL("{high}", ()))
        seen = chosen.filter(span, across, lat__range=(south, north)).order_by().values_list("cell", "lon", "lat", "id")
        return cls(*seen.query.sql_with_params(), box)

    def each(self, *, most: int) -> list[Row]:
        """The first MOST_READ of them, and one more where there are more."""
        return self._answers(f"{{seen}} LIMIT {MOST_READ + 1}", most)

    def by_tile(self, zoom: int, *, most: int, of_lots: bool = False) -> list[Cluster]:
        found = self._answers(_GATHER.replace("{below}", str(_below(zoom))), most, of_lots=of_lots)
        return [Cluster(count, lon, lat, tuple(bounds), pk) for count, lon, lat, *bounds, pk in found]

    def count_lots(self) -> int:
        return int(self._answers("SELECT count(*) FROM ({seen}) AS seen", _SPANS_OF_LOTS, of_lots=True)[0][0])

    def _answers(self, statement: str, most: int, *, of_lots: bool = False) -> list[Any]:
        """The cell, point and id of all in the box are `seen`: one branch for each range of cells."""
        branch = self.branch + (_IS_A_LOT if of_lots else "")
        spans = grid.ranges(*self.box, most=most)
        seen = " UNION ALL ".join(branch.format(low=low, high=high) for low, high in spans)
        with connection.cursor() as cursor:
            cursor.execute(statement.format(seen=seen), self.values * len(spans))
            return list(cursor.fetchall())


def _counted(read: list[Row], zoom: int) -> Viewport:
    # So few have room beside each other, but for those on the very same spot.
    return Viewport(_gathered(read, grid.ZOOM if len(read) <= MOST_SINGLE else zoom))


def _is_much(box: Box) -> bool:
    """Whether more lies there, chosen or not, than can be looked through."""
    return _Look.of(ServiceRequest.objects.public(), box).count_lots() * ONE_OF > _MUCH


def _gathered(rows: Iterable[Row], zoom: int) -> list[Cluster]:
    tiles: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        tiles[row[0] >> _below(zoom)].append(row)
    return [_cluster(tile) for tile in tiles.values()]


def _cluster(rows: list[Row]) -> Cluster:
    _cells, lons, lats, pks = zip(*rows, strict=True)
    return Cluster(len(rows), fmean(lons), fmean(lats), (min(lons), min(lats), max(lons), max(lats)), pks[0])


def _below(zoom: int) -> int:
    """The bits of a cell below the tiles that are gathered at this zoom."""
    return 2 * max(grid.ZOOM - zoom - _FINER, 0)


def _rounded(count: int) -> int:
    """To two figures, for no more of it is known."""
    return round(count, 2 - len(str(count)))


def _come_round(lon: float) -> float:
    """A map that was turned past the date line counts on; here it comes round."""
    return lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180
