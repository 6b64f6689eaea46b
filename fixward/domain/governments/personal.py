"""Who works for an organization cannot leave before the work does."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fixward.domain.governments.models import Invitation, Member
from fixward.domain.people import personal
from fixward.domain.people.models import Person
from fixward.domain.people.personal import Traces
from fixward.foundation import clock


@personal.keeps
def _works(person: Person) -> str:
    member = Member.objects.filter(person=person, left_at=None).select_related("organization").first()
    if member is None:
        return ""
    return _("You work for %(organization)s here. Ask its administrators to end that first.") % {
        "organization": member.organization
    }


@personal.tells("memberships")
def _memberships(person: Person) -> Any:
    rows = Member.objects.filter(person=person).select_related("organization")
    return [
        {"organization": row.organization.name, "role": row.get_role_display(), "left": row.left_at} for row in rows
    ]


@personal.tells("invitations")
def _invitations(person: Person) -> Any:
    rows = Invitation.objects.filter(email=person.email)
    return list(rows.values("organization__name", "invited_at", "expires_at", "accepted_at", "withdrawn_at"))


@personal.forgets
def _forget(person: Person, traces: Traces) -> None:
    """An invitation that waits ends with the account; of one that is over only that there was one stays."""
    own = Invitation.objects.filter(email=traces.email)
    own.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=clock.now())
    for invitation in own:
        invitation.email = f"left-{invitation.pk}@closed.invalid"
        invitation.save(update_fields=["email"])
