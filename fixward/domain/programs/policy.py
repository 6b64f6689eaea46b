"""Who may let programs in. Pure: asked by operations to refuse, by doors to know what to show."""

from __future__ import annotations

from fixward.domain.governments import policy
from fixward.domain.governments.models import Member, Organization
from fixward.domain.people.models import Person
from fixward.domain.programs.models import Program


def can_let_in(member: Member, organization: Organization) -> bool:
    """Who says who works there, and not by a grant: whoever makes a key says who acts for the organization."""
    return policy.can_manage_members(member, organization)


def can_change(member: Member, program: Program) -> bool:
    return program.organization is not None and can_let_in(member, program.organization)


def can_change_own(person: Person, program: Program) -> bool:
    """A personal one is its person's alone."""
    return person.is_active and program.person_id == person.pk
