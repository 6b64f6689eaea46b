"""All boundaries and assets in memory, for answers in microseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg
import shapely
from django.db import connection as default_connection

from fixward.domain.places.covering import BoundaryHit, BoundaryRow, Covering, Spot
from fixward.domain.places.nearness import AssetHit, AssetRow, Nearness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["AssetHit", "AssetRow", "BoundaryHit", "BoundaryRow", "Ground"]

_BOUNDARIES = """
SELECT place_id, code, name, kind, area, valid_from, valid_to, wkb
FROM places_boundary JOIN places_place ON places_place.id = place_id
"""
_ASSETS = """
SELECT layer_id, places_assetlayer.code, distance_m, places_asset.id, places_asset.code, places_asset.name, owner, wkb
FROM places_asset JOIN places_assetlayer ON places_assetlayer.id = layer_id
"""
_AT_A_TIME = 2000


class Ground(NamedTuple):
    """Where everything lies. Never changes: load a new one when boundaries or assets have changed.

    Any number of threads may ask it at once.
    """

    boundaries: Covering
    assets: Nearness

    @classmethod
    def load(cls, connection: BaseDatabaseWrapper | None = None) -> Ground:
        """Read every boundary and asset from the database: about a second for all places of a country."""
        connection = connection or default_connection
        return cls.from_rows(_stream(connection, _BOUNDARIES), _stream(connection, _ASSETS))

    @classmethod
    def from_rows(cls, boundaries: Iterable[tuple[Any, ...]] = (), assets: Iterable[tuple[Any, ...]] = ()) -> Ground:
        """From tuples of the fields of `BoundaryRow` and `AssetRow`, each with its WKB at the end."""
        places, grounds = _parted(boundaries)
        things, wheres = _parted(assets)
        return cls(
            Covering([BoundaryRow(*row) for row in places], grounds),
            Nearness([AssetRow(*row) for row in things], wheres),
        )

    @property
    def has_boundaries(self) -> bool:
        return len(self.boundaries) > 0

    def covering(self, lon: float, lat: float, at: date) -> tuple[BoundaryHit, ...]:
        """The places that hold a point on a day, the smallest first, then by code; borders are included."""
        return self.boundaries.at(lon, lat, at)

    def covering_each(self, spots: Sequence[Spot]) -> list[tuple[BoundaryHit, ...]]:
        """`covering` for many points, each (longitude, latitude, day)."""
        return self.boundaries.at_each(spots)

    def assets_near(self, lon: float, lat: float) -> tuple[AssetHit, ...]:
        """The assets within their layer's distance of a point, nearest first, then by layer and code."""
        return self.assets.at(lon, lat)


def _stream(connection: BaseDatabaseWrapper, query: str) -> Iterator[tuple[Any, ...]]:
    # Django's own cursors speak text, in which geometry is twice as long and slow to read.
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        yield from cursor.stream(query, binary=True, size=_AT_A_TIME)


def _parted(rows: Iterable[tuple[Any, ...]]) -> tuple[list[tuple[Any, ...]], list[shapely.Geometry]]:
    """The rows without their last field, and the geometries read from it, some thousands at a time to save memory."""
    facts: list[tuple[Any, ...]] = []
    geometries: list[shapely.Geometry] = []
    wkbs: list[bytes] = []
    for row in rows:
        facts.append(row[:-1])
        wkbs.append(row[-1])
        if len(wkbs) == _AT_A_TIME:
            geometries.extend(shapely.from_wkb(wkbs))
            wkbs.clear()
    geometries.extend(shapely.from_wkb(wkbs))
    return facts, geometries
