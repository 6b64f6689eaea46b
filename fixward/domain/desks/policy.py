"""Who may keep, see, share and change the views of an inbox. Pure."""

from __future__ import annotations

from fixward.domain.desks.models import SavedView, Sharing
from fixward.domain.governments import permissions
from fixward.domain.governments.models import Department, Member
from fixward.domain.governments.policy import is_administrator


def can_keep_views(member: Member) -> bool:
    return member.is_active and permissions.KEEP_VIEWS.is_given_to(member.role)


def can_see_view(member: Member, view: SavedView) -> bool:
    """The owner; and under this hat everybody, or everybody of the department that it is shared with."""
    if not member.is_active or view.organization_id != member.organization_id:
        return False
    if view.sharing == Sharing.DEPARTMENT and view.owner_id != member.pk:
        return is_administrator(member) or member.departments.filter(pk=view.department_id or 0).exists()
    return view.owner_id == member.pk or view.sharing == Sharing.ORGANIZATION


def can_change_view(member: Member, view: SavedView) -> bool:
    """Its owner; of a shared one the administrators of the organization too."""
    if not can_keep_views(member) or view.organization_id != member.organization_id:
        return False
    return view.owner_id == member.pk or (view.is_shared and is_administrator(member))


def can_share_view(member: Member, view: SavedView, department: Department | None) -> bool:
    """With all, or with a department that the member works in; an administrator with any of the organization."""
    if not can_change_view(member, view) or not permissions.SHARE_VIEWS.is_given_to(member.role):
        return False
    if department is None or is_administrator(member):
        return department is None or department.organization_id == member.organization_id
    return member.departments.filter(pk=department.pk).exists()
