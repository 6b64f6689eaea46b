"""The page of what did not reach organizations off the platform, and the pages that set the ways up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fixward.domain.governments.models import Change, Role
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.exchange.connectors.models import Connector, Dispatch, Outcome, Pairing, Received
from fixward.followups.exchange.connectors.outgoing import hand_out
from fixward.followups.exchange.connectors.setup import key_of
from fixward.followups.exchange.connectors.troubles import Trouble
from tests.followups.connectors.georeport import GeoReport


@pytest.fixture
def server() -> Iterator[GeoReport]:
    server = GeoReport()
    yield server
    server.stop()


def browser(member) -> Client:
    client = Client()
    client.force_login(member.person)
    return client


def held(town) -> Dispatch:
    """One more pothole handed to the state, that did not go out."""
    service_request = operations.transfer(town.report(), to=town.state, reason="A state road", by=town.ada)
    hand_out(service_request.events.latest("pk"))
    Dispatch.objects.filter(event__service_request=service_request).update(
        held_at=timezone.now(), trouble=Trouble.NO_ADDRESS
    )
    return Dispatch.objects.latest("pk")


@pytest.fixture
def steward(town) -> Client:
    return browser(town.cora)


@pytest.fixture
def admin(town) -> Client:
    return browser(town.member("amy", town.county, Role.ADMINISTRATOR))


def test_the_queue_says_what_did_not_go_and_why_and_sends_it_again(town, steward):
    dispatch = held(town)
    page = steward.get("/staff/outside").content.decode()
    assert dispatch.service_request.number in page
    assert "No e-mail address is kept for this organization." in page
    steward.post(f"/staff/outside/{dispatch.pk}/again")
    dispatch.refresh_from_db()
    assert (dispatch.held_at, dispatch.trouble) == (None, "")


def test_the_desk_says_that_it_is_not_delivered_yet(town, steward):
    dispatch = held(town)
    page = steward.get(f"/staff/requests/{dispatch.service_request.number}").content.decode()
    assert "Not delivered yet to State Roads." in page
    Dispatch.objects.update(sent_at=timezone.now(), held_at=None, trouble="")
    page = steward.get(f"/staff/requests/{dispatch.service_request.number}").content.decode()
    assert "Not delivered yet" not in page


def test_their_number_stands_beside_ours_on_the_desk_and_for_everybody(town, steward, client):
    service_request = held(town).service_request
    operations.number_from_outside(service_request, number="SR-77", by=town.state)
    assert "SR-77 at State Roads" in steward.get(f"/staff/requests/{service_request.number}").content.decode()
    assert "<strong>SR-77</strong>" in client.get(f"/requests/{service_request.number}").content.decode()


def test_who_found_it_there_notes_the_number(town, steward, server):
    Connector.objects.create(organization=town.state, way="open311", endpoint=server.endpoint)
    dispatch = held(town)
    Dispatch.objects.update(trouble=Trouble.UNKNOWN)
    assert "They have it; their number is" in steward.get("/staff/outside").content.decode()
    steward.post(f"/staff/outside/{dispatch.pk}/there", {"number": "X7"})
    dispatch.refresh_from_db()
    assert dispatch.sent_at is not None
    assert dispatch.service_request.outside_numbers.get().number == "X7"


def test_what_was_refused_is_read_and_seen_to(town, steward):
    service_request = held(town).service_request
    row = Received.objects.create(
        organization=town.state,
        service_request=service_request,
        way="mail",
        key="<1>",
        outcome=Outcome.REFUSED,
        reason="It is larger than 30 MB.",
        text="Words <b>of</b> theirs",
    )
    page = steward.get("/staff/outside").content.decode()
    assert "It is larger than 30 MB." in page
    assert "Words &lt;b&gt;of" in page
    steward.post(f"/staff/outside/received/{row.pk}/seen")
    assert "30 MB" not in steward.get("/staff/outside").content.decode()


def test_others_see_nothing_of_it(town):
    dispatch = held(town)
    for member in (town.vera, town.member("bo", town.birch, Role.ADMINISTRATOR)):
        page = browser(member).get("/staff/outside")
        assert dispatch.service_request.number not in page.content.decode()
        assert browser(member).post(f"/staff/outside/{dispatch.pk}/again").status_code == 404


def test_ten_more_rows_cost_no_query_more(town, steward):
    held(town)
    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as seen:
            steward.get("/staff/outside")
        counts.append(len(seen))
        for _more in range(10):
            held(town)
    assert counts[0] == counts[1]


def test_the_steward_sets_up_a_way_and_the_key_is_shown_nowhere(town, admin, server):
    form = {
        "organization": town.state.pk,
        "way": "open311",
        "endpoint": f"{server.endpoint}/",
        "key": "very-secret-key",
        "exchanges_updates": "on",
    }
    assert admin.post("/staff/setup/shared/outside/new", form).status_code == 302
    connector = Connector.objects.get()
    assert (connector.endpoint, key_of(connector)) == (server.endpoint, "very-secret-key")
    page = admin.get(f"/staff/setup/shared/outside/{connector.pk}").content.decode()
    assert "very-secret-key" not in page
    assert "Ask for their services" in page
    assert "very-secret-key" not in str(Change.objects.values_list("after", flat=True))
    admin.post(f"/staff/setup/shared/outside/{connector.pk}", form | {"key": ""})
    assert key_of(Connector.objects.get()) == "very-secret-key"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"way": "open311", "endpoint": ""}, "Write the address before /services.json"),
        ({"way": "open311", "endpoint": "ftp://example.com"}, "Write the address before /services.json"),
        ({"way": "open311", "endpoint": "https://a:b@example.com/v2"}, "Write the address before /services.json"),
        ({"way": "open311", "endpoint": "https://["}, "Write the address before /services.json"),
        ({"way": "open311", "endpoint": "https://example.com:99999/v2"}, "Write the address before /services.json"),
        ({"way": "mail", "email": "no address"}, "Enter a valid email address"),
        ({"way": "pigeon"}, "Select a valid choice"),
        ({"way": "mail", "organization": "0"}, "Select a valid choice"),
    ],
)
def test_a_way_that_cannot_be_is_refused_at_its_field(town, admin, form, sentence):
    answer = admin.post("/staff/setup/shared/outside/new", {"organization": town.state.pk} | form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Connector.objects.exists()


def test_their_services_are_fetched_and_paired_on_one_page(town, admin, server):
    connector = Connector.objects.create(organization=town.state, way="open311", endpoint=server.endpoint)
    address = f"/staff/setup/outside/{connector.pk}/services"
    page = admin.post(address, {"act": "ask"}).content.decode()
    assert "offers 2 services" in page
    assert '<option value="POT" selected>' in page  # of the same name
    pairs = {f"pair-{town.pothole_service.pk}": "POT", f"pair-{town.light_service.pk}": "LIGHT", "act": "pair"}
    page = admin.post(address, pairs, follow=True).content.decode()
    assert "they need an answer to “Which colour?”" in page
    rows = {row.service.code: row for row in Pairing.objects.select_related("service")}
    assert (rows["pothole"].their_code, rows["pothole"].is_realtime) == ("POT", True)
    assert (rows["light"].questions, rows["light"].is_realtime) == ({"pole": "POLE"}, False)
    admin.post(address, pairs | {f"pair-{town.light_service.pk}": ""})
    assert [row.their_code for row in Pairing.objects.all()] == ["POT"]


def test_a_server_that_does_not_answer_is_told(town, admin):
    connector = Connector.objects.create(organization=town.state, way="open311", endpoint="http://127.0.0.1:1/v2")
    page = admin.post(f"/staff/setup/outside/{connector.pk}/services", follow=True).content.decode()
    assert "Their server has not answered as it should within 5 seconds" in page


def test_a_mail_tries_the_way(town, admin, mailoutbox):
    connector = Connector.objects.create(organization=town.state, email="desk@example.com")
    admin.post(f"/staff/setup/outside/{connector.pk}/try")
    assert [mail.to for mail in mailoutbox] == [["desk@example.com"]]


def test_questions_are_paired_by_lines(town, admin):
    connector = Connector.objects.create(organization=town.state, way="open311", endpoint="https://example.com/v2")
    pairing = Pairing.objects.create(connector=connector, service=town.light_service, their_code="L")
    address = f"/staff/setup/shared/pairings/{pairing.pk}"
    form = {"connector": connector.pk, "service": town.light_service.pk, "their_code": "L"}
    assert "is no pair" in admin.post(address, form | {"questions": "pole"}).content.decode()
    assert "is no question of this service" in admin.post(address, form | {"questions": "x = Y"}).content.decode()
    assert admin.post(address, form | {"questions": "pole = POLE"}).status_code == 302
    assert Pairing.objects.get().questions == {"pole": "POLE"}


def test_a_request_of_the_state_is_still_worked_by_the_steward(town, steward):
    service_request = held(town).service_request
    operations.close(service_request, resolution="fixed", by=town.cora)
    assert ServiceRequest.objects.get(pk=service_request.pk).status == "closed"
