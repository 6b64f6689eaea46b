"""Stretches of days: this one, the one before, and the same of last year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from fixward.domain.routing import current
from fixward.domain.routing.compiling import NoSteward
from fixward.followups.insights.models import Span
from fixward.foundation import clock


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` on and before `until`, in days of the steward's zone; `is_ever` where that is all there is."""

    first: dt.date
    until: dt.date
    is_ever: bool = False

    def __post_init__(self) -> None:
        if self.first >= self.until:
            raise ValueError("A period has at least one day.")

    @property
    def days(self) -> int:
        return (self.until - self.first).days

    @property
    def parts(self) -> list[tuple[Period, Span]]:
        """Its whole years, the whole months beside them, and the days beside these."""
        if self.is_ever:
            return [(self, Span.EVER)]
        years = self._whole(Span.YEAR)
        parts = [(years, Span.YEAR)] if years else []
        for beside in self._beside(years):
            months = beside._whole(Span.MONTH)
            parts += [(months, Span.MONTH)] if months else []
            parts += [(days, Span.DAY) for days in beside._beside(months)]
        return parts

    def _whole(self, span: Span) -> Period | None:
        """The whole years or months in it; none where there is no whole one."""
        begins = _year_start if span is Span.YEAR else _month_start
        until, first = begins(self.until), begins(self.first)
        if first < self.first:
            first = begins(first + dt.timedelta(days=366 if span is Span.YEAR else 31))
        return Period(first, until) if first < until else None

    def _beside(self, middle: Period | None) -> list[Period]:
        """What is left of it before and after."""
        if middle is None:
            return [self]
        sides = ((self.first, middle.first), (middle.until, self.until))
        return [Period(first, until) for first, until in sides if first < until]

    def until_day(self, day: dt.date) -> Period:
        """Without what is after that day, which is not over: none of it is compared with whole ones."""
        return Period(self.first, min(self.until, max(day + dt.timedelta(days=1), self.first + dt.timedelta(days=1))))


def _month_start(day: dt.date) -> dt.date:
    return day.replace(day=1)


def _year_start(day: dt.date) -> dt.date:
    return day.replace(month=1, day=1)


def today() -> dt.date:
    return day_of(clock.now())


def day_of(moment: dt.datetime) -> dt.date:
    """In the steward's zone, whose days are counted; while nobody is the steward, nothing is reported anywhere."""
    try:
        zone: dt.tzinfo = current.current().zone
    except NoSteward:
        zone = dt.UTC
    return moment.astimezone(zone).date()


def day(day: dt.date) -> Period:
    return Period(day, day + dt.timedelta(days=1))


def month(day: dt.date) -> Period:
    first = day.replace(day=1)
    return Period(first, month_after(first))


def quarter(day: dt.date) -> Period:
    first = day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
    return Period(first, months_after(first, 3))


def year(day: dt.date) -> Period:
    return Period(dt.date(day.year, 1, 1), dt.date(day.year + 1, 1, 1))


def before(period: Period, *, months: int) -> Period:
    """The same days of so many months earlier; what that month does not have ends with it."""
    return Period(months_after(period.first, -months), _until_after(period.until, -months))


def whole_months(period: Period) -> int:
    """How many months it is; 0 where it begins or ends within one."""
    first, until = period.first, period.until
    return (until.year - first.year) * 12 + until.month - first.month if first.day == until.day == 1 else 0


def with_the_rest_of_its_month(period: Period) -> Period:
    """Nothing has happened after today: what goes on is read as a whole month, and not day by day."""
    whole = month(period.until - dt.timedelta(days=1)).until
    return replace(period, until=whole) if period.until > today() else period


def month_after(day: dt.date) -> dt.date:
    """The first of the next month."""
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of that month."""
    number = day.year * 12 + day.month - 1 + months
    first = dt.date(number // 12, number % 12 + 1, 1)
    return first.replace(day=min(day.day, (month_after(first) - dt.timedelta(days=1)).day))


def _until_after(until: dt.date, months: int) -> dt.date:
    """Of the day after the last: whole months stay whole, and 29 days of February are 28."""
    last = until - dt.timedelta(days=1)
    if until.day == 1:
        return months_after(until, months)
    return months_after(last, months) + dt.timedelta(days=1)
