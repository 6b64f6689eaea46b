"""Other systems as nobody hopes for them: whatever they answer, it is their own trouble alone."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations.models import Message
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event, Resolution, ServiceRequest, Status
from fixward.followups.exchange.connectors import links
from fixward.followups.exchange.connectors.mail.addresses import reply_address
from fixward.followups.exchange.connectors.models import Connector, Dispatch
from fixward.followups.exchange.connectors.open311 import forms, polling
from fixward.followups.exchange.connectors.open311.polling import look
from fixward.foundation.files import pictures
from tests.followups.connectors.georeport import GeoReport


def fresh(service_request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=service_request.pk)


def test_a_long_word_for_a_state_closes_and_the_next_one_is_looked_at(town, connector, server, out, handed):
    out(handed)
    other = operations.transfer(town.report(), to=town.state, reason="A state road", by=town.ada)
    out(other)
    server.requests["X1"] |= {"extended_attributes": {"status": "not_councils_responsibility"}}
    server.requests["X2"] |= {"status": "closed", "status_notes": "Filled"}
    look()
    assert fresh(handed).resolution == Resolution.NO_WORK
    assert fresh(other).resolution == Resolution.FIXED
    assert Connector.objects.get().poll_trouble == ""


def test_a_zero_byte_and_endless_words_can_be_kept(connector, server, out, handed):
    Connector.objects.update(exchanges_updates=False)
    out(handed)
    server.requests["X1"] |= {"status": "op\0en" + "x" * 500, "status_notes": "A crew\0 is coming"}
    look()
    assert Message.objects.get().text == "A crew is coming"
    assert Connector.objects.get().poll_trouble == ""


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b"1" * 10_000, b"\xff\xfe\0"])
@pytest.mark.parametrize("status", [200, 400])
def test_an_answer_that_breaks_a_reader_is_told_as_trouble(connector, server, out, handed, body, status):
    out(handed)
    server.mood = lambda handler, method, path, form: handler.say(status, body) or True
    look()
    assert Connector.objects.get().poll_trouble


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1970-01-01T00:00:00Z"])
def test_a_moment_out_of_all_reckoning_is_never_kept(connector, server, out, handed, at):
    out(handed)
    server.updates = [
        {"update_id": 1, "service_request_id": "X1", "status": "OPEN", "description": "We come", "updated_datetime": at}
    ]
    for _time in range(2):
        look()
    now = dt.datetime.now(dt.UTC)
    read_until = Connector.objects.get().read_until
    assert read_until is not None
    assert now - dt.timedelta(days=90) < read_until <= now
    assert Message.objects.get().text == "We come"


def test_one_broken_look_keeps_neither_the_next_step_nor_the_next_side_waiting(
    town, connector, server, out, handed, monkeypatch
):
    out(handed)
    other = type(town.state).objects.create(code="port", name="A Port", standing="external", email="port@example.com")
    Connector.objects.create(organization=other, way="open311", endpoint=server.endpoint)
    updates = polling._updates

    def broken(one: Connector) -> None:
        if one.organization == other:
            raise KeyError("surprise")
        updates(one)

    monkeypatch.setattr(polling, "_updates", broken)
    server.requests["X1"] |= {"status": "closed", "status_notes": "Filled"}
    look()
    assert fresh(handed).status == Status.CLOSED
    assert Connector.objects.get(organization=other).poll_trouble == "What it says could not be taken over."
    assert Connector.objects.get(organization=town.state).poll_trouble == ""


def test_each_side_is_asked_by_a_job_of_its_own_where_what_is_slow_waits_and_not_twice_at_once(connector):
    for _time in range(2):
        polling.ask_to_look()
    (job,) = ProcrastinateJob.objects.filter(task_name=polling.LOOK)
    lock = f"look:{connector.pk}"
    assert (job.queue_name, job.lock, job.queueing_lock, job.args) == (
        "outside",
        lock,
        lock,
        {"connector_id": connector.pk},
    )


def test_a_side_that_was_taken_out_of_the_set_up_is_not_asked(connector, server):
    polling.look_at_one(connector.pk + 1)
    assert server.asked == []
    polling.look_at_one(connector.pk)
    assert server.asked


def _with_a_picture(server: GeoReport, key: int) -> dict[str, Any]:
    address = f"{server.endpoint}/pictures/{key}.jpg"
    return {"update_id": key, "service_request_id": "X1", "description": "Look", "media_url": address}


def test_a_picture_is_fetched_once_and_only_so_many_in_one_look(connector, server, out, handed):
    out(handed)
    server.updates = [_with_a_picture(server, key) for key in range(1, 24)]
    for _time in range(2):
        look()
    assert len([path for _method, path, _form in server.asked if "/pictures/" in path]) == 20


def test_a_large_picture_and_a_long_list_are_read(connector, server, out, handed):
    out(handed)
    file = io.BytesIO()
    Image.effect_noise((1600, 1200), 200).convert("RGB").save(file, "JPEG", quality=100)
    assert len(file.getvalue()) > 1_000_000
    server.mood = lambda handler, method, path, form: (
        "/pictures/" in path and (handler.say(200, file.getvalue()) or True)
    )
    of_others = [{"update_id": key, "description": "x" * 10_000} for key in range(2, 150)]
    server.updates = [_with_a_picture(server, 1), *of_others]
    look()
    assert Connector.objects.get().poll_trouble == ""
    assert fresh(handed).photos.count() == 1


@pytest.mark.parametrize("change", [{"is_private": True}, {"hidden_at": "2026-01-01T00:00:00Z"}])
def test_of_what_is_not_public_any_more_they_only_hear_how_it_stands(town, connector, server, out, handed, change):
    out(handed)
    operations.add_photos_from_outside(handed, [_picture()], by=town.state)
    shown = Event.objects.latest("pk")
    conversations.comment(handed, text="Deeper, at my door", by=town.fred)
    ServiceRequest.objects.filter(pk=handed.pk).update(**change)
    out(handed)
    (form,) = server.posted("/servicerequestupdates.json")
    assert form["status"] == ["OPEN"]
    assert not {"description", "media_url", "media[]"} & form.keys()
    sent = dict(forms.of_news(Event.objects.get(pk=shown.pk), connector, "X1"))
    assert "media_url" not in sent


@pytest.mark.parametrize("change", ["hidden_at", "held_at"])
def test_words_that_were_taken_back_are_not_told(town, connector, server, out, handed, change):
    out(handed)
    conversations.comment(handed, text="Something rude", by=town.fred)
    Message.objects.update(**{change: handed.updated_at})
    out(handed)
    assert not server.posted("/servicerequestupdates.json")
    assert not Dispatch.objects.filter(what="news").exists()


def _picture() -> pictures.Picture:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    file.seek(0)
    return pictures.read(file)


def test_they_are_asked_for_english_words(connector, server, out, handed):
    heard = []
    server.mood = lambda handler, method, path, form: heard.append(handler.headers["Accept-Language"])
    out(handed)
    look()
    assert set(heard) == {"en"}


def test_the_link_and_the_address_that_we_gave_them_stay_out_of_their_updates_too(town, connector, server, out, handed):
    out(handed)
    link, address = links.state_page(handed.pk, town.state.pk), reply_address(handed.pk, town.state.pk)
    words = f"> quoted\nWe come: {link} or {address}"
    server.updates = [{"update_id": 1, "service_request_id": "X1", "status": "OPEN", "description": words}]
    look()
    assert Message.objects.get().text == "We come:  or"
