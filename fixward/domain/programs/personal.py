"""What programs hold of a person: their own keys, which go when they leave, and where they are somebody to ask."""

from __future__ import annotations

from typing import Any

from fixward.domain.people import personal
from fixward.domain.people.models import Person
from fixward.domain.people.personal import Traces
from fixward.domain.programs.models import Program
from fixward.domain.programs.queries import own_keys


@personal.tells("access_keys")
def _keys(person: Person) -> Any:
    return [
        {
            "name": key.program.name,
            "start": key.start,
            "scopes": key.program.scopes,
            "made_at": key.made_at,
            "expires_at": key.expires_at,
            "last_used_at": key.last_used_at,
        }
        for key in own_keys(person)
    ]


@personal.tells("contact_of_programs")
def _contacts(person: Person) -> Any:
    return list(Program.objects.filter(contact__iexact=person.email).values("name", "organization__name"))


@personal.forgets
def _forget(person: Person, traces: Traces) -> None:
    Program.objects.filter(person=person).delete()
    Program.objects.filter(contact__iexact=traces.email).update(contact="")
