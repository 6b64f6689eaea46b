"""Who works for an organization cannot leave before the work does."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member
from fixward.domain.people import personal
from fixward.domain.people.models import Person


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
