"""Who hands what to whom: counted on the day a visit ends because another organization takes the request over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from fixward.followups.insights.counting.periods import Period
from fixward.followups.insights.models import Turn

_HANDED = f"""
    FROM {Turn._meta.db_table}
    WHERE leaves AND went_to IS NOT NULL AND ended_on >= %(first)s AND ended_on < %(until)s
"""


@dataclass(frozen=True, slots=True)
class Flow:
    """What `giver` handed to `taker` (organizations): how many `times`, and the `seconds` that it had held them before.

    `back`: how often the taker returned one to this giver in the same days. `disputes`: how many of them went to the
    steward, since both sides had given the request away.
    """

    giver: int
    taker: int
    times: int
    back: int
    disputes: int
    seconds: int


def flows(period: Period, *, public: bool, organization: int | None = None) -> list[Flow]:
    """The most frequent first; of one organization what it gives and takes."""
    rows = _rows(
        f"""
        SELECT organization, went_to, count(*), count(*) FILTER (WHERE went_how = 'returned'),
            count(*) FILTER (WHERE went_how = 'unsettled'), sum(visit_held)::bigint
        {_HANDED} {"AND public" if public else ""}
        GROUP BY organization, went_to
        """,
        period,
    )
    returned = {(giver, taker): back for giver, taker, _times, back, *_ in rows}
    found = [
        Flow(giver, taker, times, returned.get((taker, giver), 0), disputes, seconds)
        for giver, taker, times, _back, disputes, seconds in rows
        if organization in (None, giver, taker)
    ]
    return sorted(found, key=lambda flow: (-flow.times, flow.giver, flow.taker))


def services(period: Period, *, public: bool, giver: int, taker: int) -> dict[int, int]:
    """Of what the one handed to the other: how often by service, the most frequent first."""
    rows = _rows(
        f"""
        SELECT service, count(*) {_HANDED} {"AND public" if public else ""}
            AND organization = %(giver)s AND went_to = %(taker)s
        GROUP BY service ORDER BY count(*) DESC, service
        """,
        period,
        giver=giver,
        taker=taker,
    )
    return dict(rows)


def _rows(statement: str, period: Period, **values: Any) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"first": period.first, "until": period.until, **values})
        return list(cursor.fetchall())
