"""Who sees which figures: the whole ones or those of everybody, and which departments are told apart in public."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Value

from fixward.domain.governments.models import Department, InFigures, Member, Organization

# A department of fewer members is never told apart in public: its figures would be those of a person.
LEAST_MEMBERS = 3
# What is left over is told together, and nobody can take it apart by subtracting.
LEAST_TOGETHER = 2


def sees_whole(members: Iterable[Member]) -> bool:
    """Who works for any organization of the umbrella sees private requests counted, and every department."""
    return any(member.is_active for member in members)


@dataclass(frozen=True, slots=True)
class Seat:
    """A department with the ids of who works in it now, and whether its organization shows it."""

    department: int
    members: frozenset[int]
    is_shown: bool


def told_apart(organization: Organization) -> frozenset[int]:
    """The ids of the departments that the public figures tell apart; the others are one, or nothing is told of any."""
    if organization.departments_in_figures == InFigures.NONE:
        return frozenset()
    working = ArrayAgg("members", filter=Q(members__left_at=None, members__person__is_program=False), default=Value([]))
    rows = Department.objects.filter(organization=organization).annotate(working=working)
    everyone = organization.departments_in_figures == InFigures.ALL
    return apart([Seat(row.pk, frozenset(row.working) - {None}, everyone or row.is_in_figures) for row in rows])


def apart(seats: Sequence[Seat]) -> frozenset[int]:
    """Those of enough members that are shown, as long as what is left is nothing, or too much to be taken apart.

    What is left is known to everybody who subtracts what is shown from the organization's own figures. So it must be
    two departments at least in which somebody works, with three members together; where it is less, the smallest that
    is shown joins it.
    """
    shown = sorted(
        (seat for seat in seats if seat.is_shown and len(seat.members) >= LEAST_MEMBERS),
        key=lambda seat: (-len(seat.members), seat.department),
    )
    left = [seat for seat in seats if seat not in shown]
    while shown and left and not _hides_each(left):
        left.append(shown.pop())
    return frozenset(seat.department for seat in shown)


def _hides_each(left: Sequence[Seat]) -> bool:
    """Who works in several departments is one person all the same."""
    staffed = [seat.members for seat in left if seat.members]
    return len(staffed) >= LEAST_TOGETHER and len(frozenset().union(*staffed)) >= LEAST_MEMBERS
