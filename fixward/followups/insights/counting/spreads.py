"""Durations, sketched: how many fell into each of some hundred steps, so that any of them can be added up.

Each step is four per cent wider than the one before, and its middle stands for it: what is read from a spread is at
most two per cent off, whatever was added. Sources: Masson, Rim, Lee, "DDSketch" (VLDB 2019), with fixed steps.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
STEPS = 1024
GROWTH = 1.04
ERROR = GROWTH**0.5 - 1
_FIRST_S = 60  # shorter is "under a minute", step 0


def steps(seconds: Ints) -> Ints:
    """The step of each duration."""
    long = np.maximum(seconds, _FIRST_S) / _FIRST_S
    found = 1 + np.rint(np.log(long) / math.log(GROWTH)).astype(np.int32)
    return np.where(seconds < _FIRST_S, 0, np.minimum(found, STEPS - 1)).astype(np.int32)


def seconds(step: int) -> float:
    """What stands for a step."""
    return _FIRST_S / 2 if step == 0 else float(_FIRST_S * GROWTH ** (step - 1))


def least(step: int) -> float:
    """The shortest duration of a step, in seconds."""
    return 0.0 if step == 0 else float(_FIRST_S * GROWTH ** max(step - 1.5, 0))


def quantile(steps: Ints, amounts: NDArray[np.int64], share: float) -> float:
    """The least duration (seconds) that this share of them does not exceed, by nearest rank, at most ERROR off.

    Of each rising step how many there are. Raises ValueError of nothing.
    """
    until = np.cumsum(amounts)
    if not len(until):
        raise ValueError("A spread of nothing has no quantile.")
    rank = max(1, math.ceil(share * int(until[-1]) - 1e-9))
    return seconds(int(steps[until.searchsorted(rank)]))
