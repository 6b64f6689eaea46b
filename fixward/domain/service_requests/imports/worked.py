"""Due times and used time for hundreds of thousands of requests: the same as `working_time`, looked up not walked."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping

from fixward.domain.governments import working_time
from fixward.domain.governments.working_time import Calendar, Target, Unit


class Worked:
    """For one state of the organizations' calendars; `now` is the latest moment asked about."""

    def __init__(self, calendars: Mapping[int, Calendar], *, now: dt.datetime) -> None:
        self._calendars, self._now = calendars, now
        self._sums: dict[int, _Sums] = {}
        self._due: dict[tuple[int, dt.date, int], dt.datetime] = {}

    def due(self, organization: int, within: Target | None, start: dt.datetime) -> dt.datetime | None:
        if within is None:
            return None
        calendar = self._calendars[organization]
        if within.unit != Unit.WORKING_DAYS:
            return working_time.due(start, within, calendar)
        # Working days are counted from the day of the start, whatever the hour.
        key = (organization, start.astimezone(calendar.zone).date(), within.amount)
        if key not in self._due:
            self._due[key] = working_time.due(start, within, calendar)
        return self._due[key]

    def used(self, organization: int, start: dt.datetime, end: dt.datetime, unit: Unit) -> dt.timedelta:
        if unit != Unit.WORKING_DAYS:
            return max(end - start, dt.timedelta())
        sums = self._sums.get(organization)
        if sums is None or start < sums.since:
            sums = self._sums[organization] = _Sums(self._calendars[organization], start.year, self._now.year)
        return sums.until(end) - sums.until(start)


class _Sums:
    """The working time from a first year on until any moment."""

    def __init__(self, calendar: Calendar, first_year: int, last_year: int) -> None:
        self.since = dt.datetime(first_year, 1, 1, tzinfo=dt.UTC)
        # A day more at both ends: a year begins and ends at other moments in the organization's zone.
        day, last = dt.date(first_year - 1, 12, 31), dt.date(last_year + 1, 1, 2)
        self._opens: list[dt.datetime] = []
        self._stretches: list[tuple[dt.datetime, dt.datetime, dt.timedelta]] = []
        total = dt.timedelta()
        while day <= last:
            for opens, closes in calendar.stretches(day):
                self._opens.append(opens)
                self._stretches.append((opens, closes, total))
                total += closes - opens
            day += dt.timedelta(days=1)

    def until(self, moment: dt.datetime) -> dt.timedelta:
        number = bisect_right(self._opens, moment) - 1
        if number < 0:
            return dt.timedelta()
        opens, closes, before = self._stretches[number]
        return before + min(moment, closes) - opens
