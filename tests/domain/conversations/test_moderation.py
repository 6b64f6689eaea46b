import uuid
from datetime import timedelta

import pytest

from fixward.domain.conversations.models import Edit, Flag, Message
from fixward.domain.conversations.operations import (
    Refused,
    comment,
    edit_description,
    edit_message,
    flag,
    hide_message,
    hide_photo,
    keep,
    let_through,
    reply,
    show_message,
    show_photo,
)
from fixward.domain.conversations.operations.flags import MOST_A_DAY, MOST_OPEN
from fixward.domain.conversations.queries import flagged, held, moderated_count, own_waiting
from fixward.domain.conversations.story import story
from fixward.domain.governments.models import Grant, Role
from fixward.domain.service_requests.models import Event, EventKind, Photo, ServiceRequest
from fixward.domain.service_requests.operations import close, hide, reopen
from fixward.foundation import clock
from tests.town import Town

PHONE = "Call me: 727-893-7171"


def texts(service_request, viewer):
    return [entry.text for entry in story(service_request, viewer)]


def kinds(service_request, viewer=None):
    return [entry.kind for entry in story(service_request, viewer)]


def photo_of(service_request) -> Photo:
    return Photo.objects.create(service_request=service_request, file="a.jpg", thumbnail="b.jpg", width=1, height=1)


def test_what_residents_write_is_masked_for_all_but_its_writer_and_the_desk_that_may_reach_the_reporter(town: Town):
    pothole = town.report(description=PHONE)
    comment(pothole, text=PHONE, by=town.fred)
    shown = "Call me: [phone number]"
    for viewer in (None, town.carla, town.vera):
        assert texts(pothole, viewer) == [shown] * 2
    assert texts(pothole, town.rosa) == [PHONE, shown]
    assert texts(pothole, town.fred) == [shown, PHONE]
    assert texts(pothole, town.ada) == [PHONE] * 2
    assert pothole.public_description == "Call me: [phone number]"


def test_the_number_in_a_governments_answer_is_for_everybody(town: Town):
    reply(town.pothole, text=PHONE, by=town.ada)
    assert PHONE in texts(town.pothole, None)


def test_the_reporters_reason_to_reopen_is_masked_too(town: Town):
    close(town.pothole, resolution="fixed", by=town.ada)
    reopen(town.pothole, reason=PHONE, by=town.rosa)
    assert texts(town.pothole, None)[-1] == "Call me: [phone number]"


def test_a_flag_goes_to_the_managers_of_the_desk_that_holds_the_request(town: Town):
    flag(town.pothole, reason="insult", text="Rude", by=town.fred)
    assert [one.service_request for one in flagged(town.abel)] == [town.pothole]
    assert [moderated_count(member) for member in (town.abel, town.ada, town.cora)] == [1, 0, 0]
    Grant.objects.create(organization=town.alder, to=town.county, role=Role.MANAGER, least_role=Role.MANAGER)
    del town.cora.__dict__["grants"]
    assert moderated_count(town.cora) == 1


def test_a_flag_is_no_story_for_residents_and_names_nobody(town: Town):
    flag(town.pothole, reason="insult", by=town.fred)
    assert EventKind.FLAGGED not in kinds(town.pothole)
    entry = story(town.pothole, town.abel)[-1]
    assert (entry.kind, entry.by) == (EventKind.FLAGGED, "A resident")


def test_the_same_person_or_browser_flags_the_same_thing_once(town: Town):
    browser, message = uuid.uuid4(), comment(town.pothole, text="Rude words", by=town.fred)
    for _ in range(2):
        flag(town.pothole, reason="spam", by=town.rosa)
        flag(town.pothole, reason="spam", by=None, browser=browser)
        flag(town.pothole, message=message, reason="spam", by=town.rosa)
    assert Flag.objects.count() == Event.objects.filter(kind=EventKind.FLAGGED).count() == 3
    assert [len(one.flags) for one in flagged(town.abel)] == [2, 1]
    with pytest.raises(Refused):
        flag(town.pothole, reason="spam", by=None)


def test_nobody_flags_what_they_may_not_see(town: Town):
    ServiceRequest.objects.filter(pk=town.pothole.pk).update(is_private=True)
    with pytest.raises(Refused):
        flag(town.pothole, reason="spam", by=town.fred)


def test_what_twenty_have_flagged_takes_no_more(town: Town):
    for _ in range(MOST_OPEN + 1):
        flag(town.pothole, reason="spam", by=None, browser=uuid.uuid4())
    assert Flag.objects.count() == MOST_OPEN


def test_a_person_flags_only_so_much_a_day(town: Town):
    for _ in range(MOST_A_DAY):
        flag(town.report(), reason="spam", by=town.fred)
    with pytest.raises(Refused, match="tomorrow"):
        flag(town.report(), reason="spam", by=town.fred)
    Flag.objects.update(at=clock.now() - timedelta(days=2))
    flag(town.report(), reason="spam", by=town.fred)


def test_what_is_kept_or_hidden_waits_no_more(town: Town):
    message = comment(town.pothole, text="Rude words", by=town.fred)
    photo = photo_of(town.pothole)
    for thing in ({}, {"message": message}, {"photo": photo}):
        flag(town.pothole, reason="spam", by=town.rosa, **thing)
    with pytest.raises(Refused):
        keep(town.pothole, by=town.ada)
    keep(town.pothole, by=town.abel)
    with pytest.raises(Refused, match="decided"):
        keep(town.pothole, by=town.abel)
    assert moderated_count(town.abel) == 2
    hide_message(message, reason="Rude", by=town.abel)
    hide_photo(photo, reason="A face", by=town.abel)
    assert moderated_count(town.abel) == 0


def test_hiding_the_request_answers_its_flags(town: Town):
    flag(town.pothole, reason="spam", by=town.rosa)
    hide(town.pothole, reason="Spam", by=town.abel)
    assert flagged(town.abel) == []


def test_what_was_hidden_can_be_shown_again_with_a_reason(town: Town):
    message, photo = comment(town.pothole, text="Fine words", by=town.fred), photo_of(town.pothole)
    hide_message(message, reason="Rude", by=town.abel)
    hide_photo(photo, reason="A face", by=town.abel)
    for show, thing in ((show_message, message), (show_photo, photo)):
        with pytest.raises(Refused):
            show(thing, reason="", by=town.abel)
        with pytest.raises(Refused):
            show(thing, reason="Mine", by=town.ada)
        show(thing, reason="By mistake", by=town.abel)
        with pytest.raises(Refused):
            show(thing, reason="Again", by=town.abel)
    assert "Fine words" in texts(town.pothole, None)
    assert not Photo.objects.exclude(hidden_at=None).exists()
    titles = [entry.title for entry in story(town.pothole, town.abel)]
    assert titles[-4:] == [
        "A message was hidden",
        "A photo was hidden",
        "A message is shown again",
        "A photo is shown again",
    ]


def test_an_edit_changes_what_everybody_reads_and_keeps_the_original_for_members(town: Town):
    message = comment(town.pothole, text="My neighbour Bob did it", by=town.fred)
    with pytest.raises(Refused):
        edit_message(message, text="A neighbour did it", reason="A name", by=town.ada)
    edit_message(message, text="A neighbour did it", reason="A name", by=town.abel)
    edit_description(town.pothole, text="A hole", reason="Shorter", by=town.abel)
    assert texts(town.pothole, None) == ["A hole", "A neighbour did it", "", ""]
    assert kinds(town.pothole)[-1] == EventKind.EDITED
    assert texts(town.pothole, town.ada)[2] == "A name\n\nIt was: My neighbour Bob did it"
    assert [edit.before for edit in Edit.objects.all()] == ["My neighbour Bob did it", "A deep hole"]


@pytest.mark.parametrize(
    ("text", "reason"), [("A deep hole", "Same"), ("", "Empty"), ("Other", " "), ("x" * 4001, "Long")]
)
def test_an_edit_without_change_words_or_reason_is_refused(town: Town, text, reason):
    with pytest.raises(Refused):
        edit_description(town.pothole, text=text, reason=reason, by=town.abel)
    town.pothole.refresh_from_db()
    assert town.pothole.description == "A deep hole"
    assert not Edit.objects.exists()


@pytest.fixture
def careful(town: Town) -> Town:
    """Alder reads comments before everybody does."""
    town.alder.holds_comments = True
    town.alder.save(update_fields=["holds_comments"])
    return town


def test_a_held_comment_is_read_by_nobody_until_a_manager_lets_it_through(careful: Town):
    message = comment(careful.pothole, text="Still there", by=careful.fred)
    for viewer in (None, careful.fred, careful.rosa, careful.carla):
        assert "Still there" not in texts(careful.pothole, viewer)
    assert own_waiting(careful.pothole, careful.fred) == [message] == list(held(careful.abel))
    assert "Still there" in texts(careful.pothole, careful.ada)
    with pytest.raises(Refused):
        let_through(message, by=careful.ada)
    let_through(message, by=careful.abel)
    assert "Still there" in texts(careful.pothole, None)
    assert texts(careful.pothole, careful.ada).count("Still there") == 1
    assert story(careful.pothole, None)[-1].by == "A resident"
    assert own_waiting(careful.pothole, careful.fred) == list(held(careful.abel)) == []
    with pytest.raises(Refused):
        let_through(message, by=careful.abel)


def test_a_held_comment_that_is_hidden_waits_no_more(careful: Town):
    message = comment(careful.pothole, text="Rude words", by=careful.fred)
    assert moderated_count(careful.abel) == 1
    hide_message(message, reason="Rude", by=careful.abel)
    assert moderated_count(careful.abel) == 0
    with pytest.raises(Refused):
        let_through(message, by=careful.abel)
    assert "Rude words" not in texts(careful.pothole, None)


def test_answers_and_comments_on_what_nobody_else_sees_are_not_held(careful: Town):
    reply(careful.pothole, text="We are coming", by=careful.ada)
    ServiceRequest.objects.filter(pk=careful.pothole.pk).update(is_private=True)
    comment(careful.pothole, text="Thank you", by=careful.rosa)
    assert not Message.objects.exclude(held_at=None).exists()


def test_members_of_a_government_that_has_nothing_to_do_with_it_do_not_read_what_was_hidden_or_edited(town: Town):
    made = town.report(description="Ask my neighbour about it")
    said = comment(made, text="An insult", by=town.fred)
    hide_message(said, reason="Insulting", by=town.abel)
    edit_description(made, text="Ask about it", reason="A person was named", by=town.abel)
    told = [" ".join(entry.text for entry in story(made, member)) for member in (town.abel, town.carla)]
    assert ["An insult" in text for text in told] == [True, False]
    assert ["my neighbour" in text for text in told] == [True, False]
