"""What tiles keep, to the byte."""

from itertools import chain

import numpy as np
import pytest

from fixward.followups.insights.counting.points import PARTS, Counter, parts_of
from fixward.followups.insights.counting.spreads import STEPS
from fixward.followups.insights.counting.vectors import Vector, added, written


def vector(**amounts):
    codes = {Counter[name] * STEPS + 7: amount for name, amount in amounts.items()}
    return Vector(np.array(sorted(codes), np.int32), np.array([codes[code] for code in sorted(codes)], np.int64))


@pytest.mark.parametrize("counter", Counter)
def test_each_counter_has_its_column(counter):
    (part,) = parts_of([counter])
    (columns,) = written([vector(**{counter.name: 3})])
    assert [name for name, raw in zip(PARTS, columns, strict=True) if raw] == [part]


def test_no_amount_is_too_much():
    large = vector(CLOSED=1, LOST_MINUTES=5_000_000_000, HANDED_ON=-(2**31))
    read = added([Vector.read(*written([large]))])
    assert read.codes.tolist() == large.codes.tolist()
    assert read.amounts.tolist() == large.amounts.tolist()


def test_tiles_end_to_end_add_up():
    one, other = vector(CLOSED=1, CLOSE_HELD=2), vector(CLOSED=-1, LOST=4)
    both = added([Vector.read(chain(*written([one, other])))])
    assert both.codes.tolist() == [Counter.CLOSE_HELD * STEPS + 7, Counter.LOST * STEPS + 7]
    assert both.amounts.tolist() == [2, 4]
