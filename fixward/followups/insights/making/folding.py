"""Events into facts: one statement over one request or over twenty thousand, and nothing is read but events.

A request's facts are always made anew from all of its events, so it does not matter how often, in which order, or after
which event this is done. What is charged to a holder stands in the events themselves (`spent`, in whole seconds, by the
working hours of that day), so a calendar that is changed later changes no figure of the past. See docs/adr/0026.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from fixward.domain.service_requests.models import EventKind
from fixward.followups.insights.counting.outcomes import OUTCOMES
from fixward.followups.insights.models import Life, Turn

# Whose events say something that is counted.
_TELLING = (
    *(EventKind.SUBMITTED, EventKind.IMPORTED, EventKind.ACKNOWLEDGED, EventKind.ASKED, EventKind.ASSIGNED),
    *(EventKind.TRANSFERRED, EventKind.RETURNED, EventKind.UNSETTLED, EventKind.SETTLED, EventKind.ADOPTED),
    *(EventKind.REROUTED, EventKind.SERVICE_CHANGED, EventKind.PIN_MOVED, EventKind.CLOSED, EventKind.REOPENED),
    *(EventKind.SEPARATED, EventKind.HIDDEN, EventKind.SHOWN, EventKind.RATED, EventKind.SUPPORTED),
)
# An array is compared from its first element on: of arrays that begin with the event's id, the greatest is of the last.
_FOLD = """
WITH counted AS MATERIALIZED (
    SELECT service_request_id AS request, id, kind, at, data, data ? 'holder' AS begins,
        count(*) FILTER (WHERE data ? 'holder') OVER (PARTITION BY service_request_id ORDER BY id) AS n
    FROM service_requests_event
    WHERE {which} AND kind = ANY(%(telling)s) AND NOT (kind IN ('hidden', 'shown') AND data ?| '{{message,photo}}')
), boundary AS (
    SELECT request, n, kind, at, begins, data->'holder' AS holder,
        lead(kind) OVER story AS ended_by, lead(at) OVER story AS ended_at, lead(data->'spent') OVER story AS spent
    FROM counted WHERE begins OR kind = 'closed'
    WINDOW story AS (PARTITION BY request ORDER BY id)
), turn AS (
    SELECT request, n, kind AS how, at, ended_by, ended_at,
        (holder->>'organization')::int AS o, (holder->>'department')::int AS d,
        {held} AS held, {worked} AS worked,
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
        min(ARRAY[id, n, {taken_held}, {taken_worked},
            (extract(epoch FROM at) * 1000000)::bigint])
            FILTER (WHERE kind IN ('acknowledged', 'asked', 'closed')
                AND data->>'resolution' IS DISTINCT FROM 'withdrawn') AS taken,
        max(ARRAY[id, array_position(%(outcomes)s, data->>'resolution'),
            (extract(epoch FROM at) * 1000000)::bigint]) FILTER (WHERE kind = 'closed') AS closing,
        max(id) FILTER (WHERE begins) AS begun,
        max(ARRAY[id, (data->>'stars')::int]) FILTER (WHERE kind = 'rated') AS rating,
        count(*) FILTER (WHERE kind = 'supported') AS supports
    FROM counted GROUP BY request
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
        CASE WHEN rating[1] > closing[1] THEN rating[2] END AS stars, supports -- else it is of an earlier closing
    FROM said JOIN held USING (request) LEFT JOIN chain ON chain.request = said.request AND chain.n = taken[2]
    WHERE said.at IS NOT NULL AND what IS NOT NULL -- else it began before events told so much
), lives AS (
    INSERT INTO {life} ({life_columns}) SELECT {life_values}
    FROM life
    {life_again}
)
INSERT INTO {turn} ({turn_columns}) SELECT {turn_values}
FROM chain JOIN life USING (request)
{turn_again}
"""
# No figure is of longer: what somebody imports from 1900 would else end all counting.
_MOST_S = 2**31 - 1
_KEYS = {name: name for name in ("request", "public", "service", "place", "source")}
# Of what is open nothing counts that the end decides.
_AT_THE_END = {
    **{name: name for name in ("closed_on", "outcome", "within", "held", "worked", "lost", "stars")},
    **{"own_held": "own", "own_worked": "own_worked", "desk_held": "desk", "desk_worked": "desk_worked"},
}
_LIFE = {
    **_KEYS,
    **{"first_organization": "first_o", "first_department": "first_d", "organization": "o", "department": "d"},
    **{"received_on": "received_on", "taken_on": "taken_on"},
    **{"taken_organization": "taken_o", "taken_department": "taken_d"},
    **{"taken_held": "taken_held", "taken_worked": "taken_worked"},
    **{"taken_own_held": "taken_own", "taken_own_worked": "taken_own_worked"},
    **{"taken_desk_held": "taken_desk", "taken_desk_worked": "taken_desk_worked"},
    **{column: f"CASE WHEN closed THEN {value} END" for column, value in _AT_THE_END.items()},
    **{"hands": "hands", "supports": "supports"},
}
_TURN = {
    **_KEYS,
    **{"number": "n", "organization": "chain.o", "department": "coalesce(chain.d, -1)", "how": "how"},
    "came_from": "from_o",
    "went_to": "CASE WHEN ended_by <> 'closed' THEN to_o END",
    "went_how": "coalesce(ended_by, '')",
    "started_on": "(chain.at AT TIME ZONE %(zone)s)::date",
    "ended_on": "(ended_at AT TIME ZONE %(zone)s)::date",
    "enters": "from_o IS DISTINCT FROM chain.o OR how IN ('reopened', 'separated')",
    "leaves": "ended_at IS NOT NULL AND (ended_by = 'closed' OR to_o <> chain.o)",
    **{"held": "chain.held", "worked": "chain.worked"},
    **{"visit_held": "visit_before + chain.held", "visit_worked": "visit_worked_before + chain.worked"},
}
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
    return _FOLD.format(
        which=which,
        held=_short("(spent->>'held')::bigint"),
        worked=_short("(spent->>'worked')::bigint"),
        taken_held=_short("(data->'spent'->>'held')::bigint"),
        taken_worked=_short("(data->'spent'->>'worked')::bigint"),
        day_taken=_DAY.format(moment="taken[5]"),
        day_closed=_DAY.format(moment="closing[3]"),
        life=life or Life._meta.db_table,
        life_columns=", ".join(_LIFE),
        life_values=_values(_LIFE),
        life_again="" if life else _again(_LIFE, "request"),
        turn=turn or Turn._meta.db_table,
        turn_columns=", ".join(_TURN),
        turn_values=_values(_TURN),
        turn_again="" if turn else _again(_TURN, "request", "number"),
    )


def _values(columns: Mapping[str, str]) -> str:
    spans = ("held", "worked", "lost")
    return ", ".join(_short(value) if name.endswith(spans) else value for name, value in columns.items())


def _short(seconds: str) -> str:
    return f"least({seconds}, {_MOST_S})::int"


def _again(columns: Iterable[str], *key: str) -> str:
    changed = [name for name in columns if name not in key]
    return f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in changed)
