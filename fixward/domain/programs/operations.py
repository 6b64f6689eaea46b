"""Letting programs in, and ending that. What is a key's text is given back once, and kept nowhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.governments.changes import Refused, save
from fixward.domain.governments.models import Member
from fixward.domain.people.models import Person
from fixward.domain.programs import policy, secret
from fixward.domain.programs.models import AccessKey, Program
from fixward.domain.programs.scopes import PERSONAL, Scope
from fixward.domain.programs.setup import KEY, PROGRAM
from fixward.foundation import clock
from fixward.foundation.text import clean

MOST_KEYS = 5
MOST_PROGRAMS = 10
PERSONAL_PER_MINUTE = 60


@transaction.atomic
def make_key(program: Program, *, expires_at: dt.datetime | None = None, by: Member) -> tuple[AccessKey, str]:
    """A new key, and its text, which nobody can read again; raises Refused. Earlier ones go on."""
    text = secret.made()
    _must_be_few(program)
    made = AccessKey(program=program, digest=secret.digest(text), start=secret.start(text), made_by=by.person)
    return save(KEY, made, by=by, expires_at=expires_at), text


def revoke_key(key: AccessKey, *, by: Member) -> AccessKey:
    """From now on it opens nothing; raises Refused."""
    return save(KEY, key, by=by, revoked_at=key.revoked_at or clock.now())


@transaction.atomic
def end(program: Program, *, by: Member) -> Program:
    """It comes in no more, by none of its keys; raises Refused."""
    now = clock.now()
    for key in program.keys.filter(revoked_at=None):
        save(KEY, key, by=by, revoked_at=now)
    return save(PROGRAM, program, by=by, ended_at=program.ended_at or now)


@transaction.atomic
def make_own_key(
    person: Person, *, name: str, scopes: Collection[str], expires_at: dt.datetime | None = None, by: Person
) -> tuple[AccessKey, str]:
    """A personal key and its text: what calls with it does what this person may as a resident; raises Refused."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    program = Program(
        person=person,
        name=clean(name)[:100],
        scopes=sorted({Scope(one).value for one in scopes if one in PERSONAL}),
        per_minute=PERSONAL_PER_MINUTE,
        made_by=by,
    )
    if not policy.can_change_own(by, program):
        raise Refused(_("Only you can change what is yours."))
    _must_be_right(program, expires_at)
    program.save()
    text = secret.made()
    made = AccessKey(program=program, digest=secret.digest(text), start=secret.start(text), made_by=by)
    made.expires_at = expires_at
    made.save()
    return made, text


@transaction.atomic
def revoke_own_key(key: AccessKey, *, by: Person) -> None:
    """It opens nothing any more, and is gone; raises Refused."""
    if not policy.can_change_own(by, key.program):
        raise Refused(_("Only you can change what is yours."))
    key.program.delete()


def end_of(day: dt.date | None, zone: dt.tzinfo) -> dt.datetime | None:
    """The midnight after the last day of a key, where it has one; raises Refused."""
    if day is None:
        return None
    try:
        return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, zone)
    except OverflowError:
        raise Refused(expires_at=_("Choose a day in the future.")) from None


def _must_be_few(program: Program) -> None:
    Program.objects.select_for_update().get(pk=program.pk)
    if sum(key.is_good for key in program.keys.all()) >= MOST_KEYS:
        raise Refused(_("A program has at most %(most)d keys. Revoke one first.") % {"most": MOST_KEYS})


def _must_be_right(program: Program, expires_at: dt.datetime | None) -> None:
    if not program.name:
        raise Refused(name=_("Give it a name that you will recognize."))
    if not program.scopes:
        raise Refused(scopes=_("Choose at least one."))
    if expires_at is not None and expires_at <= clock.now():
        raise Refused(expires_at=_("Choose a day in the future."))
    if Program.objects.filter(person=program.person).count() >= MOST_PROGRAMS:
        raise Refused(_("One person has at most %(most)d keys. Revoke one first.") % {"most": MOST_PROGRAMS})
