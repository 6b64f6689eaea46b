import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixward.domain.conversations.models import Message
from fixward.domain.conversations.operations import Refused, comment, hide_message, note, reply
from fixward.domain.conversations.story import story
from fixward.domain.governments.models import Grant, Role
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import assign, close, hide, mark_duplicate, transfer
from tests.town import Town


def titles(service_request, viewer):
    return [entry.title for entry in story(service_request, viewer)]


def texts(service_request, viewer):
    return [entry.text for entry in story(service_request, viewer)]


def test_a_reply_is_read_by_everybody_in_the_name_of_the_organization(town: Town):
    reply(town.pothole, text="We are coming", by=town.ada)
    entry = story(town.pothole, None)[-1]
    assert (entry.title, entry.text, entry.by, entry.is_official) == (
        "Answered",
        "We are coming",
        "City of Alder",
        True,
    )
    assert story(town.pothole, town.carla)[-1].by == "Ada, City of Alder"


def test_only_the_holder_replies(town: Town):
    for member in (town.carla, town.vera):
        with pytest.raises(Refused):
            reply(town.pothole, text="Hello", by=member)


def test_residents_comment_on_what_they_may_see(town: Town):
    comment(town.pothole, text="Still there", by=town.fred)
    assert story(town.pothole, None)[-1].by == "A resident"
    ServiceRequest.objects.update(is_private=True)
    with pytest.raises(Refused):
        comment(town.pothole, text="Still there", by=town.fred)
    assert comment(town.pothole, text="Mine", by=town.rosa)


def test_the_same_form_sent_twice_writes_once(town: Town):
    key = uuid.uuid4()
    for _ in range(2):
        reply(town.pothole, text="Hello", by=town.ada, key=key)
    assert Message.objects.count() == 1


@pytest.mark.parametrize(("write", "who"), [(reply, "ada"), (note, "ada"), (comment, "fred")])
def test_the_same_form_with_other_words_is_refused_and_loses_none(town: Town, write, who):
    key, by = uuid.uuid4(), getattr(town, who)
    written = write(town.pothole, text="Tomorrow", by=by, key=key)
    assert write(town.pothole, text=" Tomorrow\r\n", by=by, key=key) == written
    with pytest.raises(Refused, match="with other words"):
        write(town.pothole, text="No, on Monday", by=by, key=key)
    written.refresh_from_db()
    assert written.text == "Tomorrow"


def test_the_key_of_a_copied_form_never_meets_anothers_words(town: Town):
    key, other = uuid.uuid4(), town.report()
    for service_request, by in ((town.pothole, town.ada), (town.pothole, town.abel), (other, town.ada)):
        reply(service_request, text="Tomorrow", by=by, key=key)
    for by in (town.fred, town.rosa):
        comment(town.pothole, text="Tomorrow", by=by, key=key)
    assert Message.objects.count() == 5


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x" * 4001])
def test_empty_or_endless_text_is_refused(town: Town, text):
    with pytest.raises(Refused):
        reply(town.pothole, text=text, by=town.ada)
    assert not Message.objects.exists()


def test_a_note_stays_in_its_organization_unless_shared(town: Town):
    note(town.pothole, text="Ours alone", by=town.ada)
    note(town.pothole, text="For all of us", by=town.ada, shared=True)
    moved = transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    note(moved, text="The county's", by=town.carla)
    assert {"Ours alone", "For all of us"} <= set(texts(moved, town.ada))
    assert "The county's" not in texts(moved, town.ada)
    assert {"For all of us", "The county's"} <= set(texts(moved, town.carla))
    assert "Ours alone" not in texts(moved, town.carla)
    for outsider in (None, town.fred, town.rosa):
        assert not {"Ours alone", "For all of us", "The county's"} & set(texts(moved, outsider))


def test_an_organization_never_involved_reads_only_what_is_public(town: Town):
    note(town.pothole, text="For those involved", by=town.ada, shared=True)
    assert "For those involved" not in texts(town.pothole, town.carla)


def test_a_grant_reads_the_notes_of_the_desk_it_reaches(town: Town):
    Grant.objects.create(organization=town.alder, to=town.county, role=Role.WORKER, least_role=Role.MANAGER)
    note(town.pothole, text="Ours", by=town.ada)
    assert "Ours" in texts(town.pothole, town.cora)
    assert "Ours" not in texts(town.pothole, town.carla)
    reply(town.pothole, text="Hello from the county", by=town.cora)
    assert story(town.pothole, None)[-1].by == "City of Alder"
    assert story(town.pothole, town.ada)[-1].by == "Cora of Cedar County, for City of Alder"


def test_the_story_says_in_plain_words_what_happened(town: Town):
    assign(town.pothole, department=town.alder_desk, member=town.ada, by=town.ada)
    moved = transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    close(moved, resolution="fixed", text="Filled", by=town.carla)
    assert titles(moved, None) == ["Received", "Assigned to City desk", "Handed to Cedar County", "Closed: Fixed"]
    assert texts(moved, None) == ["A deep hole", "", "A county road", "Filled"]
    assert titles(moved, town.ada)[1] == "Assigned to City desk, Ada"


def test_the_public_history_of_a_duplicate_goes_on_with_the_original(town: Town):
    duplicate = town.report(description="There is a hole here")
    comment(duplicate, text="I nearly fell", by=town.fred)
    mark_duplicate(duplicate, of=town.pothole, by=town.ada)
    assert {"There is a hole here", "I nearly fell"} <= set(texts(town.pothole, None))
    hide(duplicate, reason="Rude", by=town.abel)
    assert "I nearly fell" not in texts(town.pothole, None)


def test_a_hidden_message_is_read_by_members_only(town: Town):
    message = comment(town.pothole, text="Rude words", by=town.fred)
    with pytest.raises(Refused):
        hide_message(message, reason="Rude", by=town.ada)
    hide_message(message, reason="Rude", by=town.abel)
    assert "Rude words" not in texts(town.pothole, None)
    assert "Rude words" in texts(town.pothole, town.ada)


def test_a_longer_story_costs_no_query_more(town: Town):
    for number in range(3):
        reply(town.pothole, text=f"Reply {number}", by=town.ada)
        note(town.pothole, text=f"Note {number}", by=town.ada)
    with CaptureQueriesContext(connection) as few:
        story(town.pothole, town.ada)
    for number in range(10):
        reply(town.pothole, text=f"More {number}", by=town.ada)
        comment(town.pothole, text=f"Word {number}", by=town.fred)
    with CaptureQueriesContext(connection) as many:
        story(town.pothole, town.ada)
    assert len(many) == len(few)
