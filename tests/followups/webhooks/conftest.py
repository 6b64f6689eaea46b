from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import F

from fixward.domain.governments.models import Member, Organization, Role
from fixward.domain.service_requests.models import EventKind
from fixward.followups.exchange.webhooks.models import Webhook
from fixward.followups.exchange.webhooks.setup import change
from tests.receiver import Receiver, receiving
from tests.town import Town

KINDS = [EventKind.SUBMITTED, EventKind.ACKNOWLEDGED, EventKind.NOTED, EventKind.TRANSFERRED, EventKind.CLOSED]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def chief(town: Town) -> Member:
    """Alder's administrator."""
    return town.member("chief", town.alder, Role.ADMINISTRATOR)


@pytest.fixture
def head(town: Town) -> Member:
    """The county's."""
    return town.member("head", town.county, Role.ADMINISTRATOR)


@pytest.fixture
def webhook(town: Town, chief: Member, receiver: Receiver) -> Webhook:
    return set_up(town.alder, receiver.url, by=chief)


def set_up(organization: Organization, url: str, *, by: Member, **values: Any) -> Webhook:
    given = {"name": "Work orders", "url": url, "kinds": KINDS, "is_on": True} | values
    return change(Webhook(organization=organization), by=by, **given)


@pytest.fixture
def as_if_days_ago(webhook: Webhook) -> Callable[..., None]:
    """Moves what is kept of the webhook, and of what it was told, so many days back."""

    def move(days: float) -> None:
        by = dt.timedelta(days=days)
        webhook.deliveries.update(since=F("since") - by, written_at=F("written_at") - by)
        Webhook.objects.filter(pk=webhook.pk).update(failing_since=F("failing_since") - by, rests_until=None)

    return move
