"""The page where managers decide what the public reads."""

import pytest
from django.test import Client

from fixward.domain.conversations.models import Edit, Flag, FlagReason, Message
from fixward.domain.conversations.operations import comment, flag
from fixward.domain.service_requests.models import Photo, ServiceRequest
from fixward.domain.service_requests.operations import add_photos
from fixward.foundation.files import pictures
from tests.doors.residents.conftest import picture
from tests.town import Town

QUEUE = "/staff/moderation"


def decide(desk, service_request, name, act, **data):
    return desk.client.post(f"/staff/requests/{service_request.number}/moderation/{name}/{act}", data)


@pytest.fixture
def insult(town: Town) -> Message:
    message = comment(town.pothole, text="You fools", by=town.fred)
    flag(town.pothole, message=message, reason=FlagReason.INSULT, text="Rude", by=town.rosa)
    return message


@pytest.fixture
def photo(town: Town) -> Photo:
    add_photos(town.pothole, [pictures.read(picture(), name="hole.jpg")], by=town.rosa)
    return town.pothole.photos.get()


def test_what_was_flagged_waits_for_managers_of_the_holder_and_nobody_else(abel, ada, cora, insult):
    page = abel.get(QUEUE).content.decode()
    assert "You fools" in page
    assert "It insults or threatens somebody: “Rude”" in page
    for other in (ada, cora):
        assert "You fools" not in other.get(QUEUE).content.decode()
    assert QUEUE in abel.get("/staff/").content.decode()
    assert QUEUE not in ada.get("/staff/").content.decode()


def test_what_is_kept_waits_no_longer_and_stays_public(abel, town: Town, insult):
    answer = decide(abel, town.pothole, f"message-{insult.pk}", "keep", **{"from": "queue"})
    assert answer.url == QUEUE
    assert "You fools" not in abel.get(QUEUE).content.decode()
    assert "You fools" in Client().get(f"/requests/{town.pothole.number}").content.decode()


def test_what_is_hidden_leaves_the_public_page_and_can_be_shown_again(abel, town: Town, insult):
    name, page = f"message-{insult.pk}", f"/requests/{town.pothole.number}"
    decide(abel, town.pothole, name, "hide", reason="An insult")
    assert "You fools" not in Client().get(page).content.decode()
    decide(abel, town.pothole, name, "show", reason="It was meant kindly")
    assert "You fools" in Client().get(page).content.decode()


def test_without_a_reason_nothing_is_hidden(abel, town: Town, insult):
    decide(abel, town.pothole, f"message-{insult.pk}", "hide", reason=" ")
    insult.refresh_from_db()
    assert insult.hidden_at is None
    assert "it will stand in the log" in abel.get(QUEUE).content.decode()


def test_a_text_is_changed_and_the_original_kept_for_members(abel, town: Town):
    decide(abel, town.pothole, "report", "edit", text="A hole", reason="A name was in it")
    assert ServiceRequest.objects.get().description == "A hole"
    assert Edit.objects.get().before == "A deep hole"
    assert "A deep hole" in abel.desk(town.pothole).content.decode()
    assert "A deep hole" not in Client().get(f"/requests/{town.pothole.number}").content.decode()


def test_a_comment_that_is_held_is_seen_by_its_writer_alone_until_it_is_let_through(abel, town: Town):
    town.alder.holds_comments = True
    town.alder.save()
    said = comment(town.pothole, text="Me too, by the way", by=town.fred)
    page = f"/requests/{town.pothole.number}"
    fred = Client()
    fred.force_login(town.fred)
    assert "waits to be looked at" in fred.get(page).content.decode()
    assert "Me too, by the way" not in Client().get(page).content.decode()
    assert "Me too, by the way" in abel.get(QUEUE).content.decode()
    decide(abel, town.pothole, f"message-{said.pk}", "let", **{"from": "queue"})
    assert "Me too, by the way" in Client().get(page).content.decode()


def test_a_hidden_photo_is_seen_by_its_moderators_alone(abel, ada, town: Town, photo):
    address = f"/photos/{photo.pk}/small"
    assert Client().get(address).status_code == 200
    decide(abel, town.pothole, f"photo-{photo.pk}", "hide", reason="A face")
    assert (Client().get(address).status_code, ada.get(address).status_code) == (404, 404)
    answer = abel.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(("name", "act"), [("message-0", "hide"), ("report", "burn"), ("nonsense", "keep")])
def test_what_there_is_not_is_not_found(abel, town: Town, name, act):
    assert decide(abel, town.pothole, name, act, reason="No").status_code == 404


def test_who_may_not_moderate_finds_no_such_page(ada, cora, town: Town, insult):
    for other in (ada, cora):
        assert other.get(f"/staff/requests/{town.pothole.number}/moderation").status_code == 404
        assert decide(other, town.pothole, f"message-{insult.pk}", "hide", reason="No").status_code == 404
    insult.refresh_from_db()
    assert insult.hidden_at is None


def test_flags_are_answered_even_where_the_report_itself_was_meant(abel, town: Town):
    flag(town.pothole, reason=FlagReason.SPAM, by=town.fred)
    assert "It is advertising" in abel.get(QUEUE).content.decode()
    decide(abel, town.pothole, "report", "keep")
    assert Flag.objects.get().kept_by == town.abel
