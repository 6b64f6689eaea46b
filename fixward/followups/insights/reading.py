"""What is asked of the tiles: cuts, some of their keys given, over any days.

Whole years and months are read from their tiles; days at the edges from tiles of days or, where a cut keeps none, from
the facts themselves, by the code that makes tiles: once for all cuts of a page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import connection

from fixward.followups.insights import tallies
from fixward.followups.insights.cuts import Cut
from fixward.followups.insights.models import Span, Tile
from fixward.followups.insights.periods import Period
from fixward.followups.insights.points import GROUPS, Group
from fixward.followups.insights.tallies import Kept, Vector

# The values of a cut's keys, in their order.
Cell = tuple[int | str, ...]
Cells = dict[Cell, Vector]
Given = Mapping[str, int | str]
NO_KEYS: Given = MappingProxyType({})


def cells(cut: Cut, period: Period, *, public: bool, given: Given = NO_KEYS, groups: Sequence[Group] = GROUPS) -> Cells:
    """What happened in the period, for each value of the keys that are not `given`; `public` leaves out the private.

    Of other groups of facts than those that are asked for, what happened may be missing.
    """
    return several([cut], period, public=public, given=given, groups=groups)[cut]


def several(
    cuts: Sequence[Cut], period: Period, *, public: bool, given: Given = NO_KEYS, groups: Sequence[Group] = GROUPS
) -> dict[Cut, Cells]:
    """The same of several cuts, all with these keys."""
    parts = {cut: _tiles(cut, _kept(cut, period), public, given) for cut in cuts}
    edges = [part for part, span in period.parts if span is Span.DAY]
    if edges and (by_facts := [cut for cut in cuts if not cut.by_day]):
        for cut, found in _facts(by_facts, edges, groups, public, given).items():
            parts[cut] += found
    return {cut: tallies.gathered(found) for cut, found in parts.items()}


def total(
    cut: Cut, period: Period, *, public: bool, given: Given = NO_KEYS, groups: Sequence[Group] = GROUPS
) -> Vector:
    """The same of one cell, whose keys are all given."""
    return tallies.added(cells(cut, period, public=public, given=given, groups=groups).values())


def by_month(cut: Cut, period: Period, *, public: bool, given: Given = NO_KEYS) -> dict[dt.date, Vector]:
    """Of one cell, month by month; `period` is one of whole months."""
    found = _tiles(cut, [(period, Span.MONTH)], public, given, by="starts_on")
    return {start: vector for (start,), vector in sorted(tallies.gathered(found).items())}


def condition(group: Group, cut: Cut, days: Sequence[Period], public: bool, given: Given) -> tuple[str, dict[str, Any]]:
    """In SQL with its values, on facts of a group: counted on one of these days, for these keys."""
    named = {"organization": group.organization, "department": group.department}
    counted = _within(group.day, days)
    keys = [f"{named.get(name, name)} = %({name})s" for name in _asked(cut, given)]
    return " AND ".join([f"({counted})", *(["public"] if public else []), *keys]), {**_bounds(days), **given}


def _kept(cut: Cut, period: Period) -> list[tuple[Period, Span]]:
    return [(part, span) for part, span in period.parts if span is not Span.DAY or cut.by_day]


def _tiles(
    cut: Cut, parts: Sequence[tuple[Period, Span]], public: bool, given: Given, by: str = ""
) -> list[tuple[Any, Vector]]:
    """By the keys of the cut, or by another column."""
    if not parts:
        return []
    keys = by or ", ".join(cut.keys)
    conditions = "".join(f" AND {name} = %({name})s" for name in _asked(cut, given)) + (" AND public" if public else "")
    statements = [
        f"""
        SELECT {keys + "," if keys else ""} codes, amounts FROM {Tile._meta.db_table}
        WHERE cut = %(cut)s AND span = '{span.value}' AND starts_on >= %(first{n})s AND starts_on < %(until{n})s
        {conditions}
        """  # noqa: S608 names of our own columns
        for n, (_part, span) in enumerate(parts)
    ]
    values = {"cut": cut.number, **_bounds([part for part, _span in parts]), **given}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), values)
        return [(tuple(cell), Vector.read(codes, amounts)) for *cell, codes, amounts in cursor.fetchall()]


def _facts(
    cuts: Sequence[Cut], edges: Sequence[Period], groups: Sequence[Group], public: bool, given: Given
) -> dict[Cut, list[tuple[Cell, Vector]]]:
    pieces = [tallies.read(group, *condition(group, cuts[0], edges, public, given)) for group in groups]
    # By years there are the fewest of them, and of the days none is asked for.
    found = tallies.tally(pieces, [Kept(cut, Span.YEAR) for cut in cuts])
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
