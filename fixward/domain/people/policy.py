"""What somebody may do with an account: with their own everything, with another's nothing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fixward.domain.people import personal
from fixward.domain.people.models import Person


def can_change(by: Person, person: Person) -> bool:
    return by.pk == person.pk and by.is_active


def can_close(by: Person, person: Person) -> bool:
    return can_change(by, person)


def can_read(by: Person, person: Person) -> bool:
    """Read everything that is kept about them."""
    return can_change(by, person)


def reason_to_stay(person: Person) -> str:
    """A sentence that says why the account cannot be closed yet; empty where it can."""
    if person.is_operator:
        return _("You run this platform. Somebody else has to take that over first.")
    return next((sentence for reason in personal.STAY if (sentence := reason(person))), "")
