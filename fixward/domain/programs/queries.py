"""Who calls, by a key; and what programs there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from fixward.domain.governments.models import Member, Organization
from fixward.domain.people.models import Person
from fixward.domain.programs import secret
from fixward.domain.programs.finding import good_key
from fixward.domain.programs.models import AccessKey, Program
from fixward.domain.programs.scopes import Scope, all_of
from fixward.foundation import clock

NOTED_EVERY = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that has come in by a good key."""

    key: int
    """The id of the key, by which calls are counted."""
    program: Program

    @property
    def by(self) -> Member | Person:
        """As whom it acts: give it to every operation as `by=`. Look at `may` first."""
        actor = self.program.member or self.program.person
        assert actor is not None, "The database keeps a_program_is_of_an_organization_or_of_a_person."
        return actor

    @property
    def viewer(self) -> Member | Person | None:
        """As whom it reads, for `visible_to`: as everybody where it was not given more."""
        return self.by if self.may(Scope.READ) else None

    @property
    def organization(self) -> Organization | None:
        """For which it acts; none where it is a person's own."""
        return self.program.member.organization if self.program.member else None

    def may(self, scope: Scope) -> bool:
        return scope in all_of(self.program.scopes)


def caller(key: str) -> Caller | None:
    """Who comes in by this text; nobody where it is none, or not good any more.

    One query; and one more, some minutes apart, which notes that the key is used.
    """
    if not secret.looks_right(key):
        return None
    found = good_key(secret.digest(key))
    if found is None:
        return None
    _note_use(found)
    return Caller(found.pk, found.program)


def programs_of(organization: Organization | None) -> QuerySet[Program]:
    """Those that act for it, or for any organization, what has ended last; each with `good_keys`."""
    now = clock.now()
    good = Q(keys__revoked_at=None) & (Q(keys__expires_at=None) | Q(keys__expires_at__gt=now)) & Q(keys__isnull=False)
    rows = Program.objects.filter(organization=organization) if organization else Program.objects.filter(person=None)
    rows = rows.select_related("organization", "made_by").annotate(good_keys=Count("keys", filter=good))
    return rows.order_by("organization__name", "ended_at", "name", "pk")


def own_keys(person: Person) -> QuerySet[AccessKey]:
    return AccessKey.objects.filter(program__person=person).select_related("program")


def _note_use(key: AccessKey) -> None:
    """Not at every call: that would be a write for each read."""
    now = clock.now()
    if key.last_used_at is None or now - key.last_used_at > NOTED_EVERY:
        AccessKey.objects.filter(pk=key.pk).update(last_used_at=now)
