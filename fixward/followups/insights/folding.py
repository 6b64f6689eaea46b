"""Events into facts: one statement over one request or over twenty thousand, and nothing is read but events.

A request's facts are always made anew from all of its events, so it does not matter how often, in which order, or after
which event this is done. What is charged to a holder stands in the events themselves (`spent`, in whole seconds, by the
working hours of that day), so a calendar that is changed later changes no figure of the past. See docs/adr/0026.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models

from fixward.domain.service_requests.models import EventKind
from fixward.followups.insights.models import Life, Turn
from fixward.followups.insights.outcomes import OUTCOMES

# Whose events say something that is counted.
_TELLING = (
    *(EventKind.SUBMITTED, EventKind.IMPORTED, EventKind.ACKNOWLEDGED, EventKind.ASKED, EventKind.ASSIGNED),
    *(EventKind.TRANSFERRED, EventKind.RETURNED, EventKind.UNSETTLED, EventKind.SETTLED, EventKind.ADOPTED),
    *(EventKind.REROUTED, EventKind.SERVICE_CHANGED, EventKind.PIN_MOVED, EventKind.CLOSED, EventKind.REOPENED),
    *(EventKind.SEPARATED, EventKind.HIDDEN, EventKind.SHOWN, EventKind.RATED, EventKind.SUPPORTED),
)
# An array is compared from its first element on: of arrays that begin with the event's id, the greatest is of the last.
_FOLD = """
WITH told AS MATERIALIZED (
    SELECT service_request_id AS request, id, kind, at, data, data ? 'holder' AS begins,
        count(*) FILTER (WHERE data ? 'holder') OVER (PARTITION BY service_request_id ORDER BY id) AS n
    FROM service_requests_event
    WHERE {which} AND kind = ANY(%(telling)s) AND NOT (kind IN ('hidden', 'shown') AND data ?| '{{message,photo}}')
), boundary AS (
    SELECT request, n, kind, at, begins, data->'holder' AS holder,
        lead(kind) OVER story AS ended_by, lead(at) OVER story AS ended_at, lead(data->'spent') OVER story AS spent
    FROM told WHERE begins OR kind = 'closed'
    WINDOW story AS (PARTITION BY request ORDER BY id)
), turn AS (
    SELECT request, n, kind AS how, at, ended_by, ended_at,
        (holder->>'organization')::int AS o, (holder->>'department')::int AS d,
        (spent->>'held')::int AS held, (spent->>'worked')::int AS worked,
        ended_at <= (spent->>'due')::timestamptz AS within
    FROM boundary WHERE begins
), beside AS (
    SELECT turn.*, lag(o) OVER story AS from_o, lead(o) OVER story AS to_o, lead(how) OVER story AS next,
        last_value(o) OVER whole AS last_o, last_value(d) OVER whole AS last_d
    FROM turn
    WINDOW story AS (PARTITION BY request ORDER BY n),
        whole AS (PARTITION BY request ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
), numbered AS (
    SELECT beside.*, count(*) FILTER (WHERE from_o IS DISTINCT FROM o OR how IN ('reopened', 'separated'))
        OVER (PARTITION BY request ORDER BY n) AS visit
    FROM beside
), chain AS (
    SELECT numbered.*,
        coalesce(sum(held) OVER before, 0) AS held_before, coalesce(sum(worked) OVER before, 0) AS worked_before,
        coalesce(sum(held) OVER since, 0) AS visit_before, coalesce(sum(worked) OVER since, 0) AS visit_worked_before
    FROM numbered
    WINDOW before AS (PARTITION BY request ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
        since AS (PARTITION BY request, visit ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), held AS (
    SELECT request, min(ARRAY[n, o, d]) AS first, max(ARRAY[n, o, d, within::int]) AS last,
        sum(held) AS held, sum(worked) AS worked,
        sum(held) FILTER (WHERE o = last_o) AS own, sum(worked) FILTER (WHERE o = last_o) AS own_worked,
        sum(held) FILTER (WHERE o = last_o AND d IS NOT DISTINCT FROM last_d) AS desk,
        sum(worked) FILTER (WHERE o = last_o AND d IS NOT DISTINCT FROM last_d) AS desk_worked,
        coalesce(sum(held) FILTER (WHERE o <> last_o), 0) AS lost,
        count(*) FILTER (WHERE from_o <> o) AS hands
    FROM chain GROUP BY request
), said AS (
    SELECT request,
        min(at) FILTER (WHERE kind IN ('submitted', 'imported')) AS at,
        max(ARRAY[id, (data->'what'->>'service')::int, (data->'what'->>'place')::int,
            (data->'what'->>'private')::bool::int]) FILTER (WHERE data ? 'what') AS what,
        min(data->'what'->>'source') FILTER (WHERE kind IN ('submitted', 'imported')) AS source,
        max(ARRAY[id, (kind = 'hidden')::int]) FILTER (WHERE kind IN ('hidden', 'shown')) AS hiding,
        min(ARRAY[id, n, (data->'spent'->>'held')::int, (data->'spent'->>'worked')::int,
            (extract(epoch FROM at) * 1000000)::bigint])
            FILTER (WHERE kind IN ('acknowledged', 'asked', 'closed')
                AND data->>'resolution' IS DISTINCT FROM 'withdrawn') AS taken,
        max(ARRAY[id, array_position(%(outcomes)s, data->>'resolution'),
            (extract(epoch FROM at) * 1000000)::bigint]) FILTER (WHERE kind = 'closed') AS closing,
        max(id) FILTER (WHERE begins) AS begun,
        max(ARRAY[id, (data->>'stars')::int]) FILTER (WHERE kind = 'rated') AS rating,
        count(*) FILTER (WHERE kind = 'supported') AS supports
    FROM told GROUP BY request
), life AS (
    SELECT said.request, NOT (what[4] = 1 OR coalesce(hiding[2], 0) = 1) AS public,
        what[2] AS service, coalesce(what[3], -1) AS place, source,
        first[2] AS first_o, coalesce(first[3], -1) AS first_d, last[2] AS o, coalesce(last[3], -1) AS d,
        (said.at AT TIME ZONE %(zone)s)::date AS received_on, {day_taken} AS taken_on,
        chain.o AS taken_o, CASE WHEN chain.o IS NOT NULL THEN coalesce(chain.d, -1) END AS taken_d,
        held_before + taken[3] AS taken_held, worked_before + taken[4] AS taken_worked,
        visit_before + taken[3] AS taken_own, visit_worked_before + taken[4] AS taken_own_worked,
        CASE WHEN chain.o IS NOT NULL THEN taken[3] END AS taken_desk,
        CASE WHEN chain.o IS NOT NULL THEN taken[4] END AS taken_desk_worked,
        closing[1] > begun AS closed, {day_closed} AS closed_on, closing[2] AS outcome,
        last[4] = 1 AS within, held.held, held.worked, own, own_worked, desk, desk_worked, lost, hands,
        rating[2] AS stars, supports
    FROM said JOIN held USING (request) LEFT JOIN chain ON chain.request = said.request AND chain.n = taken[2]
    WHERE said.at IS NOT NULL AND what IS NOT NULL -- else it began before events told so much
), lives AS (
    INSERT INTO {life} ({life_columns})
    SELECT request, public, service, place, source, first_o, first_d, o, d, received_on,
        taken_on, taken_o, taken_d, taken_held, taken_worked, taken_own, taken_own_worked,
        taken_desk, taken_desk_worked,
        CASE WHEN closed THEN closed_on END, CASE WHEN closed THEN outcome END, CASE WHEN closed THEN within END,
        CASE WHEN closed THEN held END, CASE WHEN closed THEN worked END,
        CASE WHEN closed THEN own END, CASE WHEN closed THEN own_worked END,
        CASE WHEN closed THEN desk END, CASE WHEN closed THEN desk_worked END,
        CASE WHEN closed THEN lost END, hands, CASE WHEN closed THEN stars END, supports
    FROM life
    {life_again}
)
INSERT INTO {turn} ({turn_columns})
SELECT request, n, public, service, place, source, chain.o, coalesce(chain.d, -1), how, from_o,
    CASE WHEN ended_by <> 'closed' THEN to_o END, coalesce(ended_by, ''),
    (chain.at AT TIME ZONE %(zone)s)::date, (ended_at AT TIME ZONE %(zone)s)::date,
    from_o IS DISTINCT FROM chain.o OR how IN ('reopened', 'separated'),
    ended_at IS NOT NULL AND (ended_by = 'closed' OR to_o <> chain.o),
    chain.held, chain.worked, visit_before + chain.held, visit_worked_before + chain.worked
FROM chain JOIN life USING (request)
{turn_again}
"""
_DAY = "(to_timestamp({moment} / 1000000.0) AT TIME ZONE %(zone)s)::date"


def fold(which: str, *, zone: str, life: str = "", turn: str = "", **values: Any) -> None:
    """Make the facts of the requests that `which` names: a condition on events, with its values.

    Into the tables in use, over what stands there, or into empty ones of another name.
    """
    statement = _statement(which, life=life, turn=turn)
    given = {"zone": zone, "telling": list(_TELLING), "outcomes": list(OUTCOMES)}
    with connection.cursor() as cursor:
        cursor.execute(statement, given | values)


def _statement(which: str, *, life: str, turn: str) -> str:
    lives, turns = _columns(Life), _columns(Turn)
    return _FOLD.format(
        which=which,
        day_taken=_DAY.format(moment="taken[5]"),
        day_closed=_DAY.format(moment="closing[3]"),
        life=life or Life._meta.db_table,
        life_columns=", ".join(lives),
        life_again="" if life else _again("request", lives[1:]),
        turn=turn or Turn._meta.db_table,
        turn_columns=", ".join(turns),
        turn_again="" if turn else _again("request, number", turns[2:]),
    )


def _again(key: str, columns: Sequence[str]) -> str:
    return f"ON CONFLICT ({key}) DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in columns)


def _columns(model: type[models.Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields if not isinstance(field, models.BigAutoField)]
