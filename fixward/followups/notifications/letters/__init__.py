"""What is said about an event, before any channel gives it a form."""

from __future__ import annotations

from django.utils import timezone, translation

from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import Event, EventKind
from fixward.followups.notifications import who
from fixward.followups.notifications.arrivals import holding
from fixward.followups.notifications.letters.desks import letter_to_desk
from fixward.followups.notifications.letters.letter import Letter
from fixward.followups.notifications.letters.members import letter_to_member
from fixward.followups.notifications.letters.residents import letter_to_resident

__all__ = ["Letter", "letter"]


def letter(event: Event, person: Person | None) -> Letter:
    """What this person, or the desk at which the request arrived, reads: in its language, in the holder's time."""
    custody = holding(event)
    if custody is None:
        raise LookupError(f"Nobody held the request of event {event.pk}.")
    organization = custody.organization
    language = who.language_of(person, event.service_request) if person else who.spoken(organization.language)
    with translation.override(language), timezone.override(organization.zone):
        if person is None:
            return letter_to_desk(event, custody)
        write = letter_to_member if event.kind == EventKind.NOTED else letter_to_resident
        return write(event, custody, person)
