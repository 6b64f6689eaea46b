"""An organization's work in three figures, for its front page."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

from django.db import connection

from fixward.foundation import clock

_CLOSED_WITHIN = dt.timedelta(days=30)
_LOOKED_AT = dt.timedelta(days=365)
# Of fewer, no middle is told: one unusual request would be the figure.
LEAST_FOR_A_MEDIAN = 10
# What is private counts: a number names nobody. What was withdrawn or a duplicate was no work.
_FIGURES = """
SELECT
    count(*) FILTER (WHERE status <> 'closed'),
    count(*) FILTER (WHERE closed_at >= %(closed_since)s),
    count(*) FILTER (WHERE resolution = 'fixed'),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY closed_at - submitted_at)
        FILTER (WHERE resolution = 'fixed' AND closed_at >= submitted_at)
FROM service_requests_servicerequest
WHERE organization_id = %(organization)s AND submitted_at >= %(since)s AND hidden_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Brief:
    """Of what was reported in the last 365 days and is held by the organization now."""

    open_now: int
    closed_lately: int
    median: dt.timedelta | None

    @property
    def days(self) -> int | None:
        """The median in days begun."""
        return None if self.median is None else max(math.ceil(self.median / dt.timedelta(days=1)), 1)


def brief(organization: int) -> Brief:
    """One query over a year of one organization's requests, from an index."""
    now = clock.now()
    since, closed_since = now - _LOOKED_AT, now - _CLOSED_WITHIN
    values: dict[str, Any] = {"organization": organization, "since": since, "closed_since": closed_since}
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, values)
        open_now, closed_lately, fixed, median = cursor.fetchone()
    return Brief(open_now, closed_lately, median if fixed >= LEAST_FOR_A_MEDIAN else None)
