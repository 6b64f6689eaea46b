"""Tiles: tallies kept, so that a page over years reads hundreds of rows instead of millions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection

from fixward.followups.insights.counting import cuts
from fixward.followups.insights.counting.cuts import CUTS
from fixward.followups.insights.counting.days import day, number
from fixward.followups.insights.counting.points import PARTS
from fixward.followups.insights.counting.tallies import Kept, Key, Piece, tally
from fixward.followups.insights.counting.vectors import Vector, gathered, written
from fixward.followups.insights.models import Span, Tile

# Whoever writes tiles, or facts, does it alone.
WRITING = "fixward.figures"
MONTHS = [Kept(cut, Span.MONTH) for cut in CUTS]
DAYS = [Kept(cut, Span.DAY) for cut in CUTS if cut.by_day]
FRESH = [Kept(cut, Span.DAY) for cut in cuts.FRESH.values()]
_NAMES = ("organization", "department", "service", "place", "source", "public")
_KEY = ("cut", "span", "starts_on", *_NAMES)
_COLUMNS = (*_KEY, *PARTS)
_KEY_TYPES = ("int2", "varchar", "date", "int4", "int4", "int4", "int4", "varchar", "bool")
_TYPES = (*_KEY_TYPES, *["bytea"] * len(PARTS))


class TileKey(NamedTuple):
    """Which tile: of which kind, and whose."""

    kept: Kept
    key: Key


Tallies = dict[TileKey, Vector]
Tallied = tuple[TileKey, Vector]


def of(pieces: Sequence[Piece], kept: Sequence[Kept]) -> Tallies:
    """What these facts add to the tiles of some kinds."""
    found = tally(pieces, kept)
    return {TileKey(kept, key): vector for kept, cells in found.items() for key, vector in cells.items()}


def add(more: Tallies) -> None:
    """Add to what the tiles say. Nobody else may write them meanwhile."""
    if not more:
        return
    _put(gathered([*more.items(), *_known(more).items()]))


def append(more: Tallies) -> None:
    """Add without reading: at the end of what stands there, codes may come twice then."""
    if more:
        _put(more, "{part} = tile.{part} || excluded.{part}")


def all_of(kept: Kept, *, table: str, since: dt.date = dt.date.min, until: dt.date = dt.date.max) -> Iterator[Tallied]:
    """Every tile of one kind that begins in these days."""
    statement = f"""
        SELECT starts_on, public, {", ".join(kept.cut.keys or ["0"])}, {", ".join(PARTS)} FROM {table}
        WHERE cut = %s AND span = %s AND starts_on >= %s AND starts_on < %s
    """  # noqa: S608 names of our own columns
    width = len(kept.cut.keys)
    with connection.cursor() as cursor:
        cursor.execute(statement, [kept.cut.number, kept.span.value, since, until])
        for start, public, *row in cursor.fetchall():
            keys = dict(zip(kept.cut.keys, row, strict=False))
            yield TileKey(kept, Key(number(start), int(public), **keys)), Vector.read(row[max(width, 1) :])


def copy(tallies: Tallies, *, into: str) -> None:
    """Write tiles of which none is there, fast."""
    statement = f"COPY {into} ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(statement) as copying:
        copying.set_types(_TYPES)
        for row in _rows(tallies):
            copying.write_row(row)


def _known(wanted: Iterable[TileKey]) -> Tallies:
    wanted_keys = {_row_key(tile): tile for tile in wanted}
    names = ", ".join(_KEY)
    statement = f"""
        SELECT {names}, {", ".join(PARTS)} FROM {Tile._meta.db_table} AS tile
        JOIN unnest({_unnested(_KEY_TYPES)}) AS wanted ({names}) USING ({names})
    """  # noqa: S608 names of our own columns
    with connection.cursor() as cursor:
        cursor.execute(statement, _columns(wanted_keys))
        width = len(_KEY)
        return {wanted_keys[tuple(row[:width])]: Vector.read(row[width:]) for row in cursor.fetchall()}


def _put(tallies: Tallies, again: str = "{part} = excluded.{part}") -> None:
    """`again` says, in SQL, what becomes of each part of a tile that is there."""
    names, key = ", ".join(_COLUMNS), ", ".join(_KEY)
    statement = f"""
        INSERT INTO {Tile._meta.db_table} AS tile ({names}) SELECT * FROM unnest({_unnested(_TYPES)})
        ON CONFLICT ({key}) DO UPDATE SET {", ".join(again.format(part=part) for part in PARTS)}
    """  # noqa: S608 names of our own columns
    with connection.cursor() as cursor:
        cursor.execute(statement, _columns(_rows(tallies)))


def _rows(tallies: Tallies) -> Iterable[tuple[Any, ...]]:
    for tile, parts in zip(tallies, written(list(tallies.values())), strict=True):
        yield (*_row_key(tile), *parts)


def _row_key(tile: TileKey) -> tuple[Any, ...]:
    key = tile.key
    return (
        *(tile.kept.cut.number, tile.kept.span.value, day(key.start)),
        *(key.organization, key.department, key.service, key.place, key.source, bool(key.public)),
    )


def _unnested(types: Sequence[str]) -> str:
    return ", ".join(f"%s::{name}[]" for name in types)


def _columns(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
