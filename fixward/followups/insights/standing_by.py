"""What stands open now by several keys at once: the open requests are read one time, however many tables a page has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.db import connection

from fixward.domain.service_requests.models import ServiceRequest, Status
from fixward.followups.insights.models import NONE
from fixward.followups.insights.standing import AGES, Standing
from fixward.foundation import clock

_COLUMNS = {
    "organization": "organization_id",
    "department": "department_id",
    "service": "service_id",
    "place": "place_id",
    "source": "source",
}
Key = int | str


def standing_by(keys: Sequence[str], *, public: bool, given: Mapping[str, Key]) -> dict[str, dict[Key, Standing]]:
    """For each of the keys what each of its values has open, of those that are `given`; as standing.now counts it."""
    if not keys:
        return {}
    columns = ", ".join(_COLUMNS[key] for key in keys)
    sets = ", ".join(f"({_COLUMNS[key]})" for key in keys)
    statement = f"""
        SELECT {columns}, GROUPING({columns}), count(*), count(*) FILTER (WHERE due_at < %(now)s), count(waiting_since),
            min(submitted_at), {_ages()}
        FROM {ServiceRequest._meta.db_table} WHERE {_condition(public, given)}
        GROUP BY GROUPING SETS ({sets})
    """  # noqa: S608 names of our own columns
    values: dict[str, Any] = {"closed": Status.CLOSED.value, "now": clock.now(), **_limits(clock.now())}
    with connection.cursor() as cursor:
        cursor.execute(statement, values | {f"given_{key}": value for key, value in given.items()})
        rows = cursor.fetchall()
    found: dict[str, dict[Key, Standing]] = {key: {} for key in keys}
    for row in rows:
        key, value, standing = _read(row, keys)
        found[key][value] = standing
    return found


def _condition(public: bool, given: Mapping[str, Key]) -> str:
    named = [
        f"{_COLUMNS[key]} IS NULL" if value == NONE else f"{_COLUMNS[key]} = %(given_{key})s"
        for key, value in given.items()
    ]
    return " AND ".join(
        ["NOT status = %(closed)s", *(["NOT is_private AND hidden_at IS NULL"] if public else []), *named]
    )


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


def _read(row: Sequence[Any], keys: Sequence[str]) -> tuple[str, Key, Standing]:
    """PostgreSQL sets a bit for each key that a row does not tell apart: the one that has none is meant."""
    width = len(keys)
    grouping, amount, late, waiting, oldest_at, *ages = row[width:]
    at = next(number for number in range(width) if not grouping >> (width - 1 - number) & 1)
    value = NONE if row[at] is None else row[at]
    return keys[at], value, Standing(amount, late, waiting, tuple(ages), oldest_at)
