"""Hand-overs added up by month and year, so that those of ten years are read from thousands of rows, not millions."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from fixward.followups.insights.models import Handover, Turn

_COLUMNS = "span, starts_on, giver, taker, public, times, returns, disputes, seconds"
_SUMMED = """
INSERT INTO {handover} AS known ({columns})
SELECT span, date_trunc(unit, ended_on)::date, organization, went_to, public, {sign}count(*),
    {sign}count(*) FILTER (WHERE went_how = 'returned'), {sign}count(*) FILTER (WHERE went_how = 'unsettled'),
    {sign}sum(visit_held)
FROM {turn}, (VALUES ('m', 'month'), ('y', 'year')) AS spans (span, unit)
WHERE leaves AND went_to IS NOT NULL {which}
GROUP BY 1, 2, 3, 4, 5
"""
_AGAIN = "ON CONFLICT (span, starts_on, giver, taker, public) DO UPDATE SET " + ", ".join(
    f"{name} = known.{name} + excluded.{name}" for name in ("times", "returns", "disputes", "seconds")
)


def add(requests: Sequence[int], *, sign: str = "") -> None:
    """What the facts of these requests say now; with a minus for `sign` it is taken away. By one at a time."""
    statement = _statement(Handover._meta.db_table, Turn._meta.db_table, "AND request = ANY(%s)", sign=sign)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} {_AGAIN}", [list(requests)])


def fill(handover: str, *, turn: str) -> None:
    """An empty table of that name, from all facts of another."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(handover, turn))


def _statement(handover: str, turn: str, which: str = "", *, sign: str = "") -> str:
    return _SUMMED.format(handover=handover, turn=turn, columns=_COLUMNS, which=which, sign=sign)
