"""Periods end where they should, and are compared with their like."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixward.followups.insights.counting import periods
from fixward.followups.insights.counting.periods import Period
from fixward.followups.insights.models import Span

days = st.dates(dt.date(2016, 1, 1), dt.date(2030, 12, 31))


@given(days, st.integers(1, 1500))
def test_its_years_months_and_days_are_the_period_and_nothing_twice(first, length):
    period = Period(first, first + dt.timedelta(days=length))
    covered = sorted(part.first + dt.timedelta(days=n) for part, _span in period.parts for n in range(part.days))
    assert covered == [first + dt.timedelta(days=n) for n in range(length)]
    for part, span in period.parts:
        assert span is Span.DAY or (part.first.day, part.until.day) == (1, 1)
        assert span is not Span.YEAR or (part.first.month, part.until.month) == (1, 1)
        assert span is not Span.DAY or part.days < 61


@pytest.mark.parametrize(
    ("period", "months", "expected"),
    [
        (periods.month(dt.date(2026, 3, 9)), 1, Period(dt.date(2026, 2, 1), dt.date(2026, 3, 1))),
        (periods.quarter(dt.date(2026, 2, 9)), 12, Period(dt.date(2025, 1, 1), dt.date(2025, 4, 1))),
        (periods.year(dt.date(2026, 2, 9)), 12, Period(dt.date(2025, 1, 1), dt.date(2026, 1, 1))),
        # The running month: so many days of it, and as many of the one before.
        (Period(dt.date(2026, 3, 1), dt.date(2026, 3, 10)), 1, Period(dt.date(2026, 2, 1), dt.date(2026, 2, 10))),
        (Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31)), 1, Period(dt.date(2026, 2, 1), dt.date(2026, 3, 1))),
    ],
)
def test_it_is_compared_with_the_same_days_of_an_earlier_month(period, months, expected):
    assert periods.before(period, months=months) == expected


def test_what_is_not_over_is_cut_off():
    assert periods.month(dt.date(2026, 3, 1)).until_day(dt.date(2026, 3, 9)).until == dt.date(2026, 3, 10)


def test_a_period_has_a_day():
    with pytest.raises(ValueError, match="at least one day"):
        Period(dt.date(2026, 1, 1), dt.date(2026, 1, 1))
