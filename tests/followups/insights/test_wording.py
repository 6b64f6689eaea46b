"""Figures in words."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import override

from fixward.followups.insights.telling import wording
from fixward.followups.insights.telling.measures import Average, Count, Share, Spread, Value
from fixward.followups.insights.telling.wording import change, duration

MANY = Spread.of({100: 10})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Count(1234), "1,234"),
        (Share(2, 3), "2 of 3"),
        (Share(0, 0), "–"),
        (Share(9, 10), "90%"),
        (Average(4, 1), "not enough yet"),
        (Average(45, 10), "4.5"),
        (Spread.of({}), "–"),
        (Spread.of({100: 9}), "not enough yet"),
    ],
)
def test_nothing_is_told_that_so_few_cannot_say(value: Value, text: str) -> None:
    assert wording.text(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(30, "under a minute"), (60, "1 minute"), (5400, "1.5 hours"), (86_400, "24 hours"), (3 * 86_400, "3 days")],
)
def test_durations_are_read_as_people_say_them(seconds: int, text: str) -> None:
    assert duration(dt.timedelta(seconds=seconds)) == text


def test_spanish_has_its_own_numbers() -> None:
    with override("es"):
        assert wording.text(Share(9, 10)) == "90\N{NO-BREAK SPACE}%"
        assert duration(dt.timedelta(hours=1.5)) == "1,5 horas"


@pytest.mark.parametrize(
    ("now", "then", "text"),
    [
        (Count(112), Count(100), "12% more"),
        (Count(5), Count(8), "3 fewer"),
        (Count(0), Count(11), "11 fewer"),
        (MANY, Spread.of({120: 10}), "58 minutes shorter"),
        (Average(40, 10), Average(30, 10), "1.0 higher"),
        (Count(5), Count(5), "as many"),
        (Share(9, 10), Share(8, 10), "10 points higher"),
        (Share(1, 2), Share(8, 10), ""),
        (MANY, MANY, "about the same"),
        (MANY, Spread.of({100: 1}), ""),
    ],
)
def test_changes_are_said_in_words(now: Value, then: Value, text: str) -> None:
    assert change(now, then) == text


def test_of_working_time_no_day_has_24_hours():
    long = Spread.of({260: 10})
    assert wording.text(long, "close").endswith(" days")
    assert wording.text(long, "close_worked").endswith(" hours")


@pytest.mark.parametrize(
    ("total", "number", "mean"),
    [(43, 10, 4.0), (47, 10, 5.0), (86, 20, 4.5), (172, 40, 4.25), (433, 100, 4.3), (9, 9, None)],
)
def test_stars_of_few_are_told_so_coarsely_that_none_can_be_found_by_subtracting(
    total: int, number: int, mean: float | None
) -> None:
    told = Average(total, number, is_coarse=True).mean
    assert (None if told is None else round(told, 2)) == mean
    if told is not None:
        # With any one rating more, from one star to five, most of what could be added would be told alike.
        after = {round(Average(total + stars, number + 1, is_coarse=True).mean or 0, 2) for stars in range(1, 6)}
        assert len(after) <= 2
