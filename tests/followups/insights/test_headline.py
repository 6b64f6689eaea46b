"""The sentences that are read aloud, of values made by hand: what so few cannot say is not said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pytest
from django.utils import translation

from fixward.followups.insights.asking.standing import NOTHING_OPEN, Standing
from fixward.followups.insights.counting import periods, spreads
from fixward.followups.insights.telling.headline import Summary, Values, sentences
from fixward.followups.insights.telling.measures import Count, Share, Spread

OCTOBER, SEPTEMBER = (periods.month(dt.date(2026, month, 1)) for month in (10, 9))
HOUR = 3600


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def values(
    received: int = 0,
    closed: int = 0,
    hours: int = 0,
    within: tuple[int, int] = (0, 0),
    first: tuple[int, int] = (0, 0),
) -> Values:
    """What was closed took so many hours each."""
    [step] = spreads.steps(np.array([hours * HOUR], np.int32)).tolist()
    return {
        "received": Count(received),
        "closed": Count(closed),
        "close": Spread.of({step: closed} if closed else {}),
        "within_target": Share(*within),
        "first_touch": Share(*first),
    }


def test_of_many_everything_is_said() -> None:
    now = values(1200, 1000, 20, (800, 1000), (930, 1000))
    before = values(1000, 900, 20, (630, 900), (900, 900))
    said = sentences(
        Summary(OCTOBER, now, ((SEPTEMBER, before),)), Standing(412, 7, 3, (412, 0, 0, 0, 0)), of_holder=False
    )
    assert said == [
        "October 2026: 1,200 requests were received, and 1,000 were closed.",
        "Received: 20% more, compared with September 2026 (1,000).",
        "Half of what was decided was closed within 20 hours, nine of ten within 20 hours.",
        "Of every 100 that had a target, 80 were closed within it. "
        "In the period before (September 2026), it was 70 of every 100.",
        "Of every 100 that were decided, 93 had come to the right holder at once.",
        "412 requests stand open now; 7 of them are past their target.",
    ]


def test_of_few_no_percentage_and_no_median_is_said() -> None:
    said = sentences(
        Summary(OCTOBER, values(3, 2, 20, (1, 2), (2, 2))), Standing(1, 0, 0, (1, 0, 0, 0, 0)), of_holder=False
    )
    assert said == [
        "October 2026: 3 requests were received, and 2 were closed.",
        "Too few were decided to say how long it usually takes.",
        "1 of 2 that had a target were closed within it.",
        "1 request stands open now; none is late.",
    ]


def test_where_nothing_happened_that_is_said_in_three_sentences() -> None:
    assert sentences(Summary(OCTOBER, values(), ((SEPTEMBER, values()),)), NOTHING_OPEN, of_holder=False) == [
        "October 2026: 0 requests were received, and 0 were closed.",
        "Too few were decided to say how long it usually takes.",
        "Nothing stands open now.",
    ]


def test_a_time_before_that_is_of_too_few_is_not_compared_in_percent() -> None:
    before = values(4, 4, 20, (1, 4))
    said = sentences(
        Summary(OCTOBER, values(30, 20, 20, (20, 20)), ((SEPTEMBER, before),)), NOTHING_OPEN, of_holder=False
    )
    assert "Received: 26 more, compared with September 2026 (4)." in said
    assert "Of every 100 that had a target, 100 were closed within it." in said


def test_of_a_holder_first_touch_is_of_what_came_to_it_first() -> None:
    said = sentences(Summary(OCTOBER, values(30, 20, 20, (20, 20), (9, 12))), NOTHING_OPEN, of_holder=True)
    assert "Of every 100 that came here first and were decided, 75 were right here." in said
