"""Reading the saved views of an inbox."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from fixward.domain.desks.models import Opening, SavedView, Sharing
from fixward.domain.governments.models import Member

# Own ones, those of the organization and those of one's departments, each bounded: beyond this no page goes.
MOST_SHOWN = 40


def views_of(member: Member) -> QuerySet[SavedView]:
    """What this member sees under this hat, the own ones first, and as many as a page shows."""
    shared = Q(sharing=Sharing.ORGANIZATION) | Q(
        sharing=Sharing.DEPARTMENT, department__in=member.departments.order_by().values("pk")
    )
    rows = SavedView.objects.filter(Q(owner=member) | shared, organization=member.organization_id)
    return rows.select_related("owner__person", "department").order_by("sharing", "name", "pk")[:MOST_SHOWN]


def shared_in(member: Member) -> QuerySet[SavedView]:
    """All that is shared in the organization, for its administrators."""
    rows = SavedView.objects.filter(organization=member.organization_id).exclude(sharing=Sharing.NOBODY)
    return rows.select_related("owner__person", "department").order_by("sharing", "department__name", "name", "pk")


def opening_of(member: Member) -> int | None:
    """The id of the view that the inbox opens with."""
    return Opening.objects.filter(member=member).values_list("view", flat=True).first()
