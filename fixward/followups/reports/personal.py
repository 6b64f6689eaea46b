"""Which figures somebody gets by mail: told to them, and gone when they leave."""

from __future__ import annotations

from typing import Any

from fixward.domain.people import personal
from fixward.domain.people.models import Person
from fixward.domain.people.personal import Traces
from fixward.followups.reports.models import Subscription


@personal.tells("figures_by_mail")
def _subscriptions(person: Person) -> Any:
    rows = Subscription.objects.filter(person=person)
    return list(rows.values("organization__name", "department__name", "begun_at", "told"))


@personal.forgets
def _forget(person: Person, traces: Traces) -> None:
    Subscription.objects.filter(person=person).delete()
