"""Who may change the ground. Pure."""

from __future__ import annotations

from fixward.domain.governments import policy
from fixward.domain.governments.models import Member


def can_survey(member: Member) -> bool:
    """Bring in places and layers: whoever sets up what all share."""
    return policy.can_set_up_umbrella(member)
