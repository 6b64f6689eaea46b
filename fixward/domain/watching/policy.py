"""Who may see and change a watch area: whose it is."""

from __future__ import annotations

from fixward.domain.people.models import Person
from fixward.domain.watching.models import WatchArea


def can_add(by: Person) -> bool:
    return by.is_active


def can_change(by: Person, area: WatchArea) -> bool:
    """See, change, remove."""
    return by.is_active and area.person_id == by.pk
