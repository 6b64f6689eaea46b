"""The page on which an organization off the platform says how a request stands."""

from __future__ import annotations

import io

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from fixward.domain.catalog.models import Question
from fixward.domain.conversations.models import Attachment, Message
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import Event, Photo, ServiceRequest, Status
from fixward.followups.exchange.connectors import links
from fixward.foundation.files import pictures


@pytest.fixture
def handed(town) -> ServiceRequest:
    return operations.transfer(town.pothole, to=town.state, reason="A state road", by=town.ada)


@pytest.fixture
def page(town, handed) -> str:
    return links.state_page(handed.pk, town.state.pk).removeprefix("http://127.0.0.1:8000")


def photo(name: str = "done.jpg") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue())


def fresh(service_request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=service_request.pk)


def test_opening_it_changes_nothing(client, page, handed):
    before = Event.objects.count()
    for _time in range(2):
        answer = client.get(page)
        assert client.head(page).status_code == 200
    assert answer.status_code == 200
    assert "You are answering for State Roads." in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert Event.objects.count() == before
    assert fresh(handed).version == handed.version


def test_it_shows_nothing_that_reaches_the_reporter(client, town, page, handed):
    for code, private in (("when", False), ("gate", True)):
        name = {"en": f"About the {code}"}
        Question.objects.create(service=handed.service, code=code, text=name, datatype="string", is_private=private)
    told = {"when": "At night, 727 555 0123", "gate": "Code 4711"}
    said = {"description": "Call 727 555 0123", "address": "1 Hill Road, 727 555 0123", "answers": told}
    ServiceRequest.objects.filter(pk=handed.pk).update(**said)
    text = client.get(page).content.decode()
    assert "0123" not in text
    assert "1 Hill Road" in text
    assert "About the when</dt><dd>At night, [phone number]" in text
    assert "4711" not in text
    assert town.rosa.email not in text
    assert "/staff/requests" not in text


def test_they_say_that_they_are_on_it(client, page, handed):
    answer = client.post(page, {"act": "acknowledge"}, follow=True)
    assert "The reporter can now read that you are working on it" in answer.content.decode()
    assert fresh(handed).status == Status.ACKNOWLEDGED


def test_they_answer_with_a_file_and_the_same_form_answers_once(client, town, page):
    key = "6f0a3d0e-6a5e-4e61-9c55-2f3b8f3f5b1a"
    for _time in range(2):
        assert client.post(page, {"act": "answer", "text": "On Monday", "key": key, "documents": photo()}).url == page
    assert Message.objects.get().organization == town.state
    assert Attachment.objects.count() == 1


def test_the_key_of_the_page_never_stands_in_the_thread(client, page, handed):
    client.post(page, {"act": "answer", "text": f"On Monday, see {settings.BASE_URL}{page}"})
    client.post(page, {"act": "close", "resolution": "fixed", "text": f"Filled {settings.BASE_URL}{page}"})
    said = str(Message.objects.get().text) + str([event.data for event in fresh(handed).events.all()])
    assert "On Monday" in said
    assert "Filled" in said
    assert "/outside/" not in said


def test_they_close_it_with_words_and_a_photo(client, page, handed):
    form = {"act": "close", "resolution": "fixed", "text": "Filled", "photos": photo()}
    assert client.post(page, form).status_code == 302
    assert (fresh(handed).resolution, Photo.objects.get().shows_work) == ("fixed", True)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"act": "answer", "text": " "}, "Write something first."),
        ({"act": "answer", "text": "x" * 5000}, "keep it under 4000"),
        ({"act": "close"}, "Choose what came of it."),
        ({"act": "close", "resolution": "duplicate"}, "Select a valid choice"),
        ({"act": "close", "resolution": "no_work"}, "Say why no work is done"),
        ({"act": "close", "resolution": "fixed", "photos": SimpleUploadedFile("a.jpg", b"no")}, "cannot be read"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(client, page, handed, form, sentence):
    before = Event.objects.count()
    answer = client.post(page, form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (Event.objects.count(), Photo.objects.count()) == (before, 0)


def test_another_act_is_not_found(client, page):
    assert client.post(page, {"act": "transfer"}).status_code == 404


def test_when_it_has_left_them_the_link_shows_and_does_nothing(client, town, page, handed):
    operations.return_to_sender(handed, reason="Ours after all", by=town.cora)
    before = Event.objects.count()
    answer = client.get(page)
    assert answer.status_code == 410
    assert "A deep hole" not in answer.content.decode()
    assert client.post(page, {"act": "answer", "text": "Words"}).status_code == 410
    assert Event.objects.count() == before


def test_a_link_that_was_changed_or_is_anothers_is_nobodys(client, town, page, handed):
    other = links.state_page(town.report().pk, town.state.pk)
    wrong = [f"{page}x", page.replace("/outside/", "/outside/x"), "/outside/none", "/outside/photos/none.jpg"]
    assert [client.get(one).status_code for one in wrong] == [404] * 4
    assert client.get(other.removeprefix("http://127.0.0.1:8000")).status_code == 410


def test_it_is_in_spanish_too(client, page):
    client.cookies["django_language"] = "es"
    assert "Escribir a quien hizo el reporte" in client.get(page).content.decode()


def test_a_form_without_its_token_is_refused(page):
    assert Client(enforce_csrf_checks=True).post(page, {"act": "acknowledge"}).status_code == 403


def test_a_photo_is_fetched_by_its_link_until_it_is_hidden(client, town, handed):
    operations.close_from_outside(handed, resolution="fixed", pictures=[_picture()], by=town.state)
    address = _address(town, is_for_all=True)
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    Photo.objects.update(hidden_at=handed.updated_at)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("change", [{"is_private": True}, {"hidden_at": "2026-01-01T00:00:00Z"}])
def test_a_system_gets_no_photo_of_what_is_not_public_any_more_and_a_person_does(client, town, handed, change):
    operations.close_from_outside(handed, resolution="fixed", pictures=[_picture()], by=town.state)
    ServiceRequest.objects.filter(pk=handed.pk).update(**change)
    found = [client.get(_address(town, is_for_all=is_for_all)).status_code for is_for_all in (True, False)]
    assert found == [404, 200]


@pytest.mark.parametrize("is_for_all", [True, False])
def test_nobody_gets_a_photo_of_what_has_left_them(client, town, handed, is_for_all):
    operations.add_photos_from_outside(handed, [_picture()], by=town.state)
    address = _address(town, is_for_all=is_for_all)
    assert client.get(address).status_code == 200
    operations.return_to_sender(handed, reason="Ours after all", by=town.cora)
    assert client.get(address).status_code == 404


def _address(town, *, is_for_all: bool) -> str:
    made = links.photo(Photo.objects.get().pk, town.state.pk, is_for_all=is_for_all)
    return made.removeprefix("http://127.0.0.1:8000")


def _picture():
    return pictures.read(io.BytesIO(photo().read()))
