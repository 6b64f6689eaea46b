"""Whose set-up a page is about, and what of it this member may change; 404 for all else."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from fixward.domain.governments.models import Member, Organization
from fixward.domain.routing import policy as routing_policy
from fixward.domain.surveying.policy import can_survey
from fixward.doors.staff.setup.section import Section
from fixward.doors.staff.setup.sections import OWN, SHARED


@dataclass(frozen=True)
class Setup:
    """One organization's set-up, or with none what all under the umbrella share."""

    member: Member
    organization: Organization | None

    @property
    def sections(self) -> list[Section]:
        known = OWN if self.organization else SHARED
        return [section for section in known.values() if section.may(self.member, self.organization)]

    def section(self, name: str) -> Section:
        """Raises Http404."""
        found = next((section for section in self.sections if section.name == name), None)
        if found is None:
            raise Http404
        return found

    @property
    def can_stand_alone(self) -> bool:
        """Whether the page about going stand-alone says something to this member."""
        organization = self.organization
        return (
            organization is not None
            and organization.handled_by_id is not None
            and routing_policy.can_stand_alone(self.member, organization)
        )

    @property
    def has_ground(self) -> bool:
        """Whether files of places and assets are brought in here."""
        return self.organization is None and can_survey(self.member)

    def address(self, *parts: object) -> str:
        """The address of a section, a thing in it, or what is done with that."""
        if self.organization is None:
            return "/".join([f"{reverse('staff:setup')}shared", *map(str, parts)])
        return "/".join([reverse("staff:setup_of", args=[self.organization.code]), *map(str, parts)])

    @property
    def stand_alone(self) -> str:
        return self.address("stand-alone")

    @property
    def changes(self) -> str:
        if self.organization is None:
            return reverse("staff:setup_changes_of_all")
        return reverse("staff:setup_changes", args=[self.organization.code])

    @property
    def links(self) -> list[tuple[Section, str]]:
        return [(section, self.address(section.name)) for section in self.sections]


def setup_of(member: Member, code: str) -> Setup:
    """With an empty code what all share. Raises Http404 where this member may change nothing of it."""
    organization = get_object_or_404(Organization, code=code) if code else None
    setup = Setup(member, organization)
    if not setup.sections:
        raise Http404
    return setup
