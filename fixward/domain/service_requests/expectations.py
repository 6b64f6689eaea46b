"""How long it usually takes until a problem is fixed, from what was fixed lately; told before somebody reports one."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Literal

from django.core.cache import cache
from django.db import connection

from fixward.domain.service_requests.brief import LEAST_FOR_A_MEDIAN
from fixward.foundation import clock

Scope = Literal["place", "organization", "umbrella"]

KEPT_S = 900
_LOOKED_AT = dt.timedelta(days=365)
_MOST = 1000  # a median of more says the same, and costs more to find
# The latest fixed come first from an index each. An organization is charged for the time it held a request itself, not
# for the time that another one had it before.
_FIGURES = """
WITH its AS (
    SELECT id, place_id, submitted_at, closed_at FROM service_requests_servicerequest
    WHERE service_id = %(service)s AND organization_id = %(organization)s AND resolution = 'fixed'
        AND closed_at >= %(since)s AND hidden_at IS NULL
    ORDER BY closed_at DESC LIMIT %(most)s
), own AS (
    SELECT its.place_id, coalesce(held.time, its.closed_at - its.submitted_at) AS time
    FROM its, LATERAL (
        SELECT sum(ended_at - started_at) AS time FROM service_requests_custody
        WHERE service_request_id = its.id AND organization_id = %(organization)s
    ) held
), anybodys AS (
    SELECT closed_at - submitted_at AS time FROM service_requests_servicerequest
    WHERE service_id = %(service)s AND resolution = 'fixed' AND closed_at >= %(since)s AND hidden_at IS NULL
    ORDER BY closed_at DESC LIMIT %(most)s
)
SELECT 'place', count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY time) FROM own WHERE place_id = %(place)s
UNION ALL
SELECT 'organization', count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY time) FROM own
UNION ALL
SELECT 'umbrella', count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY time) FROM anybodys
"""


@dataclass(frozen=True, slots=True)
class Expectation:
    """The middle of the times until fixed; `scope` says of whose and where."""

    scope: Scope
    median: dt.timedelta

    @property
    def days(self) -> int:
        """In days begun."""
        return max(math.ceil(self.median / dt.timedelta(days=1)), 1)


def usually(*, service: int, organization: int, place: int | None) -> Expectation | None:
    """What can be said most narrowly from enough figures: of the place, of the organization, of all.

    One query, whose answer is kept in the process for a quarter of an hour.
    """
    key = f"expectation:{service}:{organization}:{place}"
    found: list[Expectation] | None = cache.get(key)
    if found is None:
        found = _figures(service=service, organization=organization, place=place)
        cache.set(key, found, KEPT_S)
    return found[0] if found else None


def _figures(*, service: int, organization: int, place: int | None) -> list[Expectation]:
    values = {"service": service, "organization": organization, "place": place, "most": _MOST}
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, values | {"since": clock.now() - _LOOKED_AT})
        rows = cursor.fetchall()
    return [
        Expectation(scope, max(median, dt.timedelta())) for scope, count, median in rows if count >= LEAST_FOR_A_MEDIAN
    ]
