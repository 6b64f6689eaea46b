"""Who hands what to whom: counted on the day a visit ends because another organization takes the request over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from fixward.followups.insights.counting.periods import Period, with_the_rest_of_its_month
from fixward.followups.insights.models import Handover, Span, Turn

_HANDED = f"FROM {Turn._meta.db_table} WHERE leaves AND went_to IS NOT NULL"
_SUMS = f"SELECT giver, taker, times, returns, disputes, seconds FROM {Handover._meta.db_table} WHERE true"  # noqa: S608 our own table
_TURNS = f"""
    SELECT organization, went_to, 1, (went_how = 'returned')::int, (went_how = 'unsettled')::int, visit_held {_HANDED}
"""
# Each pair beside the same the other way round, by which something came back.
_FLOWS = """
    WITH handed AS (
        SELECT giver, taker, sum(times) AS times, sum(returns) AS returns, sum(disputes) AS disputes,
            sum(seconds)::bigint AS seconds
        FROM ({of}) AS part (giver, taker, times, returns, disputes, seconds)
        GROUP BY giver, taker HAVING sum(times) > 0
    )
    SELECT handed.giver, handed.taker, handed.times, coalesce(other.returns, 0), handed.disputes, handed.seconds
    FROM handed LEFT JOIN handed AS other ON other.giver = handed.taker AND other.taker = handed.giver
    WHERE %(organization)s::int IS NULL OR %(organization)s IN (handed.giver, handed.taker)
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
    values: dict[str, Any] = {"organization": organization}
    statements = list[str]()
    for number, (part, span) in enumerate(with_the_rest_of_its_month(period).parts):
        values |= {f"first{number}": part.first, f"until{number}": part.until}
        statements.append(_of_a_part(span, number) + (" AND public" if public else ""))
    found = [Flow(*row) for row in _rows(_FLOWS.format(of=" UNION ALL ".join(statements)), values)]
    return sorted(found, key=lambda flow: (-flow.times, flow.giver, flow.taker))


def _of_a_part(span: Span, number: int) -> str:
    """Days from facts, what is longer from sums; of all there is the years."""
    day = "ended_on" if span is Span.DAY else "starts_on"
    within = f"{day} >= %(first{number})s AND {day} < %(until{number})s"
    match span:
        case Span.DAY:
            return f"{_TURNS} AND {within}"
        case Span.EVER:
            return f"{_SUMS} AND span = '{Span.YEAR.value}'"
    return f"{_SUMS} AND span = '{span.value}' AND {within}"


def services(period: Period, *, public: bool, giver: int, taker: int) -> dict[int, int]:
    """Of what the one handed to the other: how often by service, the most frequent first."""
    rows = _rows(
        f"""
        SELECT service, count(*) {_HANDED} AND ended_on >= %(first)s AND ended_on < %(until)s
            {"AND public" if public else ""} AND organization = %(giver)s AND went_to = %(taker)s
        GROUP BY service ORDER BY count(*) DESC, service
        """,
        {"first": period.first, "until": period.until, "giver": giver, "taker": taker},
    )
    return dict(rows)


def _rows(statement: str, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
