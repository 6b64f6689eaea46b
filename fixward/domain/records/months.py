"""When the time of a schedule is over."""

from __future__ import annotations

import datetime as dt

from fixward.domain.governments.models import Organization
from fixward.domain.records.models import Schedule
from fixward.foundation import clock


def before(schedule: Schedule, organization: Organization) -> dt.datetime:
    """What was closed before this moment has had its time: months are those of the calendar."""
    today = clock.now().astimezone(organization.zone)
    index = today.year * 12 + today.month - 1 - schedule.months
    first = today.replace(year=index // 12, month=index % 12 + 1, day=1)
    return first + dt.timedelta(days=min(today.day, _days_in(first)) - 1)


def _days_in(first: dt.datetime) -> int:
    after = (first + dt.timedelta(days=32)).replace(day=1)
    return (after.date() - first.date()).days
