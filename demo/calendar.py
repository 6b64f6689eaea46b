"""When the governments of the demonstration work: weekdays from 8 to 17, but not on holidays."""

from __future__ import annotations

import datetime as dt

OPENS, CLOSES = dt.time(8), dt.time(17)
WEEKDAYS = range(5)


def holidays(year: int) -> dict[dt.date, str]:
    """The holidays of Florida county governments: those on a weekend are kept on the nearest weekday."""
    fixed = {
        "New Year's Day": dt.date(year, 1, 1),
        "Juneteenth": dt.date(year, 6, 19),
        "Independence Day": dt.date(year, 7, 4),
        "Veterans Day": dt.date(year, 11, 11),
        "Christmas Day": dt.date(year, 12, 25),
    }
    thanksgiving = _nth(year, 11, weekday=3, number=4)
    moving = {
        "Martin Luther King Jr. Day": _nth(year, 1, weekday=0, number=3),
        "Memorial Day": _last_monday_of_may(year),
        "Labor Day": _nth(year, 9, weekday=0, number=1),
        "Thanksgiving": thanksgiving,
        "Day after Thanksgiving": thanksgiving + dt.timedelta(days=1),
    }
    days = {_observed(day): name for name, day in fixed.items()} | {day: name for name, day in moving.items()}
    return dict(sorted(days.items()))


def _nth(year: int, month: int, *, weekday: int, number: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _last_monday_of_may(year: int) -> dt.date:
    last = dt.date(year, 5, 31)
    return last - dt.timedelta(days=last.weekday())


def _observed(day: dt.date) -> dt.date:
    shift = {5: -1, 6: 1}.get(day.weekday(), 0)
    return day + dt.timedelta(days=shift)
