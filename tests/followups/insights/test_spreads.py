"""What is read from a spread is as near as it says."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fixward.followups.insights.counting import spreads

TEN_YEARS_S = 10 * 366 * 86_400


@given(st.lists(st.integers(60, TEN_YEARS_S), min_size=1, max_size=60), st.floats(0.01, 1))
def test_any_quantile_is_within_the_error_that_pages_tell(durations, share):
    steps, amounts = np.unique(spreads.steps(np.array(durations, np.int32)), return_counts=True)
    exact = sorted(durations)[max(1, math.ceil(share * len(durations) - 1e-9)) - 1]
    assert abs(spreads.quantile(steps, amounts, share) - exact) <= exact * spreads.ERROR * 1.0001
    assert spreads.ERROR < 0.02


def test_shorter_than_a_minute_is_one_step_and_ten_years_fit():
    assert spreads.steps(np.array([0, 59], np.int32)).tolist() == [0, 0]
    assert spreads.steps(np.array([TEN_YEARS_S], np.int32))[0] < spreads.STEPS - 1
