"""Somebody without an account says how a request stands; the steward sees to what did not go out, pairs services."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.utils import timezone

from fixward.domain.governments.models import Role
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.exchange.connectors import links
from fixward.followups.exchange.connectors.models import Connector, Dispatch, Outcome, Received, What
from fixward.followups.exchange.connectors.troubles import Trouble
from tests.followups.connectors.georeport import GeoReport
from tests.journeys.visitor import Visitor
from tests.town import Town


@pytest.fixture
def handed(real_town: Town) -> ServiceRequest:
    """A pothole, handed to the state."""
    return operations.transfer(real_town.pothole, to=real_town.state, reason="A state road", by=real_town.ada)


@pytest.fixture
def elsewhere() -> Iterator[GeoReport]:
    server = GeoReport()
    yield server
    server.stop()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["no script", "keyboard"])
def test_by_the_link_in_a_mail_somebody_closes_it(
    kind: str, visitor: Callable[..., Visitor], real_town: Town, handed: ServiceRequest
) -> None:
    somebody = visitor(kind, viewport={"width": 320, "height": 640})
    somebody.open(links.state_page(handed.pk, real_town.state.pk).removeprefix(settings.BASE_URL))
    somebody.reads("You are answering for State Roads.")
    somebody.press("Yes, we are on it")
    somebody.reads("The reporter can now read that you are working on it")
    somebody.press("Close it")
    somebody.reads("Please correct one thing")
    somebody.tick("Fixed")
    somebody.write("In your words", "Filled with asphalt")
    somebody.press("Close it")
    somebody.reads("It is closed, and the reporter will read the outcome")
    assert ServiceRequest.objects.get(pk=handed.pk).resolution == "fixed"


def neither_out_nor_in(town: Town, handed: ServiceRequest) -> None:
    """Of one request it is not known whether it has arrived, and an answer to it was refused."""
    event = handed.events.latest("pk")
    Dispatch.objects.filter(event=event).delete()
    Dispatch.objects.create(
        event=event,
        organization=town.state,
        what=What.REQUEST,
        message_id="<1@x>",
        held_at=timezone.now(),
        trouble=Trouble.UNKNOWN,
        detail="502",
    )
    Received.objects.create(
        organization=town.state,
        service_request=handed,
        way="mail",
        key="<2@x>",
        outcome=Outcome.REFUSED,
        reason="It is larger than 30 MB.",
        text="Words",
    )


@pytest.mark.slow
def test_the_steward_sees_to_what_did_not_go_out(
    visitor: Callable[..., Visitor], real_town: Town, handed: ServiceRequest, elsewhere: GeoReport
) -> None:
    connector = Connector.objects.create(organization=real_town.state, way="open311", endpoint=elsewhere.endpoint)
    neither_out_nor_in(real_town, handed)
    real_town.member("head", real_town.county, Role.ADMINISTRATOR)
    steward = visitor("mouse", viewport={"width": 320, "height": 640})
    steward.comes_as("head@example.org")
    for path in ("/staff/outside", f"/staff/requests/{handed.number}"):
        steward.open(path)
        steward.must_be_accessible()
    steward.open("/staff/outside")
    steward.write("They have it; their number is", "X7")
    steward.press(f"Save the number {handed.number}")
    steward.reads("Noted: they have it.")
    steward.open(f"/staff/setup/shared/outside/{connector.pk}")
    steward.must_be_accessible()
    steward.press("Ask for their services")
    steward.reads("offers 2 services")
    steward.must_be_accessible()
    steward.press("Save")
    steward.reads("Pothole → POT")
