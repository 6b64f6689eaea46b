"""Inviting people by mail: the invitation runs out, works once, and only for who proves its address."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.governments import policy
from fixward.domain.governments.changes import Refused, State, Subject, save, subject
from fixward.domain.governments.models import Department, Invitation, Member, Organization, Role
from fixward.domain.governments.setup import MEMBER
from fixward.domain.people.models import Person
from fixward.foundation import clock, jobs

SEND = "fixward.invite"
LASTS = dt.timedelta(days=7)
_SALT = "governments.invitation"


class _Invitation(Subject[Invitation]):
    code = "invitation"
    model = Invitation
    word = gettext_lazy("Invitation")
    fields = {
        "role": gettext_lazy("Role"),
        "departments": gettext_lazy("Departments"),
        "withdrawn_at": gettext_lazy("Withdrawn"),
    }

    def may(self, by: Member, thing: Invitation) -> bool:
        return policy.can_manage_members(by, thing.organization)

    def title(self, thing: Invitation) -> str:
        return ""

    def read(self, thing: Invitation) -> State:
        chosen = [] if thing.pk is None else sorted(thing.departments.values_list("pk", flat=True))
        return {"role": int(thing.role), "departments": chosen, "withdrawn_at": thing.withdrawn_at}

    def fill(self, thing: Invitation, state: State) -> None:
        thing.role = state["role"]
        thing.withdrawn_at = Invitation._meta.get_field("withdrawn_at").to_python(state["withdrawn_at"])

    def check(self, thing: Invitation, state: State) -> None:
        try:
            validate_email(thing.email)
        except ValidationError:
            raise Refused(email=_("That is no e-mail address.")) from None
        own = Department.objects.filter(pk__in=state["departments"], organization=thing.organization)
        if own.count() != len(set(state["departments"])):
            raise Refused(departments=_("Choose departments of this organization."))
        if thing.accepted_at is not None:
            raise Refused(_("This invitation has been accepted already."))
        if Member.objects.filter(organization=thing.organization, person__email=thing.email, left_at=None).exists():
            raise Refused(email=_("Somebody with this address is a member already."))

    def store(self, thing: Invitation, state: State) -> None:
        super().store(thing, state)
        thing.departments.set(state["departments"])

    def check_removal(self, thing: Invitation) -> None:
        raise Refused(_("The mail is on its way. Withdraw the invitation instead."))

    def names(self, thing: Invitation) -> dict[str, str]:
        if thing.pk is None:
            return {}
        return {"departments": ", ".join(thing.departments.order_by("name").values_list("name", flat=True))}


INVITATION = subject(_Invitation())


@transaction.atomic
def invite(
    organization: Organization, *, email: str, role: Role, departments: list[Department], language: str, by: Member
) -> Invitation:
    """Mail an invitation; one that is open for the same address is replaced. Raises Refused."""
    email = email.strip().lower()
    now = clock.now()
    for earlier in Invitation.objects.filter(
        organization=organization, email=email, accepted_at=None, withdrawn_at=None
    ):
        save(INVITATION, earlier, by=by, withdrawn_at=now)
    made = Invitation(
        organization=organization,
        email=email,
        language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        invited_by=by,
        invited_at=now,
        expires_at=now + LASTS,
    )
    made = save(INVITATION, made, by=by, role=int(role), departments=sorted(row.pk for row in departments))
    jobs.defer(SEND, invitation_id=made.pk)
    return made


def withdraw(invitation: Invitation, *, by: Member) -> Invitation:
    """It does not work any more, whoever has the mail."""
    return save(INVITATION, invitation, by=by, withdrawn_at=clock.now())


@transaction.atomic
def accept(invitation: Invitation, *, person: Person) -> Member:
    """Become a member by it; only who has proved its address by logging in with it. Raises Refused."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if reason := reason_against(invitation):
        raise Refused(reason)
    if person.email != invitation.email:
        raise Refused(_("This invitation is for another address. Log in with the one that it was sent to."))
    departments = sorted(invitation.departments.values_list("pk", flat=True))
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    return save(
        MEMBER,
        Member(organization=invitation.organization),
        by=invitation.invited_by,
        person=person.pk,
        role=int(invitation.role),
        departments=departments,
    )


def reason_against(invitation: Invitation) -> str:
    """A sentence that says why it does not work; empty where it does."""
    if invitation.accepted_at is not None:
        return _("This invitation has been accepted already.")
    if invitation.withdrawn_at is not None:
        return _("This invitation has been withdrawn. Ask the organization for another one.")
    if clock.now() >= invitation.expires_at:
        return _("This invitation has run out. Ask the organization for another one.")
    if not policy.can_manage_members(invitation.invited_by, invitation.organization):
        return _("Who sent this invitation does not manage the members any more. Ask for another one.")
    return ""


def token(invitation: Invitation) -> str:
    """What stands in the mail and nowhere else."""
    return signing.dumps(invitation.pk, salt=_SALT)


def by_token(text: str) -> Invitation | None:
    """The invitation of a mail, whether or not it still works."""
    try:
        found = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
    return (
        Invitation.objects.select_related("organization", "invited_by__person", "invited_by__organization")
        .filter(pk=found)
        .first()
    )


def open_of(organization: Organization) -> list[Invitation]:
    """Those that wait, the newest first; what has run out among them, so that somebody sees it."""
    waiting = Invitation.objects.filter(organization=organization, accepted_at=None, withdrawn_at=None)
    return list(waiting.prefetch_related("departments"))
