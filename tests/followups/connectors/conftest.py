"""A request handed to the state, which is off the platform, and what is delivered to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail as outbox

from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event, ServiceRequest
from fixward.followups.exchange.connectors.deliveries import deliver
from fixward.followups.exchange.connectors.models import Connector, Dispatch, Pairing
from fixward.followups.exchange.connectors.outgoing import hand_out
from fixward.foundation import sealing
from tests.followups.connectors.georeport import KEY, GeoReport


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


@pytest.fixture
def server() -> Iterator[GeoReport]:
    server = GeoReport()
    yield server
    server.stop()


@pytest.fixture
def connector(town: Any, server: GeoReport) -> Connector:
    """The state is reached there, for potholes."""
    connector = Connector.objects.create(
        organization=town.state,
        way="open311",
        endpoint=server.endpoint,
        jurisdiction="roads.example.com",
        sealed_key=sealing.sealed(KEY),
        exchanges_updates=True,
    )
    Pairing.objects.create(connector=connector, service=town.pothole_service, their_code="POT")
    return connector
