"""Days as facts are counted and tiles are kept: as numbers, since 2000."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Literal

import numpy as np

from fixward.followups.insights.counting.spreads import Ints
from fixward.followups.insights.models import Span

EPOCH = dt.date(2000, 1, 1)


def day(number: int) -> dt.date:
    """Of a day in days since 2000."""
    return EPOCH + dt.timedelta(days=number)


def number(day: dt.date) -> int:
    return (day - EPOCH).days


@lru_cache(maxsize=10_000)
def start_of(span: Span, start: int) -> int:
    """Of the span in which that day is, in days since 2000."""
    match span:
        case Span.EVER:
            return 0
        case Span.YEAR:
            return number(day(start).replace(month=1, day=1))
        case Span.MONTH:
            return number(day(start).replace(day=1))
    return start


def starts(days: Ints, unit: Literal["M", "Y"]) -> Ints:
    """The first of the month or year of each day, in days since 2000."""
    since = np.datetime64(EPOCH) + days.astype("timedelta64[D]")
    return (since.astype(f"datetime64[{unit}]").astype("datetime64[D]") - np.datetime64(EPOCH)).astype(np.int32)
