"""What people write is kept fit for everybody on each public way out; its reporter and its desk read it whole."""

import io

import pytest
from django.test import Client
from PIL import Image

from fixward.domain.catalog.models import Question
from fixward.domain.conversations.models import Flag, Message, Rating
from fixward.domain.conversations.operations import comment
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import close, hide
from tests.doors.residents.conftest import Resident, picture
from tests.town import Town

PHONE, MAIL, PLATE = "727-464-3000", "hans@example.org", "QWE 12R"
WORDS = f"Call me at {PHONE} or {MAIL}; the car has the plate {PLATE}"
KNOWN = "/report?lon=0.5&lat=0.5&service=pothole"
SECRETS = (PHONE, MAIL, PLATE)


@pytest.fixture
def telling(town: Town) -> ServiceRequest:
    """A report, its address, an answer and a comment that say too much."""
    Question.objects.create(service=town.pothole_service, code="more", text={"en": "Anything else?"}, datatype="text")
    hole = town.report(
        description=f"A hole. {WORDS}", address=f"Main Street, {PHONE}, {MAIL}", answers={"more": [WORDS]}
    )
    comment(hole, text=f"Me too. {WORDS}", by=town.fred)
    return hole


def logged_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    "address",
    [
        "/requests/{number}",
        "/requests/{number}/flag",
        "/?view=list",
        "/requests.geojson",
        "/requests.atom",
        "/requests/viewport.geojson?bbox=0,0,1,1&zoom=12",
        "/requests/{number}/point.geojson",
        "/o/alder",
        KNOWN,
    ],
)
def test_no_public_way_out_says_what_reaches_a_person(telling, address):
    answer = Client().get(address.format(number=telling.number))
    assert answer.status_code == 200
    shown = b"".join(answer) if answer.streaming else answer.content
    assert not [secret for secret in SECRETS if secret in shown.decode()]
    assert "Rosa" not in shown.decode()


@pytest.mark.parametrize("address", ["/requests/{number}", "/?view=list", "/requests.geojson", "/requests.atom", KNOWN])
def test_the_place_is_shown_there_without_what_was_typed_after_it(telling, address):
    assert "Main Street, [phone number]" in Client().get(address.format(number=telling.number)).content.decode()


def test_masked_words_say_what_stood_there(telling):
    page = Client().get(f"/requests/{telling.number}").content.decode()
    for word in ("[phone number]", "[e-mail address]", "[license plate]"):
        assert page.count(word) >= 2


def test_the_reporter_reads_their_own_words_whole(telling, town: Town):
    assert PHONE in logged_in(town.rosa).get(f"/requests/{telling.number}").content.decode()


def test_anybody_flags_a_comment_and_the_same_browser_only_once(telling):
    client, message = Client(), Message.objects.get()
    form = client.get(f"/requests/{telling.number}/flag?what=message-{message.pk}").content.decode()
    assert f'value="message-{message.pk}"' in form
    for _ in range(2):
        answer = client.post(
            f"/requests/{telling.number}/flag", {"what": f"message-{message.pk}", "reason": "personal", "text": ""}
        )
        assert answer.url == f"/requests/{telling.number}"
    assert Flag.objects.get().message == message


def test_a_flag_without_a_reason_or_of_nothing_is_asked_again(telling):
    for data in ({"what": ""}, {"what": "photo-999", "reason": "spam"}):
        assert Client().post(f"/requests/{telling.number}/flag", data).status_code == 422
    assert not Flag.objects.exists()


def test_the_report_itself_is_flagged_where_nothing_else_is_there(town: Town):
    assert "What is it about?" not in Client().get(f"/requests/{town.pothole.number}/flag").content.decode()
    answer = Client().post(f"/requests/{town.pothole.number}/flag", {"reason": "spam"})
    assert answer.status_code == 302
    assert Flag.objects.get().message is None


def test_the_words_of_a_government_stand_apart_from_those_of_a_resident(telling, town: Town):
    close(telling, resolution="fixed", by=town.ada, text="Filled")
    page = Client().get(f"/requests/{telling.number}").content.decode()
    entries = [entry for entry in page.split("<li ") if "story__text" in entry]
    told = [("story__entry--government" in entry, "Filled" in entry) for entry in entries]
    assert told == [(False, False), (True, True)]


def test_the_reporter_rates_what_came_of_it_and_nobody_else(telling, town: Town):
    address = f"/requests/{telling.number}/rate"
    close(telling, resolution="fixed", by=town.ada, text="Done")
    assert "How was it?" in logged_in(town.rosa).get(f"/requests/{telling.number}").content.decode()
    assert "How was it?" not in logged_in(town.fred).get(f"/requests/{telling.number}").content.decode()
    assert logged_in(town.fred).post(address, {"stars": 1}).status_code == 422
    assert logged_in(town.rosa).post(address, {"stars": 9}).status_code == 422
    assert not Rating.objects.exists()
    assert logged_in(town.rosa).post(address, {"stars": 4, "text": "Quick"}).status_code == 302
    assert Rating.objects.get().stars == 4
    assert "You gave it 4 of 5" in logged_in(town.rosa).get(f"/requests/{telling.number}").content.decode()


def test_a_shared_request_has_a_card_and_a_code_that_lead_to_it(telling):
    page = Client().get(f"/requests/{telling.number}").content.decode()
    assert f'content="http://127.0.0.1:8000/requests/{telling.number}/card.png"' in page
    card = Client().get(f"/requests/{telling.number}/card.png")
    assert Image.open(io.BytesIO(card.content)).size == (1200, 630)
    assert (
        Client().get(f"/requests/{telling.number}/card.png", headers={"If-None-Match": card["ETag"]}).status_code == 304
    )
    code = Client().get(f"/requests/{telling.number}/qr.svg")
    assert code["Content-Type"] == "image/svg+xml"
    assert b"<style" not in code.content


def test_a_request_that_is_not_public_is_shared_by_nothing(telling, town: Town):
    hide(telling, reason="A name", by=town.abel)
    for what in ("card.png", "qr.svg", "flag"):
        assert Client().get(f"/requests/{telling.number}/{what}").status_code == 404
    page = logged_in(town.rosa).get(f"/requests/{telling.number}").content.decode()
    assert "og:image" not in page
    assert "qr.svg" not in page


def test_the_card_shows_the_first_photo(town: Town):
    rosa = Resident(town.rosa)
    rosa.client.post(f"/requests/{town.pothole.number}/photos", {"photos": picture()})
    card = Image.open(io.BytesIO(Client().get(f"/requests/{town.pothole.number}/card.png").content))
    assert card.getpixel((1100, 400)) != card.getpixel((20, 600))
