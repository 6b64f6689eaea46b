"""Periods as an address names them: each with the one before, the same of last year, and its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.followups.insights.asking import reading
from fixward.followups.insights.counting import periods
from fixward.followups.insights.counting.periods import Period

LAST_WEEK, MONTH, LAST_MONTH, DAYS = "last-week", "month", "last-month", "days"
SHOWN = "shown"
NAMED: Mapping[str, str | Promise] = {
    LAST_WEEK: gettext_lazy("Last week"),
    MONTH: gettext_lazy("This month so far"),
    LAST_MONTH: gettext_lazy("Last month"),
    "quarter": gettext_lazy("This quarter so far"),
    "last-quarter": gettext_lazy("Last quarter"),
    "year": gettext_lazy("This year so far"),
    "last-year": gettext_lazy("Last year"),
    "12-months": gettext_lazy("The last 12 months"),
    "all": gettext_lazy("From the beginning"),
    DAYS: gettext_lazy("From day to day"),
}
_EARLIEST = dt.date(1900, 1, 1)  # as of what is imported
_WEEK, _YEAR_OF_WEEKS = dt.timedelta(days=7), dt.timedelta(days=364)
_A_YEAR = 366


@dataclass(frozen=True, slots=True)
class Chosen:
    """`trouble` says what was wrong with the days that were asked for, and what is shown instead is the usual."""

    code: str
    period: Period
    before: Period | None = None
    year_before: Period | None = None
    trouble: str = ""

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        return {"period": self.code} | (in_days(self.period) if self.code == DAYS else {})

    @property
    def words(self) -> str:
        return words(self.period)

    @property
    def is_to_date(self) -> bool:
        """Whether it goes on, and is compared with the same days of others."""
        return self.code in (MONTH, "quarter", "year")

    @property
    def goes_on(self) -> bool:
        """Whether its last day is not over."""
        return self.period.until > periods.today()

    @property
    def first(self) -> dt.date:
        return self.period.first

    @property
    def last(self) -> dt.date:
        return _last(self.period)


def in_days(period: Period) -> dict[str, str]:
    """Its first and last day, as an address names them."""
    return {"from": period.first.isoformat(), "to": _last(period).isoformat()}


def choose(given: Mapping[str, str], *, today: dt.date, usual: str = LAST_MONTH, public: bool = True) -> Chosen:
    """`today` is in the steward's zone; what cannot be read is the usual. For the public nothing private begins."""
    code = given.get("period", "")
    code = code if code in NAMED else usual
    if code != DAYS and not _has_other_days(given, today, public):
        return _named(code, today, public)
    period = _days(given, today)
    if isinstance(period, Period):
        return _from_day_to_day(period)
    chosen = _named(usual, today, public)
    return Chosen(chosen.code, chosen.period, chosen.before, chosen.year_before, period)


def _has_other_days(given: Mapping[str, str], today: dt.date, public: bool) -> bool:
    """Whether somebody wrote days of their own into the form, which sends along whose days it was `SHOWN` with. Who
    chose another period meant that one.
    """
    shown = given.get(SHOWN, "")
    if shown not in NAMED or shown == DAYS or shown != given.get("period"):
        return False
    days = {name: given.get(name, "") for name in ("from", "to")}
    return all(days.values()) and days != in_days(_named(shown, today, public).period)


def months_until(chosen: Chosen, *, least: int = 13) -> Period:
    """Whole months for a curve that ends with the period: those of the period, and so many at `least`."""
    until = periods.month_after(chosen.last)
    return Period(min(periods.months_after(until, -least), chosen.first.replace(day=1)), until)


def words(period: Period) -> str:
    """A month, quarter or year by its name, else from day to day."""
    first, last = period.first, _last(period)
    if period == periods.month(first):
        return date_format(first, "YEAR_MONTH_FORMAT")
    if period == periods.year(first):
        return str(first.year)
    if period == periods.quarter(first):
        return _("quarter %(number)d of %(year)d") % {"number": (first.month + 2) // 3, "year": first.year}
    if first == last:
        return date_format(first, "DATE_FORMAT")
    return _("%(first)s to %(last)s") % {
        "first": date_format(first, "DATE_FORMAT"),
        "last": date_format(last, "DATE_FORMAT"),
    }


def _named(code: str, today: dt.date, public: bool) -> Chosen:
    this_month = periods.month(today)
    match code:
        case "last-week":
            return _week(today)
        case "month":
            return _compared(code, this_month.until_day(today), months=1)
        case "quarter":
            return _compared(code, periods.quarter(today).until_day(today), months=3)
        case "last-quarter":
            return _compared(code, periods.before(periods.quarter(today), months=3), months=3)
        case "year":
            return _compared(code, periods.year(today).until_day(today), months=12)
        case "last-year":
            return _compared(code, periods.before(periods.year(today), months=12), months=12)
        case "12-months":
            first = periods.months_after(this_month.first, -12)
            return _compared(code, Period(first, this_month.first), months=12)
        case "all":
            first = min(reading.beginning(today, public=public), today)
            return Chosen(code, Period(first, today + dt.timedelta(days=1), is_ever=True))
    return _compared(LAST_MONTH, periods.before(this_month, months=1), months=1)


def _compared(code: str, period: Period, *, months: int) -> Chosen:
    before = periods.before(period, months=months)
    return Chosen(code, period, before, periods.before(period, months=12) if months < 12 else None)


def _week(today: dt.date) -> Chosen:
    """From Monday to Sunday; of last year the same weekdays."""
    monday = today - dt.timedelta(days=today.weekday())
    week = Period(monday - _WEEK, monday)
    return Chosen(LAST_WEEK, week, _earlier(week, _WEEK), _earlier(week, _YEAR_OF_WEEKS))


def _from_day_to_day(period: Period) -> Chosen:
    """Whole months are compared with as many months, as those are that have a name."""
    if months := periods.whole_months(period):
        return _compared(DAYS, period, months=months)
    before = _earlier(period, dt.timedelta(days=period.days))
    return Chosen(DAYS, period, before, periods.before(period, months=12) if period.days < _A_YEAR else None)


def _earlier(period: Period, span: dt.timedelta) -> Period:
    return Period(period.first - span, period.until - span)


def _days(given: Mapping[str, str], today: dt.date) -> Period | str:
    """Both days included; a sentence where they are none."""
    try:
        first, last = (dt.date.fromisoformat(given.get(name, "")) for name in ("from", "to"))
    except ValueError:
        return _("Choose the first and the last day.")
    first, last = min(first, last), min(max(first, last), today)
    if first > last:
        return _("These days are still to come.")
    first = max(first, _EARLIEST)
    return Period(first, max(last, first) + dt.timedelta(days=1))


def _last(period: Period) -> dt.date:
    return period.until - dt.timedelta(days=1)
