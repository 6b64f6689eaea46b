"""Who may change what of a set-up. Pure: asked by operations to refuse, by doors to know what to show."""

from __future__ import annotations

from fixward.domain.governments.models import Member, Organization
from fixward.domain.governments.permissions import SET_UP, SET_UP_UMBRELLA


def is_administrator(member: Member) -> bool:
    """Whether the role at home is one that sets an organization up."""
    return member.is_active and SET_UP.is_given_to(member.role)


def can_set_up(member: Member, organization: Organization) -> bool:
    """Its own administrators; another's by a grant without limits; the steward's where nobody is there to do it."""
    return can_manage_members(member, organization) or _is_granted(member, organization)


def can_manage_members(member: Member, organization: Organization) -> bool:
    """Say who works there: its own administrators; the steward's where it has none of its own."""
    if not is_administrator(member):
        return False
    if member.organization_id == organization.pk:
        return True
    return member.organization.is_steward and not has_administrator(organization)


def can_give_grants(member: Member, organization: Organization) -> bool:
    """Only its own administrators: who acts by a grant does not pass it on."""
    return is_administrator(member) and member.organization_id == organization.pk


def can_set_up_umbrella(member: Member) -> bool:
    """What all share, services, responsibilities, organizations: the steward's administrators."""
    return member.is_active and member.organization.is_steward and SET_UP_UMBRELLA.is_given_to(member.role)


def can_read_changes(member: Member, organization: Organization | None) -> bool:
    """The log of an organization: who may set it up, and the steward, who reads all of them."""
    return can_set_up_umbrella(member) or (organization is not None and can_set_up(member, organization))


def has_administrator(organization: Organization) -> bool:
    return organization.members.filter(role__gte=SET_UP.least, left_at=None, person__is_active=True).exists()


def _is_granted(member: Member, organization: Organization) -> bool:
    """A grant that is limited to services or ground is for work on the desk, not for the house itself."""
    return is_administrator(member) and any(
        grant.organization_id == organization.pk
        and SET_UP.is_given_to(grant.role)
        and not grant.service_codes
        and grant.place_id is None
        for grant in member.grants
    )
