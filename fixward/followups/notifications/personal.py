"""The mails that went to somebody: told to them, and forgotten when they leave."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from fixward.domain.people import personal
from fixward.domain.people.models import Person
from fixward.domain.people.personal import Traces
from fixward.domain.service_requests.keeping import kept_requests
from fixward.followups.notifications.models import Delivery


@personal.tells("mails")
def _mails(person: Person) -> Any:
    rows = Delivery.objects.filter(person=person)
    return list(rows.values("event__service_request__number", "event__kind", "channel", "written_at", "sent_at"))


@personal.forgets
def _forget(person: Person, traces: Traces) -> None:
    """By the address too, but not of a desk, which has its own."""
    theirs = Delivery.objects.filter(Q(person=person) | Q(address=traces.email, person__isnull=False))
    theirs.exclude(event__service_request__in=kept_requests()).delete()
