"""Which departments the public is told apart: never so few people, and none that is left over alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixward.domain.governments.models import Department, InFigures, Role
from fixward.followups.insights.telling.seeing import LEAST_MEMBERS, LEAST_TOGETHER, Seat, apart, told_apart
from tests.town import Town

people = st.frozensets(st.integers(1, 9), max_size=6)
seats = st.lists(st.tuples(people, st.booleans()), max_size=8).map(
    lambda rows: [Seat(number, members, shown) for number, (members, shown) in enumerate(rows, start=1)]
)


def seat(department: int, members: int, is_shown: bool, *, first: int = 0) -> Seat:
    """Of so many members who work nowhere else, where no `first` one is named."""
    first = first or 100 * department
    return Seat(department, frozenset(range(first, first + members)), is_shown)


def hides_each(left: list[Seat]) -> bool:
    staffed = [seat for seat in left if seat.members]
    return len(staffed) >= LEAST_TOGETHER and len({one for seat in staffed for one in seat.members}) >= LEAST_MEMBERS


@given(seats)
def test_nobody_can_take_apart_what_is_not_told_apart(rows: list[Seat]) -> None:
    shown = apart(rows)
    left = [seat for seat in rows if seat.department not in shown]
    for one in rows:
        if one.department in shown:
            assert one.is_shown
            assert len(one.members) >= LEAST_MEMBERS
    assert not shown or not left or hides_each(left)


@given(seats)
def test_no_more_is_kept_back_than_must_be(rows: list[Seat]) -> None:
    """Of those that could be shown but are not, the largest would leave a rest that can be taken apart."""
    shown = apart(rows)
    kept = [one for one in rows if one.is_shown and len(one.members) >= LEAST_MEMBERS and one.department not in shown]
    if kept:
        largest = max(kept, key=lambda one: (len(one.members), -one.department))
        left = [one for one in rows if one.department not in shown and one is not largest]
        assert left
        assert not hides_each(left)


def test_the_smallest_joins_a_department_that_would_be_left_alone() -> None:
    assert apart([seat(1, 9, True), seat(2, 4, True), seat(3, 1, True)]) == {1}
    assert apart([seat(1, 9, True), seat(2, 1, True)]) == frozenset()
    assert apart([seat(1, 9, True), seat(2, 2, True), seat(3, 1, True)]) == {1}


def test_a_department_of_nobody_hides_none() -> None:
    assert apart([seat(1, 5, True), seat(2, 4, False), seat(3, 0, True)]) == frozenset()


def test_one_person_in_three_departments_is_one_person() -> None:
    rows = [seat(number, 1, True, first=7) for number in (2, 3, 4)]
    assert apart([seat(1, 5, True), *rows]) == frozenset()


@pytest.mark.parametrize(
    ("chosen", "ticked", "told"),
    [
        (InFigures.ALL, [], {"Roads", "Parks", "Lights", "Water"}),
        (InFigures.CHOSEN, ["Roads", "Parks"], {"Roads", "Parks"}),
        (InFigures.CHOSEN, ["Roads", "Parks", "Lights"], {"Roads", "Parks"}),  # Water would be left alone
        (InFigures.CHOSEN, [], set()),
        (InFigures.NONE, ["Roads", "Parks"], set()),
    ],
)
def test_each_organization_chooses_what_of_its_departments_is_public(
    town: Town, chosen: InFigures, ticked: list[str], told: set[str]
) -> None:
    for name in ("Roads", "Parks", "Lights", "Water"):
        made = Department.objects.create(
            organization=town.birch, code=name.lower(), name=name, is_in_figures=name in ticked
        )
        for number in range(LEAST_MEMBERS):
            town.member(f"{name} {number}", town.birch, Role.WORKER).departments.add(made)
    town.birch.departments_in_figures = chosen
    assert {Department.objects.get(pk=pk).name for pk in told_apart(town.birch)} == told
