"""By Open311 to another system and back: against a real server on this machine, in good moods and bad."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from PIL import Image

from fixward.domain.conversations import operations as conversations
from fixward.domain.service_requests import operations, queries
from fixward.domain.service_requests.models import Event, ServiceRequest, Status
from fixward.followups.exchange.connectors import links
from fixward.followups.exchange.connectors import queries as outside
from fixward.followups.exchange.connectors.models import Connector, Dispatch, Pairing
from fixward.followups.exchange.connectors.open311 import polling
from fixward.followups.exchange.connectors.open311.polling import look
from fixward.followups.exchange.connectors.operations import is_there, send_again
from fixward.followups.exchange.connectors.troubles import NotNow, Trouble
from fixward.foundation import clock, sealing
from fixward.foundation.files import pictures
from fixward.foundation.text import masked
from tests.followups.connectors.georeport import KEY, GeoReport
from tests.programs import program


def fresh(service_request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=service_request.pk)


def numbers(service_request: ServiceRequest) -> list[str]:
    return [one.number for one in queries.outside_numbers(service_request)]


def _picture() -> pictures.Picture:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    file.seek(0)
    return pictures.read(file)


def test_a_request_goes_out_once_with_all_that_is_public_and_its_number_comes_back(town, connector, server, out):
    service_request = town.report(
        address="12 Cedar Street", description="A deep hole, call 727 555 0123", pictures=[_picture()]
    )
    operations.transfer(service_request, to=town.state, reason="A state road", by=town.ada)
    for _time in range(2):
        out(service_request)
    (form,) = server.posted()
    assert form["service_code"] == ["POT"]
    assert form["jurisdiction_id"] == ["roads.example.com"]
    assert (form["lat"], form["long"]) == (["0.5000000"], ["0.5000000"])
    assert form["address_string"] == ["12 Cedar Street"]
    assert form["description"][0].startswith("A deep hole")
    assert "0123" not in form["description"][0]
    assert form["description"][0].endswith(f"[{links.mark(service_request.pk)}]")
    assert masked(form["description"][0]) == form["description"][0]
    assert form["media_url"][0].startswith("http://127.0.0.1:8000/outside/photos/")
    assert not {"email", "first_name", "phone"} & form.keys()
    assert numbers(service_request) == ["X1"]


def test_answers_to_paired_questions_go_along_and_private_ones_do_not(town, connector, server, out):
    town.light_service.questions.create(code="door", text={"en": "Your door?"}, is_private=True)
    town.light_service.questions.create(code="when", text={"en": "When?"}, datatype="string")
    Pairing.objects.create(
        connector=connector,
        service=town.light_service,
        their_code="LIGHT",
        questions={"pole": "POLE", "door": "DOOR", "when": "WHEN"},
    )
    told = {"pole": ["city"], "door": ["Number 9"], "when": ["At night, 727 555 0123"]}
    service_request = town.report(service=town.light_service, answers=told)
    operations.transfer(service_request, to=town.state, reason="A state road", by=town.ada)
    out(service_request)
    (form,) = server.posted()
    assert (form["attribute[POLE]"], form["attribute[WHEN]"]) == (["city"], ["At night, [phone number]"])
    assert "attribute[DOOR]" not in form


def test_a_reporter_goes_along_only_where_the_set_up_says_so(town, connector, server, out, handed):
    Connector.objects.update(shows_reporter=True)
    out(handed)
    assert server.posted()[0]["email"] == ["rosa@example.net"]


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        (lambda: Pairing.objects.all().delete(), Trouble.NO_SERVICE),
        (lambda: ServiceRequest.objects.update(is_private=True), Trouble.PRIVATE),
        (lambda: Connector.objects.update(sealed_key="broken"), Trouble.NO_KEY),
        (lambda: Connector.objects.update(sealed_key=sealing.sealed("another")), Trouble.REFUSED),
    ],
)
def test_what_cannot_go_waits_for_a_person_and_says_why(
    town, connector, server, out, handed, dispatch, change, trouble
):
    change()
    out(handed)
    held = dispatch()
    assert (held.trouble, held.sent_at, held.begun_at) == (trouble, None, None)
    assert list(outside.undelivered(town.cora)) == [held]
    assert not server.requests


def test_their_own_words_for_a_refusal_are_kept(connector, server, out, handed, dispatch):
    Connector.objects.update(sealed_key=sealing.sealed("another"))
    out(handed)
    assert dispatch().detail == "403 The key is not known."


def test_a_server_that_is_down_is_tried_again(connector, server, out, handed, dispatch):
    server.stop()
    with pytest.raises(NotNow):
        out(handed)
    assert (dispatch().trouble, dispatch().begun_at) == (Trouble.WAITING, None)


def _takes_it_and_hangs_up(server: GeoReport, body: bytes = b"") -> None:
    def mood(handler: Any, method: str, path: str, form: dict[str, list[str]]) -> bool:
        if method != "POST":
            return False
        server.take(form)
        server.mood = None
        if body:
            handler.say(201, body)
        else:
            handler.close_connection = True
            handler.connection.close()
        return True

    server.mood = mood


@pytest.mark.parametrize("body", [b"", b'[{"service_requ', b"[]", b"[{}]", b"<html>Thanks</html>"])
def test_where_the_answer_is_lost_it_is_found_in_their_list_and_not_sent_twice(
    connector, server, out, handed, dispatch, body
):
    _takes_it_and_hangs_up(server, body)
    with pytest.raises(NotNow):
        out(handed)
    assert dispatch().begun_at is not None
    out(handed)
    assert len(server.posted()) == 1
    assert numbers(handed) == ["X1"]
    assert dispatch().sent_at is not None


def test_where_it_surely_is_not_there_it_is_sent_again(connector, server, out, handed, dispatch):
    server.mood = lambda handler, method, path, form: method == "POST" and (handler.say(500, b"") or True)
    with pytest.raises(NotNow):
        out(handed)
    server.mood = None
    with pytest.raises(NotNow):
        out(handed)  # their list may be late
    assert len(server.posted()) == 1
    Dispatch.objects.update(begun_at=dispatch().begun_at - dt.timedelta(minutes=11))
    out(handed)
    assert len(server.posted()) == 2
    assert numbers(handed) == ["X1"]


def test_where_their_list_says_nothing_a_person_looks(town, connector, server, out, handed, dispatch):
    Pairing.objects.update(is_realtime=False)
    server.mood = lambda handler, method, path, form: method == "POST" and (handler.say(502, b"") or True)
    with pytest.raises(NotNow):
        out(handed)
    out(handed)
    assert dispatch().trouble == Trouble.UNKNOWN
    server.mood = None
    is_there(dispatch(), number="X9", by=town.cora)
    out(handed)
    assert numbers(handed) == ["X9"]
    assert len(server.posted()) == 1


def test_a_person_may_send_again_what_is_not_there(town, connector, server, out, handed, dispatch):
    Dispatch.objects.create(
        event=Event.objects.filter(service_request=handed).latest("pk"),
        organization=town.state,
        what="request",
        message_id="<1@x>",
        begun_at=dt.datetime.now(dt.UTC),
        held_at=dt.datetime.now(dt.UTC),
        trouble=Trouble.UNKNOWN,
    )
    send_again(dispatch(), by=town.cora)
    out(handed)
    assert numbers(handed) == ["X1"]


def test_a_number_that_is_another_requests_is_not_believed(town, connector, server, out, handed, dispatch):
    out(handed)
    server.mood = lambda handler, method, path, form: (
        method == "POST" and (handler.say(201, b'[{"service_request_id": "X1"}]') or True)
    )
    other = operations.transfer(town.report(), to=town.state, reason="A state road", by=town.ada)
    out(other)
    assert (dispatch().trouble, dispatch().detail) == (Trouble.DUPLICATE, "X1")
    assert numbers(other) == []


def test_a_token_becomes_a_number_and_news_wait_for_it(town, connector, server, out, handed):
    server.gives_tokens = True
    out(handed)
    conversations.comment(handed, text="Deeper", by=town.fred)
    out(handed)
    look()
    assert numbers(handed) == []
    assert not server.posted("/servicerequestupdates.json")
    server.tokens["t1"] = "T-5"
    look()
    assert numbers(handed) == ["T-5"]
    out(handed)
    assert len(server.posted("/servicerequestupdates.json")) == 1
    assert len(server.posted()) == 1


def test_a_token_that_never_becomes_a_number_waits_for_a_person_after_a_week(town, connector, server, out, handed):
    server.gives_tokens = True
    out(handed)
    look()
    assert outside.standing(handed).undelivered is None
    Dispatch.objects.update(sent_at=clock.now() - polling.ASKED_FOR - dt.timedelta(hours=1))
    look()
    waiting = outside.undelivered(town.cora).get()
    assert (waiting.trouble, waiting.token) == (Trouble.NO_NUMBER, "")
    asked = len([path for path in server.asked if "/tokens/" in str(path)])
    look()
    assert len([path for path in server.asked if "/tokens/" in str(path)]) == asked
    is_there(waiting, number="T-9", by=town.cora)
    assert numbers(handed) == ["T-9"]


def test_a_number_that_two_organizations_use_finds_neither_by_chance(town):
    port = type(town.state).objects.create(code="port", name="A Port", standing="external", email="port@example.com")
    first, second = (operations.transfer(town.report(), to=to, reason="x", by=town.ada) for to in (town.state, port))
    operations.number_from_outside(first, number="77", by=town.state)
    assert queries.find("77", town.ada) == first
    operations.number_from_outside(second, number="77", by=port)
    assert queries.find("77", town.ada) is None


def test_news_go_out_as_updates_and_do_not_come_back(town, connector, server, out, handed):
    out(handed)
    conversations.comment(handed, text="It is deeper now. Call 727 555 0123", by=town.fred)
    for _time in range(2):
        out(handed)
    (form,) = server.posted("/servicerequestupdates.json")
    assert form["service_request_id"] == ["X1"]
    assert form["status"] == ["OPEN"]
    assert "0123" not in form["description"][0]
    before = Event.objects.count()
    server.updates.append(server.updates[0] | {"update_id": "other-id"})  # the same words under another id
    look()
    assert (Event.objects.count(), Connector.objects.get().poll_trouble) == (before, "")


def test_without_updates_nothing_but_the_request_is_sent(town, connector, server, out, handed):
    Connector.objects.update(exchanges_updates=False)
    out(handed)
    conversations.comment(handed, text="Deeper", by=town.fred)
    out(handed)
    assert not server.posted("/servicerequestupdates.json")
    assert outside.standing(handed).undelivered is None


def test_what_left_them_is_not_looked_at_any_more_and_they_are_told(town, connector, server, out, handed):
    out(handed)
    operations.transfer(fresh(handed), to=town.birch, reason="Theirs", by=town.cora)
    out(handed)
    (form,) = server.posted("/servicerequestupdates.json")
    assert (form["status"], form["description"]) == (["CLOSED"], ["This request is now with City of Birch."])
    server.requests["X1"] |= {"status": "closed"}
    look()
    assert fresh(handed).is_open


def test_one_server_that_is_down_does_not_keep_the_others_waiting(town, connector, server, out, handed):
    out(handed)
    other = type(town.state).objects.create(code="port", name="A Port", standing="external", email="port@example.com")
    Connector.objects.create(
        organization=other, way="open311", endpoint="http://127.0.0.1:1/v2", exchanges_updates=True
    )
    server.requests["X1"] |= {"status": "closed", "status_notes": "Filled"}
    look()
    assert fresh(handed).status == Status.CLOSED
    assert Connector.objects.get(organization=other).poll_trouble


def test_a_private_network_is_never_asked(town, connector, out, handed, settings, dispatch, server):
    settings.OUTBOUND_NETWORKS = []
    with pytest.raises(NotNow):
        out(handed)
    assert server.asked == []
    assert dispatch().trouble == Trouble.WAITING


def test_the_key_is_in_no_message_and_sealed_in_the_database(connector, server, out, handed, dispatch, caplog):
    server.mood = lambda handler, method, path, form: handler.say(500, b"") or True
    with pytest.raises(NotNow):
        out(handed)
    assert KEY not in dispatch().detail + caplog.text
    assert KEY not in Connector.objects.get().sealed_key


def test_what_they_sent_us_is_never_sent_back_as_a_new_one_and_never_goes_round(town, connector, server, out):
    theirs = f"A deep hole\n\n[{server.endpoint.removesuffix('/open311/v2')}/outside/of/kt]"
    service_request = town.report(description=theirs, source="open311", by=program(town.county).member)
    operations.transfer(service_request, to=town.state, reason="Theirs after all", by=town.ada)
    conversations.comment(service_request, text="Deeper", by=town.fred)
    out(service_request)
    look()
    assert server.posted() == []
    assert server.posted("/servicerequestupdates.json") == []
    assert outside.standing(service_request).undelivered is None


@pytest.mark.parametrize("source", ["web", "open311"])
def test_a_mark_that_a_resident_types_holds_nothing_up(town, connector, server, out, source):
    forged = f"[{server.endpoint.removesuffix('/open311/v2')}/outside/of/kt]"
    service_request = town.report(description=forged, source=source, by=town.rosa)
    operations.transfer(service_request, to=town.state, reason="A state road", by=town.ada)
    out(service_request)
    assert len(server.posted()) == 1


def test_nor_one_inside_the_words_of_a_report_that_a_program_sends(town, connector, server, out):
    forged = f"[{server.endpoint.removesuffix('/open311/v2')}/outside/of/kt]\nA deep hole"
    service_request = town.report(description=forged, source="open311", by=program(town.county).member)
    operations.transfer(service_request, to=town.state, reason="A state road", by=town.ada)
    out(service_request)
    assert len(server.posted()) == 1


def test_a_mark_leads_to_the_public_page(town, client):
    path = links.mark(town.pothole.pk).removeprefix("http://127.0.0.1:8000")
    assert client.get(path).url == f"/requests/{town.pothole.number}"
    ServiceRequest.objects.update(is_private=True)
    assert client.get(path).status_code == 404
