import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixward.domain.governments.working_time import WEEKDAYS_EIGHT_TO_FIVE, Calendar, Target, Unit, due, later, used

ZONE = ZoneInfo("America/New_York")
MEMORIAL_DAY = dt.date(2026, 5, 25)
OFFICE = Calendar(ZONE, WEEKDAYS_EIGHT_TO_FIVE, frozenset([MEMORIAL_DAY]))


def at(day: int, hour: int, minute: int = 0, month: int = 5) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "target", "expected"),
    [
        (at(20, 10), Target(1, Unit.WORKING_DAYS), at(21, 17)),
        (at(22, 16), Target(1, Unit.WORKING_DAYS), at(26, 17)),  # Friday, the weekend, Memorial Day
        (at(23, 9), Target(2, Unit.WORKING_DAYS), at(27, 17)),  # reported on a Saturday
        (at(20, 10), Target(0, Unit.WORKING_DAYS), at(20, 17)),
        (at(23, 10), Target(0, Unit.WORKING_DAYS), at(26, 17)),
        (at(20, 10), Target(3, Unit.DAYS), at(23, 10)),
        (at(20, 10), Target(36, Unit.HOURS), at(21, 22)),
    ],
)
def test_when_a_target_runs_out(start, target, expected):
    assert due(start, target, OFFICE) == expected


def test_calendar_days_keep_the_hour_of_the_day_when_the_clocks_change():
    before = at(7, 9, month=3)
    assert due(before, Target(1, Unit.DAYS), OFFICE) == at(8, 9, month=3)
    assert due(before, Target(24, Unit.HOURS), OFFICE) == at(8, 10, month=3)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (at(20, 10), at(20, 12), 2),
        (at(20, 16), at(21, 9), 2),
        (at(22, 16), at(26, 9), 2),
        (at(23, 0), at(25, 23), 0),
        (at(20, 18), at(20, 23), 0),
        (at(20, 0), at(21, 0), 9),
    ],
)
def test_working_time_is_charged_only_while_the_organization_works(start, end, hours):
    assert used(start, end, Unit.WORKING_DAYS, OFFICE) == dt.timedelta(hours=hours)


def test_calendar_time_is_charged_whole():
    assert used(at(22, 16), at(26, 16), Unit.DAYS, OFFICE) == dt.timedelta(days=4)


def test_an_organization_that_never_works_is_an_error_that_says_so():
    with pytest.raises(ValueError, match="no working days"):
        due(at(20, 10), Target(1, Unit.WORKING_DAYS), Calendar(ZONE))


moments = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 31), timezones=st.just(dt.UTC))


@given(moments, moments, moments)
def test_what_is_used_in_two_stretches_adds_up(first, second, third):
    start, middle, end = sorted((first, second, third))
    parts = used(start, middle, Unit.WORKING_DAYS, OFFICE) + used(middle, end, Unit.WORKING_DAYS, OFFICE)
    assert parts == used(start, end, Unit.WORKING_DAYS, OFFICE)
    assert dt.timedelta() <= parts <= end - start


@given(moments, st.integers(0, 40))
def test_a_target_of_more_days_never_runs_out_earlier(start, amount):
    assert start <= due(start, Target(amount, Unit.WORKING_DAYS), OFFICE) or amount == 0
    assert due(start, Target(amount, Unit.WORKING_DAYS), OFFICE) <= due(
        start, Target(amount + 1, Unit.WORKING_DAYS), OFFICE
    )


@given(
    start=st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 1), timezones=st.just(ZONE)),
    minutes=st.integers(0, 60 * 24 * 20),
    unit=st.sampled_from(Unit),
)
def test_what_is_used_until_later_is_what_was_added(start, minutes, unit):
    length = dt.timedelta(minutes=minutes)
    assert used(start, later(start, length, unit, OFFICE), unit, OFFICE) == length
