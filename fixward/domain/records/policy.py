"""Who may give records out, keep and hold them. Pure: asked by operations to refuse, by doors to know what to show."""

from __future__ import annotations

from fixward.domain.governments import permissions
from fixward.domain.governments.models import Member, Organization


def can_export(member: Member, organization: Organization) -> bool:
    """The organization's own: what a grant opens is its desk, not its archive."""
    return _is_of(member, organization) and permissions.EXPORT_RECORDS.is_given_to(member.role)


def can_hold(member: Member, organization: Organization) -> bool:
    return _is_of(member, organization) and permissions.HOLD_RECORDS.is_given_to(member.role)


def can_read_records(member: Member) -> bool:
    """The exports, holds and certificates of their own organization."""
    return member.is_active and permissions.EXPORT_RECORDS.is_given_to(member.role)


def _is_of(member: Member, organization: Organization) -> bool:
    return member.is_active and member.organization_id == organization.pk
