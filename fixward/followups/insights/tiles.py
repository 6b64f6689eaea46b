"""Tiles: tallies kept, so that a page over years reads hundreds of rows instead of millions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from fixward.followups.insights.cuts import CUTS
from fixward.followups.insights.models import Span, Tile
from fixward.followups.insights.tallies import Kept, Key, Piece, Vector, gathered, tally

MONTHS = [Kept(cut, Span.MONTH) for cut in CUTS]
DAYS = [Kept(cut, Span.DAY) for cut in CUTS if cut.by_day]
YEARS = [Kept(cut, Span.YEAR) for cut in CUTS]
_FIRST = dt.date(2000, 1, 1)
_NAMES = ("organization", "department", "service", "place", "source", "public")
_COLUMNS = ("cut", "span", "starts_on", *_NAMES, "codes", "amounts")
_KEY = _COLUMNS[:-2]
_TYPES = ("int2", "varchar", "date", "int4", "int4", "int4", "int4", "varchar", "bool", "bytea", "bytea")


class Place(NamedTuple):
    """Which tile."""

    kept: Kept
    key: Key


Tallies = dict[Place, Vector]


def of(pieces: Sequence[Piece], kept: Sequence[Kept] = (*DAYS, *MONTHS, *YEARS)) -> Tallies:
    """What these facts add to every tile, or to those of some kinds."""
    found = tally(pieces, kept)
    return {Place(kept, key): vector for kept, cells in found.items() for key, vector in cells.items()}


def add(more: Tallies) -> None:
    """Add to what the tiles say. Nobody else may write them meanwhile."""
    if not more:
        return
    _put(gathered([*more.items(), *_known(more).items()]))


def copy(tallies: Tallies, *, into: str) -> None:
    """Write tiles of which none is there, fast."""
    statement = f"COPY {into} ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(statement) as copying:
        copying.set_types(_TYPES)
        for row in _rows(tallies):
            copying.write_row(row)


def day(number: int) -> dt.date:
    """Of a day in days since 2000."""
    return _FIRST + dt.timedelta(days=number)


def number(day: dt.date) -> int:
    return (day - _FIRST).days


def _known(wanted: Iterable[Place]) -> Tallies:
    places = {_row_key(place): place for place in wanted}
    names = ", ".join(_KEY)
    statement = f"""
        SELECT {names}, codes, amounts FROM {Tile._meta.db_table} AS tile
        JOIN unnest({_unnested(_TYPES[:-2])}) AS wanted ({names}) USING ({names})
    """  # noqa: S608 names of our own columns
    with connection.cursor() as cursor:
        cursor.execute(statement, _columns(places))
        return {places[tuple(key)]: Vector.read(codes, amounts) for *key, codes, amounts in cursor.fetchall()}


def _put(tallies: Tallies) -> None:
    names, key = ", ".join(_COLUMNS), ", ".join(_KEY)
    statement = f"""
        INSERT INTO {Tile._meta.db_table} ({names}) SELECT * FROM unnest({_unnested(_TYPES)})
        ON CONFLICT ({key}) DO UPDATE SET codes = excluded.codes, amounts = excluded.amounts
    """  # noqa: S608 names of our own columns
    with connection.cursor() as cursor:
        cursor.execute(statement, _columns(_rows(tallies)))


def _rows(tallies: Tallies) -> Iterable[tuple[Any, ...]]:
    for place, vector in tallies.items():
        yield (*_row_key(place), *vector.written())


def _row_key(place: Place) -> tuple[Any, ...]:
    key = place.key
    return (
        *(place.kept.cut.number, place.kept.span.value, day(key.start)),
        *(key.organization, key.department, key.service, key.place, key.source, bool(key.public)),
    )


def _unnested(types: Sequence[str]) -> str:
    return ", ".join(f"%s::{name}[]" for name in types)


def _columns(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
