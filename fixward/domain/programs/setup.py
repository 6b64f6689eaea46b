"""What administrators say of the programs that act for their organization, and of their keys."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.governments.changes import Refused, State, Subject, subject
from fixward.domain.governments.models import Member, Organization, Standing
from fixward.domain.people.models import Person
from fixward.domain.programs import policy
from fixward.domain.programs.models import AccessKey, Program
from fixward.domain.programs.scopes import Scope, role_for

MOST_PER_MINUTE = 60_000


class _Program(Subject[Program]):
    """It acts as a member, so that every policy is asked as ever and every event says who did it."""

    code = "program"
    model = Program
    word = gettext_lazy("Program")
    fields = {
        "name": gettext_lazy("Name"),
        "contact": gettext_lazy("Contact"),
        "scopes": gettext_lazy("What it may do"),
        "per_minute": gettext_lazy("Calls per minute"),
        "ended_at": gettext_lazy("Ended"),
    }

    def may(self, by: Member, thing: Program) -> bool:
        return policy.can_change(by, thing)

    def check(self, thing: Program, state: State) -> None:
        if thing.organization and thing.organization.standing == Standing.EXTERNAL:
            raise Refused(_("%(organization)s does not work on the platform.") % {"organization": thing.organization})
        if not thing.scopes:
            raise Refused(scopes=_("Choose at least one."))
        if unknown := set(thing.scopes) - set(Scope.values):
            raise Refused(scopes=_("Choose what is listed, not “%(what)s”.") % {"what": ", ".join(sorted(unknown))})
        if not 1 <= thing.per_minute <= MOST_PER_MINUTE:
            raise Refused(per_minute=_("Choose a number from 1 to %(most)d.") % {"most": MOST_PER_MINUTE})

    def store(self, thing: Program, state: State) -> None:
        """Whom it acts as goes along: the name that events tell, the role that policies ask for, the end."""
        if thing.member is None:
            assert thing.organization is not None
            person = Person(email=f"program-{uuid.uuid4()}", password="!", is_active=False, is_program=True)
            person.save()
            thing.member = Member.objects.create(person=person, organization=thing.organization)
        thing.member.person.name = thing.name
        thing.member.person.save(update_fields=["name"])
        thing.member.role, thing.member.left_at = role_for(thing.scopes), thing.ended_at
        thing.member.save(update_fields=["role", "left_at"])
        super().store(thing, state)

    def check_removal(self, thing: Program) -> None:
        raise Refused(_("What a program has done stays on record, so it cannot be removed. End it instead."))


PROGRAM = subject(_Program())


class _Key(Subject[AccessKey]):
    code = "key"
    model = AccessKey
    word = gettext_lazy("Access key")
    fields = {
        "program": gettext_lazy("Program"),
        "expires_at": gettext_lazy("Good until"),
        "revoked_at": gettext_lazy("Revoked"),
    }

    def organization(self, thing: AccessKey) -> Organization | None:
        return thing.program.organization

    def may(self, by: Member, thing: AccessKey) -> bool:
        return policy.can_change(by, thing.program)

    def title(self, thing: AccessKey) -> str:
        return f"{thing.program}, {thing}"

    def check(self, thing: AccessKey, state: State) -> None:
        if thing.program.ended_at is not None and thing.revoked_at is None:
            raise Refused(_("This program has been ended."))
        if thing.revoked_at is None and AccessKey.objects.filter(pk=thing.pk, revoked_at__isnull=False).exists():
            raise Refused(_("A revoked key cannot be used again. Make a new one."))
        if thing.pk is None and thing.expires_at is not None and not thing.is_good:
            raise Refused(expires_at=_("Choose a day in the future."))

    def check_removal(self, thing: AccessKey) -> None:
        raise Refused(_("Keys are kept for the log and cannot be removed. Revoke it instead."))


KEY = subject(_Key())
