"""Sparse vectors: what many points of a kind add up to, as tiles keep them."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from fixward.followups.insights.counting.points import COUNTS, PARTS, SPREADS, Counter
from fixward.followups.insights.counting.spreads import STEPS, Ints

# As a tile keeps them: a counter times STEPS is below 65,536.
_RECORD = np.dtype([("code", "<u2"), ("amount", "<i4")])
_MOST_AMOUNT = 2**31 - 1
_MOST_COUNTERS = 64
_FEW = 1 << 21
_PART_OF = np.array(
    [PARTS.index(SPREADS.get(number, COUNTS)) for number in range(_MOST_COUNTERS)]  # type: ignore[call-overload]
)


@dataclass(frozen=True, slots=True)
class Vector:
    """A sparse vector: rising codes, and what each amounts to."""

    codes: Ints
    amounts: NDArray[np.int64]

    @classmethod
    def read(cls, parts: Iterable[bytes]) -> Vector:
        """From columns of tiles, of one or of several end to end: then codes are not rising, see `gathered`."""
        records = np.frombuffer(b"".join(parts), _RECORD)
        return cls(records["code"].astype(np.int32), records["amount"].astype(np.int64))


EMPTY = Vector(np.empty(0, np.int32), np.empty(0, np.int64))
K = TypeVar("K", bound=Hashable)


def written(vectors: Sequence[Vector]) -> Iterator[list[bytes]]:
    """Each as tiles keep it, a column for each of PARTS; what is too much for one record is in several of one code.

    All at once, for a rebuild writes millions.
    """
    if not vectors:
        return
    codes = np.concatenate([vector.codes for vector in vectors])
    amounts = np.concatenate([vector.amounts for vector in vectors])
    width, part = len(PARTS), _PART_OF[codes // STEPS]
    columns = np.repeat(np.arange(len(vectors)), [len(vector.codes) for vector in vectors]) * width + part
    if (times := np.abs(amounts) // _MOST_AMOUNT + 1).max(initial=1) > 1:
        codes, columns, amounts = np.repeat(codes, times), np.repeat(columns, times), _in_parts(amounts, times)
    records = np.empty(len(codes), _RECORD)
    records["code"], records["amount"] = codes, amounts
    ends = np.cumsum(np.bincount(columns, minlength=len(vectors) * width)) * _RECORD.itemsize
    raw, bounds = records.tobytes(), [0, *ends.tolist()]
    parts = [raw[start:end] for start, end in pairwise(bounds)]
    yield from (parts[at : at + width] for at in range(0, len(parts), width))


def _in_parts(amounts: NDArray[np.int64], times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each in so many, all but the last as much as a record takes."""
    most = np.sign(amounts) * _MOST_AMOUNT
    found = np.repeat(most, times)
    found[np.cumsum(times) - 1] = amounts - most * (times - 1)
    return found


def added(vectors: Iterable[Vector]) -> Vector:
    """Together; what amounts to nothing is left out."""
    return gathered((None, vector) for vector in vectors).get(None, EMPTY)


def gathered(parts: Iterable[tuple[K, Vector]], counters: Collection[Counter] = ()) -> dict[K, Vector]:
    """All vectors of one key together, in whatever order their codes are, for all keys at once: a page has thousands of
    them. Of more than these counters nothing may be told, where any are named.
    """
    keys, vectors = zip(*parts, strict=True) if (parts := list(parts)) else ((), ())
    known = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    if not known:
        return {}
    cells = np.repeat([known[key] for key in keys], [len(vector.codes) for vector in vectors])
    codes = np.concatenate([vector.codes for vector in vectors])
    amounts = np.concatenate([vector.amounts for vector in vectors])
    # The wanted ones side by side, so that what is counted lies close together.
    wanted = np.array(sorted(counters) if counters else range(_MOST_COUNTERS))
    at = np.full(_MOST_COUNTERS, -1)
    at[wanted] = np.arange(len(wanted))
    if counters:
        is_wanted = at[codes // STEPS] >= 0
        cells, codes, amounts = cells[is_wanted], codes[is_wanted], amounts[is_wanted]
    width = len(wanted) * STEPS
    found_at, sums = summed(cells * width + at[codes // STEPS] * STEPS + codes % STEPS, amounts)
    of_cell, within = np.divmod(found_at, width)
    numbers, found = split(of_cell, (wanted[within // STEPS] * STEPS + within % STEPS).astype(np.int32), sums)
    named = list(known)
    return dict.fromkeys(known, EMPTY) | {
        named[number]: vector for number, vector in zip(numbers.tolist(), found, strict=True)
    }


def split(cells: NDArray[np.int64], codes: Ints, sums: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[Vector]]:
    """Each cell once, with its vector; cells and, within each, codes are rising."""
    bounds = np.flatnonzero(np.diff(cells, prepend=-1))
    starts, ends = bounds.tolist(), [*bounds[1:].tolist(), len(cells)]
    return cells[bounds], [Vector(codes[a:b], sums[a:b]) for a, b in zip(starts, ends, strict=False)]


def summed(values: NDArray[np.int64], amounts: Ints) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each value once, rising, with what its amounts sum up to, where that is something."""
    if len(values) and int(values.max()) < _FEW:
        counts = np.bincount(values, weights=amounts)  # exact: below 2**53
        known = np.flatnonzero(counts)
        return known, counts[known].astype(np.int64)
    is_one = amounts == 1
    ordered = np.sort(values[is_one])  # most are one, and sorting without their places takes a seventh of the time
    firsts = np.flatnonzero(np.diff(ordered, prepend=-1))
    counts = np.diff(firsts, append=len(ordered))
    values = np.concatenate([ordered[firsts], values[~is_one]])
    sums = np.concatenate([counts, amounts[~is_one]])
    if len(counts) < len(values):
        order = np.argsort(values, kind="stable")
        values, sums = values[order], sums[order]
        firsts = np.flatnonzero(np.diff(values, prepend=-1))
        values, sums = values[firsts], np.add.reduceat(sums, firsts) if len(firsts) else sums
    there = sums != 0
    return values[there], sums[there]
