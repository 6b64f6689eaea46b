"""A request handed to the state, which is off the platform, and what is delivered to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail as outbox

from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event, ServiceRequest
from fixward.followups.exchange.connectors.deliveries import deliver
from fixward.followups.exchange.connectors.models import Dispatch
from fixward.followups.exchange.connectors.outgoing import hand_out


@pytest.fixture(autouse=True)
def answers(settings: Any) -> None:
    settings.REPLY_ADDRESS = "reply@fixward.example"


@pytest.fixture
def handed(town: Any) -> ServiceRequest:
    """The pothole, handed to the state."""
    return operations.transfer(town.pothole, to=town.state, reason="A state road", by=town.ada)


@pytest.fixture
def out(town: Any) -> Callable[[ServiceRequest], list[Any]]:
    """Follows all events of a request, and delivers what waits; gives the mails that left by it."""

    def go(service_request: ServiceRequest) -> list[Any]:
        outbox.outbox.clear()
        for event in Event.objects.filter(service_request=service_request).order_by("pk"):
            hand_out(event)
        deliver(service_request.pk, town.state.pk)
        return list(outbox.outbox)

    return go


@pytest.fixture
def dispatch() -> Callable[[], Dispatch]:
    return lambda: Dispatch.objects.latest("pk")
