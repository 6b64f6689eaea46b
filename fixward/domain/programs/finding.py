"""Finding a key by its digest, with all that a caller is asked for: at every call, so by one prepared statement.

Composed by the ORM it would cost several times as much as the look into the index, in each report that a program sends.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from psycopg import sql

from fixward.domain.governments.models import Member, Organization
from fixward.domain.people.models import Person
from fixward.domain.programs.models import AccessKey, Program
from fixward.foundation import clock
from fixward.foundation.database.backend.base import DatabaseWrapper

_Row = TypeVar("_Row", bound=Model)
# Of a person only what a caller is asked for; the rest is read where it is needed.
_PERSON = ("id", "email", "name", "language", "is_active", "is_operator", "closed_at", "is_program")
_TABLES: tuple[tuple[str, type[Model], tuple[str, ...]], ...] = (
    ("key", AccessKey, ()),
    ("program", Program, ()),
    ("member", Member, ()),
    ("organization", Organization, ()),
    ("person", Person, _PERSON),
)
_FIND = """
SELECT {columns} FROM programs_accesskey AS key JOIN programs_program AS program ON program.id = key.program_id
LEFT JOIN governments_member AS member ON member.id = program.member_id
LEFT JOIN governments_organization AS organization ON organization.id = program.organization_id
JOIN people_person AS person ON person.id = coalesce(member.person_id, program.person_id)
WHERE key.digest = $1 AND key.revoked_at IS NULL AND (key.expires_at IS NULL OR key.expires_at > $2)
AND program.ended_at IS NULL AND member.left_at IS NULL AND (program.person_id IS NULL OR person.is_active)
"""


def good_key(digest: str) -> AccessKey | None:
    """The key that opens something now, with its program, and as whom that acts."""
    database = cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
    with database.prepared_cursor() as cursor:
        cursor.execute(_statement(), [digest, clock.now()])
        found = cursor.fetchone()
    return _key(iter(found)) if found else None


def _key(values: Iterator[Any]) -> AccessKey:
    key, program = _made(AccessKey, values), _made(Program, values)
    member, organization, person = _made(Member, values), _made(Organization, values), _made(Person, values, _PERSON)
    key.program = program
    if member.pk is None:
        program.person = person
        return key
    member.person, member.organization = person, organization
    program.member, program.organization = member, organization
    return key


def _made(model: type[_Row], values: Iterator[Any], names: tuple[str, ...] = ()) -> _Row:
    fields = _names(model, names)
    return model.from_db(DEFAULT_DB_ALIAS, fields, list(islice(values, len(fields))))


@cache
def _names(model: type[Model], some: tuple[str, ...] = ()) -> tuple[str, ...]:
    """In the order of the fields, in which Django takes the values, whatever order they are named in."""
    return tuple(field.attname for field in model._meta.concrete_fields if not some or field.attname in some)


@cache
def _statement() -> str:
    columns = [
        sql.Identifier(table, str(model._meta.get_field(name).column))  # type: ignore[union-attr]
        for table, model, names in _TABLES
        for name in _names(model, names)
    ]
    return sql.SQL(_FIND).format(columns=sql.SQL(", ").join(columns)).as_string()
