"""Target times, and how much of them has been used: in calendar time, or in an organization's working time.

Own code, since the libraries at hand count whole days only or know neither zones nor changing opening hours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

# A calendar without a single working day must not be searched for ever.
_LONGEST_SEARCH = 3660


class Unit(models.TextChoices):
    HOURS = "hours", _("hours")
    DAYS = "days", _("calendar days")
    WORKING_DAYS = "working_days", _("working days")


@dataclass(frozen=True, slots=True)
class Target:
    """So many hours, calendar days or working days."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an organization works: stretches by weekday (0 is Monday), holidays, and the zone they are meant in."""

    zone: ZoneInfo
    hours: dict[int, tuple[tuple[dt.time, dt.time], ...]] = field(default_factory=dict)
    holidays: frozenset[dt.date] = frozenset()

    def stretches(self, day: dt.date) -> tuple[tuple[dt.datetime, dt.datetime], ...]:
        """The working stretches of a day as aware datetimes in UTC; none on a holiday."""
        if day in self.holidays:
            return ()
        return tuple(
            (self._moment(day, opens), self._moment(day, closes)) for opens, closes in self.hours.get(day.weekday(), ())
        )

    def _moment(self, day: dt.date, time: dt.time) -> dt.datetime:
        # In UTC, so that differences are real seconds also on the two days a year when the clocks change.
        return dt.datetime.combine(day, time, self.zone).astimezone(dt.UTC)


Hours = dict[int, tuple[tuple[dt.time, dt.time], ...]]
WEEKDAYS_EIGHT_TO_FIVE: Hours = {day: ((dt.time(8), dt.time(17)),) for day in range(5)}


def due(start: dt.datetime, target: Target, calendar: Calendar) -> dt.datetime:
    """When the target runs out, counted from `start` (aware), in UTC.

    Working days end with the last working hour of the n-th working day after the day of `start`.
    """
    start = start.astimezone(dt.UTC)
    if target.unit == Unit.HOURS:
        return start + dt.timedelta(hours=target.amount)
    local = start.astimezone(calendar.zone)
    if target.unit == Unit.DAYS:
        return (local + dt.timedelta(days=target.amount)).astimezone(dt.UTC)
    return _end_of_working_day(local.date(), target.amount, calendar)


def _end_of_working_day(day: dt.date, amount: int, calendar: Calendar) -> dt.datetime:
    for _step in range(_LONGEST_SEARCH):
        stretches = calendar.stretches(day) if amount == 0 else ()
        if stretches:
            return stretches[-1][1]
        day += dt.timedelta(days=1)
        if amount and calendar.stretches(day):
            amount -= 1
            if amount == 0:
                return calendar.stretches(day)[-1][1]
    raise ValueError("The calendar has no working days: give the organization opening hours.")


def used(start: dt.datetime, end: dt.datetime, unit: Unit, calendar: Calendar) -> dt.timedelta:
    """The time between two aware moments as the unit counts it: all of it, or the working time within."""
    if unit != Unit.WORKING_DAYS:
        return max(end - start, dt.timedelta())
    return sum(
        (
            max(min(end, closes) - max(start, opens), dt.timedelta())
            for day in _days(start.astimezone(calendar.zone).date(), end.astimezone(calendar.zone).date())
            for opens, closes in calendar.stretches(day)
        ),
        dt.timedelta(),
    )


def later(start: dt.datetime, length: dt.timedelta, unit: Unit, calendar: Calendar) -> dt.datetime:
    """The moment so much of the unit's time after `start` (aware): what `used` between the two gives back."""
    if unit != Unit.WORKING_DAYS or not length:
        return start + length
    day = start.astimezone(calendar.zone).date()
    for _step in range(_LONGEST_SEARCH):
        for opens, closes in calendar.stretches(day):
            room = closes - max(start, opens)
            if room >= length:
                return max(start, opens) + length
            length -= max(room, dt.timedelta())
        day += dt.timedelta(days=1)
    raise ValueError("The calendar has no working days: give the organization opening hours.")


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range((last - first).days + 1):
        yield first + dt.timedelta(days=number)
