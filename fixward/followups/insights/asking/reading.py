"""What is asked of the tiles: cuts, some of their keys given, over any days.

Everything there is, whole years and months are read from their tiles; days at the edges from tiles of days or, where a
cut keeps none, from the facts themselves, by the code that makes tiles: once for all cuts of a page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.db.models import Min, Q

from fixward.followups.insights.counting import periods, tallies, vectors
from fixward.followups.insights.counting.cuts import FRESH, UMBRELLA, Cut
from fixward.followups.insights.counting.periods import Period
from fixward.followups.insights.counting.points import GROUPS, Counter, Group, Wanted, parts_of
from fixward.followups.insights.counting.tallies import Kept
from fixward.followups.insights.counting.vectors import Vector
from fixward.followups.insights.models import Reading, Span, Tile

# The values of a cut's keys, in their order.
Cell = tuple[int | str, ...]
Cells = dict[Cell, Vector]
# Which are asked for; all where none is named.
Counters = Collection[Counter]
Given = Mapping[str, int | str]
_FRESH = "cut = %(fresh)s"
_MONTH = "date_trunc('month', starts_on)::date AS starts_on"
NO_KEYS: Given = MappingProxyType({})


def cells(cut: Cut, period: Period, *, public: bool, given: Given = NO_KEYS, counters: Counters = ()) -> Cells:
    """What happened in the period, for each value of the keys that are not `given`; `public` leaves out the private.

    Where counters are named, others may be missing.
    """
    return several({cut: counters}, period, public=public, given=given)[cut]


def several(
    wanted: Mapping[Cut, Counters], period: Period, *, public: bool, given: Given = NO_KEYS
) -> dict[Cut, Cells]:
    """The same of several cuts, all with these keys."""
    period = periods.with_the_rest_of_its_month(period)
    parts = {cut: _tiles(cut, _kept(cut, period), public, given, counters=counters) for cut, counters in wanted.items()}
    edges = [part for part, span in period.parts if span is Span.DAY]
    if edges and (by_facts := {cut: counters for cut, counters in wanted.items() if not cut.by_day}):
        for cut, found in _facts(by_facts, edges, public, given).items():
            parts[cut] += found
    return {cut: _gathered(found, wanted[cut]) for cut, found in parts.items()}


def _gathered(found: list[tuple[Cell, Vector]], counters: Counters) -> Cells:
    """Without what has come to nothing, such as a place whose only request was moved or hidden."""
    return {cell: vector for cell, vector in vectors.gathered(found, counters).items() if len(vector.codes)}


def total(cut: Cut, period: Period, *, public: bool, given: Given = NO_KEYS, counters: Counters = ()) -> Vector:
    """The same of one cell, whose keys are all given."""
    return vectors.added(cells(cut, period, public=public, given=given, counters=counters).values())


def by_month(
    cut: Cut, period: Period, *, public: bool, given: Given = NO_KEYS, counters: Counters = ()
) -> dict[dt.date, Vector]:
    """Of one cell, month by month; `period` is one of whole months."""
    found = _tiles(cut, [(period, Span.MONTH)], public, given, by="starts_on", counters=counters)
    return {start: vector for (start,), vector in sorted(vectors.gathered(found).items()) if len(vector.codes)}


def beginning(today: dt.date, *, public: bool) -> dt.date:
    """The first month in which anything was counted."""
    kept = Q(cut=UMBRELLA.number, span=Span.MONTH) | Q(cut=FRESH[UMBRELLA.level].number)
    seen = Q(public=True) if public else Q()
    first = Tile.objects.filter(kept & seen).aggregate(first=Min("starts_on"))["first"] or today
    return first.replace(day=1)


def condition(group: Group, cut: Cut, days: Sequence[Period], public: bool, given: Given) -> tuple[str, dict[str, Any]]:
    """In SQL with its values, on facts of a group: counted on one of these days, for these keys."""
    only = f"{group.only} AND " if group.only else ""
    return only + _condition(group, cut, days, public, given), {**_bounds(days), **given}


def _condition(group: Group, cut: Cut, days: Sequence[Period], public: bool, given: Given) -> str:
    named = {"organization": group.organization, "department": group.department}
    counted = _within(group.day, days)
    keys = [f"{named.get(name, name)} = %({name})s" for name in _asked(cut, given)]
    return " AND ".join([f"({counted})", *(["public"] if public else []), *keys])


def _kept(cut: Cut, period: Period) -> list[tuple[Period, Span]]:
    return [(part, span) for part, span in period.parts if span is not Span.DAY or cut.by_day]


def _tiles(
    cut: Cut,
    parts: Sequence[tuple[Period, Span]],
    public: bool,
    given: Given,
    *,
    by: str = "",
    counters: Counters = (),
) -> list[tuple[Any, Vector]]:
    """By the keys of the cut, or by another column."""
    if not parts:
        return []
    keys, columns = by or ", ".join(cut.keys), parts_of(counters)
    conditions = "".join(f" AND {name} = %({name})s" for name in _asked(cut, given)) + (" AND public" if public else "")
    fresh_keys = _MONTH if keys == "starts_on" else keys  # which are kept by days
    statements = " UNION ALL ".join(
        f"""
        SELECT {", ".join(filter(None, [fresh_keys if which == _FRESH else keys, *columns]))}
        FROM {Tile._meta.db_table} WHERE {which} {within} {conditions}
        """  # noqa: S608 names of our own columns
        for n, (_part, span) in enumerate(parts)
        for which, within in _where(span, n)
    )
    # One row a key, with all its tiles end to end: ten times as many rows would take longer than to add them up.
    statement = f"""
        SELECT {keys + "," if keys else ""} {", ".join(f"string_agg({column}, '')" for column in columns)}
        FROM ({statements}) AS tile {f"GROUP BY {keys}" if keys else "HAVING count(*) > 0"}
    """  # noqa: S608
    values = {"cut": cut.number, "fresh": FRESH[cut.level].number, **_bounds([part for part, _span in parts]), **given}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    return [(tuple(row[: -len(columns)]), Vector.read(row[-len(columns) :])) for row in rows]


def _where(span: Span, number: int) -> list[tuple[str, str]]:
    """The tiles of a part of the period, in SQL: those of its span, months of what has none such yet, and the fresh."""
    within = "" if span is Span.EVER else f"AND starts_on >= %(first{number})s AND starts_on < %(until{number})s"
    found = [(f"cut = %(cut)s AND span = '{span.value}'", within), (_FRESH, within)]
    if span in (Span.YEAR, Span.EVER):
        since = f"AND starts_on >= (SELECT min(open_from) FROM {Reading._meta.db_table})"  # noqa: S608
        found.append((f"cut = %(cut)s AND span = '{Span.MONTH.value}'", f"{within} {since}"))
    return found


def _facts(
    wanted: Mapping[Cut, Counters], edges: Sequence[Period], public: bool, given: Given
) -> dict[Cut, list[tuple[Cell, Vector]]]:
    cuts = list(wanted)
    counters = frozenset(chain.from_iterable(wanted.values())) if all(wanted.values()) else frozenset[Counter]()
    keys = frozenset(chain.from_iterable(cut.keys for cut in cuts))
    pieces = tallies.read(
        GROUPS,
        lambda group: _condition(group, cuts[0], edges, public, given),
        {**_bounds(edges), **given},
        wanted=Wanted(counters, frozenset(cut.level for cut in cuts), keys),
    )
    found = tallies.tally(pieces, [Kept(cut, Span.EVER) for cut in cuts])
    return {
        kept.cut: [(tuple(getattr(key, name) for name in kept.cut.keys), vector) for key, vector in cells.items()]
        for kept, cells in found.items()
    }


def _within(day: str, days: Sequence[Period]) -> str:
    return " OR ".join(f"{day} >= %(first{n})s AND {day} < %(until{n})s" for n in range(len(days)))


def _bounds(days: Sequence[Period]) -> dict[str, Any]:
    bounds = [(f"first{n}", one.first) for n, one in enumerate(days)]
    return dict(bounds + [(f"until{n}", one.until) for n, one in enumerate(days)])


def _asked(cut: Cut, given: Given) -> list[str]:
    """Names of columns: only those of the cut, for they become part of a statement."""
    if unknown := given.keys() - set(cut.keys):
        raise ValueError(f"This cut keeps no {sorted(unknown)} apart.")
    return list(given)
