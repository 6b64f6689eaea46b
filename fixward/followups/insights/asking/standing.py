"""What stands open now: how much, how old, how much late. No fact of the past, so it is read from the requests: once,
however many tables a page has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db import connection

from fixward.domain.service_requests.models import ServiceRequest, Status
from fixward.followups.insights.asking.reading import NO_KEYS, Given
from fixward.followups.insights.models import NONE
from fixward.foundation import clock

# How old, in days: up to a week, a month, a quarter, a year, and older.
AGES = (7, 30, 90, 365)
_COLUMNS = {
    "organization": "organization_id",
    "department": "department_id",
    "service": "service_id",
    "place": "place_id",
    "source": "source",
}
Key = int | str


@dataclass(frozen=True, slots=True)
class Standing:
    """`ages` are counts by AGES, youngest first; `late` are those past their holder's own target."""

    open: int = 0
    late: int = 0
    waiting: int = 0
    ages: tuple[int, ...] = (0,) * (len(AGES) + 1)


NOTHING_OPEN = Standing()


@dataclass(frozen=True)
class Now:
    """All together, and by each of the keys that were asked for what each of its values has."""

    together: Standing = NOTHING_OPEN
    by: Mapping[str, dict[Key, Standing]] = field(default_factory=dict)


def now(keys: Sequence[str] = (), *, public: bool, given: Given = NO_KEYS) -> Now:
    """Of the open requests that are `given`; of an organization or department what it holds now."""
    columns = [_COLUMNS[key] for key in keys]
    grouping = f"GROUPING({', '.join(columns)})" if columns else "0"
    statement = f"""
        SELECT {", ".join([*columns, grouping])}, count(*), count(*) FILTER (WHERE due_at < %(now)s),
            count(waiting_since), {_ages()}
        FROM {ServiceRequest._meta.db_table} WHERE {_condition(public, given)}
        GROUP BY GROUPING SETS ({", ".join(["()", *(f"({column})" for column in columns)])})
    """  # noqa: S608 names of our own columns
    at = clock.now()
    values: dict[str, Any] = {"closed": Status.CLOSED.value, "now": at, **_limits(at)}
    with connection.cursor() as cursor:
        cursor.execute(statement, values | {f"given_{key}": value for key, value in given.items()})
        return _read(cursor.fetchall(), keys)


def added(several: Iterable[Standing]) -> Standing:
    """What they have open, all in all."""
    found = list(several)
    ages = zip(*(one.ages for one in found), strict=True)
    return Standing(
        sum(one.open for one in found),
        sum(one.late for one in found),
        sum(one.waiting for one in found),
        tuple(map(sum, ages)) or NOTHING_OPEN.ages,
    )


def _condition(public: bool, given: Given) -> str:
    named = [
        f"{_COLUMNS[key]} IS NULL" if value == NONE else f"{_COLUMNS[key]} = %(given_{key})s"
        for key, value in given.items()
    ]
    seen = ["NOT is_private AND hidden_at IS NULL"] if public else []
    return " AND ".join(["NOT status = %(closed)s", *seen, *named])


def _ages() -> str:
    """Counts by AGES, the youngest first."""
    bounds = [None, *range(len(AGES)), None]
    return ", ".join(f"count(*) FILTER (WHERE {_between(later, earlier)})" for later, earlier in pairwise(bounds))


def _between(later: int | None, earlier: int | None) -> str:
    after = [] if earlier is None else [f"submitted_at > %(limit_{earlier})s"]
    until = [] if later is None else [f"submitted_at <= %(limit_{later})s"]
    return " AND ".join([*after, *until])


def _limits(now: dt.datetime) -> dict[str, dt.datetime]:
    return {f"limit_{number}": now - dt.timedelta(days=days) for number, days in enumerate(AGES)}


def _read(rows: Iterable[Sequence[Any]], keys: Sequence[str]) -> Now:
    """PostgreSQL sets a bit for each key that a row does not tell apart: the one that has none is meant, if any."""
    width, together = len(keys), NOTHING_OPEN
    by: dict[str, dict[Key, Standing]] = {key: {} for key in keys}
    for row in rows:
        grouping, amount, late, waiting, *ages = row[width:]
        standing = Standing(amount, late, waiting, tuple(ages))
        at = next((at for at in range(width) if not grouping >> (width - 1 - at) & 1), None)
        if at is None:
            together = standing
        else:
            by[keys[at]][NONE if row[at] is None else row[at]] = standing
    return Now(together, by)
