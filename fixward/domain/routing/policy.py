"""Who may change whose requests go where. Pure."""

from __future__ import annotations

from fixward.domain.governments import policy
from fixward.domain.governments.models import Member, Organization


def can_hand_over(member: Member) -> bool:
    """Say who handles whose requests: the steward, for nobody takes another's work upon itself unasked."""
    return policy.can_set_up_umbrella(member)


def can_stand_alone(member: Member, organization: Organization) -> bool:
    """Choose the day: the town's own administrators, or the steward's with it."""
    return policy.can_set_up_umbrella(member) or policy.can_set_up(member, organization)
