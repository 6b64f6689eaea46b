"""Programs of the town, as their administrators make them."""

from __future__ import annotations

from fixward.domain.governments.changes import save
from fixward.domain.governments.models import Member, Organization, Role
from fixward.domain.people.models import Person
from fixward.domain.programs import operations
from fixward.domain.programs.models import Program
from fixward.domain.programs.setup import PROGRAM


def administrator(organization: Organization) -> Member:
    """Somebody who can let programs in there."""
    known = organization.members.filter(role=Role.ADMINISTRATOR, person__is_active=True).first()
    if known:
        return known
    person = Person.objects.create_user(f"administrator-{organization.code}@example.org", name="An administrator")
    return Member.objects.create(person=person, organization=organization, role=Role.ADMINISTRATOR)


def program(organization: Organization, *scopes: str, name: str = "Field app", per_minute: int = 1000) -> Program:
    by = administrator(organization)
    made = Program(organization=organization, made_by=by.person)
    return save(
        PROGRAM,
        made,
        by=by,
        name=name,
        contact="it@example.org",
        scopes=list(scopes) or ["report"],
        per_minute=per_minute,
    )


def key_of(made: Program) -> str:
    """The text of a new key of it."""
    assert made.organization is not None
    return operations.make_key(made, by=administrator(made.organization))[1]


def key_for(organization: Organization, *scopes: str, **fields: object) -> str:
    return key_of(program(organization, *scopes, **fields))  # type: ignore[arg-type]
