"""Who may change the catalog. Pure."""

from __future__ import annotations

from fixward.domain.governments import policy
from fixward.domain.governments.models import Member, Organization


def can_ask(member: Member, organization: Organization | None) -> bool:
    """Write a question: the shared ones the steward, an organization's own whoever sets it up."""
    if organization is None:
        return policy.can_set_up_umbrella(member)
    return policy.can_set_up(member, organization)
