"""Which departments the public is told apart: never so few people, and none that is left over alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fixward.followups.insights.seeing import LEAST_MEMBERS, LEAST_TOGETHER, Seat, apart

seats = st.lists(st.tuples(st.integers(0, 6), st.booleans()), max_size=8).map(
    lambda rows: [Seat(number, members, shown) for number, (members, shown) in enumerate(rows, start=1)]
)


@given(seats)
def test_nobody_can_take_apart_what_is_not_told_apart(rows: list[Seat]) -> None:
    shown = apart(rows)
    left = [seat for seat in rows if seat.department not in shown]
    for seat in rows:
        if seat.department in shown:
            assert seat.is_shown
            assert seat.members >= LEAST_MEMBERS
    if shown and left:
        assert len(left) >= LEAST_TOGETHER
        assert sum(seat.members for seat in left) >= LEAST_MEMBERS


@given(seats)
def test_no_more_is_kept_back_than_must_be(rows: list[Seat]) -> None:
    """Where all may be shown, all are."""
    if all(seat.is_shown and seat.members >= LEAST_MEMBERS for seat in rows):
        assert apart(rows) == {seat.department for seat in rows}


def test_the_smallest_joins_a_department_that_would_be_left_alone() -> None:
    rows = [Seat(1, 9, True), Seat(2, 4, True), Seat(3, 1, True)]
    assert apart(rows) == {1}
    assert apart([Seat(1, 9, True), Seat(2, 1, True)]) == frozenset()
    assert apart([Seat(1, 9, True), Seat(2, 2, True), Seat(3, 1, True)]) == {1}
