"""What is asked of the tiles: one cut, some of its keys given, over any days.

Whole years and months are read from their tiles; days at the edges from tiles of days or, where a cut keeps none, from
the facts themselves, by the code that makes tiles.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from fixward.followups.insights import tallies, tiles
from fixward.followups.insights.cuts import Cut
from fixward.followups.insights.models import Span, Tile
from fixward.followups.insights.periods import Period
from fixward.followups.insights.points import GROUPS, Group
from fixward.followups.insights.tallies import Key, Vector

# The values of a cut's keys, in their order.
Cell = tuple[int | str, ...]


def cells(cut: Cut, period: Period, *, public: bool, **given: int | str) -> dict[Cell, Vector]:
    """What happened in the period, for each value of the keys that are not `given`; `public` leaves out the private."""
    parts = [
        (cell, vector) for part, span in period.parts for _start, cell, vector in _part(cut, part, span, public, given)
    ]
    return tallies.gathered(parts)


def total(cut: Cut, period: Period, *, public: bool, **given: int | str) -> Vector:
    """The same of one cell, whose keys are all given."""
    return tallies.added(cells(cut, period, public=public, **given).values())


def by_month(cut: Cut, period: Period, *, public: bool, **given: int | str) -> dict[dt.date, Vector]:
    """Of one cell, month by month; `period` is one of whole months."""
    found = _tiles(cut, period, Span.MONTH, public, given)
    return dict(sorted(tallies.gathered((start, vector) for start, _cell, vector in found).items()))


Found = Sequence[tuple[dt.date, Cell, Vector]]


def _part(cut: Cut, part: Period, span: Span, public: bool, given: Mapping[str, int | str]) -> Found:
    is_kept = span is not Span.DAY or cut.by_day
    return _tiles(cut, part, span, public, given) if is_kept else _facts(cut, part, public, given)


def _tiles(cut: Cut, period: Period, span: Span, public: bool, given: Mapping[str, int | str]) -> Found:
    conditions = "".join(f" AND {name} = %({name})s" for name in _asked(cut, given))
    keys = ", ".join(("starts_on", *cut.keys))
    statement = f"""
        SELECT {keys}, codes, amounts FROM {Tile._meta.db_table}
        WHERE cut = %(cut)s AND span = %(span)s AND starts_on >= %(first)s AND starts_on < %(until)s
        {"AND public" if public else ""} {conditions}
    """  # noqa: S608 names of our own columns
    values = {"cut": cut.number, "span": span.value, "first": period.first, "until": period.until, **given}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    return [(start, tuple(cell), tiles.read_vector(*vector)) for start, *cell, vector in map(_packed, rows)]


def _packed(row: Sequence[Any]) -> list[Any]:
    return [*row[:-2], row[-2:]]


def _facts(cut: Cut, edge: Period, public: bool, given: Mapping[str, int | str]) -> Found:
    values = {"first": edge.first, "until": edge.until, **given}
    pieces = [tallies.read(group, condition(group, cut, public, given), values) for group in GROUPS]
    wanted = tallies.Kept(cut, Span.DAY)
    found = tallies.tally(pieces, [wanted])[wanted]
    return [(tiles.day(key.start), _cell(cut, key), vector) for key, vector in found.items()]


def condition(group: Group, cut: Cut, public: bool, given: Mapping[str, int | str]) -> str:
    """In SQL, on facts of a group: counted in %(first)s ... %(until)s for these keys."""
    named = {"organization": group.organization, "department": group.department}
    conditions = [f"{group.day} >= %(first)s", f"{group.day} < %(until)s", *(["public"] if public else [])]
    return " AND ".join([*conditions, *(f"{named.get(name, name)} = %({name})s" for name in _asked(cut, given))])


def _cell(cut: Cut, key: Key) -> Cell:
    return tuple(getattr(key, name) for name in cut.keys)


def _asked(cut: Cut, given: Mapping[str, int | str]) -> list[str]:
    """Names of columns: only those of the cut, for they become part of a statement."""
    if unknown := given.keys() - set(cut.keys):
        raise ValueError(f"This cut keeps no {sorted(unknown)} apart.")
    return list(given)
