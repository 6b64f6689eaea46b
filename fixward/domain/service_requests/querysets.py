"""Finding service requests; every door reads through `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from fixward.domain.governments.models import Member, Standing
from fixward.domain.people.models import Person

if TYPE_CHECKING:
    from fixward.domain.service_requests.models import ServiceRequest  # noqa: F401

Viewer = Member | Person | None


class ServiceRequestQuerySet(models.QuerySet["ServiceRequest"]):
    def public(self) -> Self:
        """What everybody may see: not private, not hidden."""
        return self.filter(is_private=False, hidden_at=None)

    def visible_to(self, viewer: Viewer) -> Self:
        """What this viewer may see: a member (as one organization's), a resident, or nobody known."""
        if isinstance(viewer, Member):
            return self._visible_to_member(viewer)
        if viewer is None:
            return self.public()
        return self.filter(Q(is_private=False, hidden_at=None) | Q(reporter__person=viewer))

    def _visible_to_member(self, member: Member) -> Self:
        if not member.is_active:
            return self.none()
        public = Q(is_private=False, hidden_at=None)
        return self.filter(public | self._involving(member.organization_id) | granted(member))

    def _involving(self, organization: int) -> Q:
        """Held by it now or once, or worked by another on its behalf."""
        held = apps.get_model("service_requests", "Custody").objects.filter(service_request=OuterRef("pk"))
        return Q(Exists(held.filter(Q(organization=organization) | Q(on_behalf_of=organization))))

    def open(self) -> Self:
        return self.exclude(status="closed")

    def held_by(self, organization: int) -> Self:
        return self.filter(organization=organization)


def granted(member: Member) -> Q:
    """What other organizations hold and this member may work: by grants, or as steward for those off the platform.

    The same reach as `policy.role_at` gives.
    """
    reach = Q(organization__standing=Standing.EXTERNAL) if member.organization.is_steward else Q(pk__in=[])
    for grant in member.grants:
        held = Q(organization=grant.organization_id)
        if grant.service_codes:
            held &= Q(service__code__in=grant.service_codes)
        if grant.place_id:
            held &= Q(place=grant.place_id)
        reach |= held
    return reach
