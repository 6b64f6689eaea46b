"""Finding service requests; every door reads through `visible_to`."""

from __future__ import annotations

from typing import Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from fixward.domain.governments.models import Member
from fixward.domain.people.models import Person
from fixward.domain.service_requests.reach import granted

Viewer = Member | Person | None
# The rows are ServiceRequest, which `models` says where it makes this its manager: no need to know it here.
Row = TypeVar("Row", bound=models.Model, covariant=True)


class ServiceRequestQuerySet(models.QuerySet[Row]):
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
        """The public, what their organization was ever concerned with, and what they may act on."""
        if not member.is_active:
            return self.none()
        public = Q(is_private=False, hidden_at=None)
        return self.filter(public | involving(member.organization_id) | granted(member))

    def open(self) -> Self:
        return self.exclude(status="closed")

    def held_by(self, organization: int) -> Self:
        return self.filter(organization=organization)


def working(organization: int) -> Q:
    """Held by it now, or worked by another on its behalf."""
    return Q(organization=organization) | Q(on_behalf_of=organization)


def involving(organization: int) -> Q:
    """Held by it now or once, or worked by another on its behalf."""
    held = apps.get_model("service_requests", "Custody").objects.filter(service_request=OuterRef("pk"))
    return Q(Exists(held.filter(Q(organization=organization) | Q(on_behalf_of=organization))))
