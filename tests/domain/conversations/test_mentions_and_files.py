import uuid

import pytest
from django.core import mail as outbox

from fixward.domain.conversations import mentions
from fixward.domain.conversations.models import Attachment, Mention, Message, Note
from fixward.domain.conversations.operations import Refused, hide_message, note, reply
from fixward.domain.conversations.policy import can_have
from fixward.domain.conversations.story import story
from fixward.domain.desks.views import Desk, View
from fixward.domain.governments.models import Grant, Member, Role
from fixward.domain.service_requests.models import Event, ServiceRequest
from fixward.domain.service_requests.operations import transfer
from fixward.followups.notifications.sending import notify
from fixward.foundation import clock
from fixward.foundation.files.documents import Document
from tests.town import Town


def paper(name: str = "plan.pdf") -> Document:
    return Document(name, "application/pdf", b"%PDF-1.7", f"{uuid.uuid4()}.pdf")


def called(written: Note) -> set[str]:
    return {str(row.member) for row in Mention.objects.filter(note=written)}


def told(service_request: ServiceRequest) -> list[str]:
    outbox.outbox.clear()
    notify(Event.objects.filter(service_request=service_request).latest("pk"))
    return [message.to[0] for message in outbox.outbox]


def test_a_note_calls_members_by_name_in_capitals_or_not_and_each_once(town: Town):
    written = note(town.pothole, text="@abel, look. @VERA and @Abel: bring cones (@vera)", by=town.ada)
    assert called(written) == {"Abel", "Vera"}
    assert told(town.pothole) == ["abel@example.org", "vera@example.org"]
    letter = outbox.outbox[0]
    assert letter.subject == f"Request {town.pothole.number}, Pothole: you are mentioned"
    assert "Ada mentions you in a note." in letter.body
    assert "bring cones" in letter.body


def test_the_longest_name_counts_and_two_of_one_name_are_both_meant(town: Town):
    for name in ("ann", "anna lee", "other"):
        town.member(name, town.alder, Role.WORKER)
    twin = Member.objects.get(person__email="other@example.org").person
    twin.name = "Ann"
    twin.save()
    assert called(note(town.pothole, text="@Anna Lee knows", by=town.ada)) == {"Anna Lee"}
    written = note(town.pothole, text="@Ann", by=town.ada)
    assert Mention.objects.filter(note=written).count() == 2


def test_a_department_calls_everybody_in_it_but_who_writes(town: Town):
    for member in (town.ada, town.abel):
        member.departments.add(town.alder_streets)
    written = note(town.pothole, text="@Streets please", by=town.ada)
    assert called(written) == {"Ada", "Abel"}
    assert told(town.pothole) == ["abel@example.org"]


def test_a_name_that_nobody_has_is_said_and_nothing_is_written(town: Town):
    for text in ("@Carla should know", "@nobody", "Tell @abelard"):
        with pytest.raises(Refused, match="Nobody who reads this note is called"):
            note(town.pothole, text=text, by=town.ada, documents=[paper()])
    assert not Note.objects.exists()
    assert not Attachment.objects.exists()
    assert called(note(town.pothole, text="write to bob@example.org, meet @ noon", by=town.ada)) == set()


def test_who_left_is_called_no_more_and_who_works_by_a_grant_is(town: Town):
    town.vera.left_at = clock.now()
    town.vera.save()
    with pytest.raises(Refused):
        note(town.pothole, text="@Vera", by=town.ada)
    Grant.objects.create(organization=town.alder, to=town.county, role=Role.WORKER, least_role=Role.MANAGER)
    cora = Member.objects.get(pk=town.cora.pk)
    known = {name.name for name in mentions.names(town.pothole, cora)}
    assert {"Ada", "Cora"} <= known
    assert "Carla" not in known
    assert called(note(town.pothole, text="@Cora and @Ada", by=cora)) == {"Cora", "Ada"}


def test_nobody_is_told_who_may_not_read_the_note_any_more(town: Town):
    Grant.objects.create(organization=town.alder, to=town.county, role=Role.WORKER, least_role=Role.MANAGER)
    cora = Member.objects.get(pk=town.cora.pk)
    note(town.pothole, text="@Cora @Abel", by=cora)
    Grant.objects.all().delete()
    assert told(town.pothole) == ["abel@example.org"]


def test_what_mentions_me_is_a_view_of_my_desk(town: Town):
    note(town.pothole, text="@Abel", by=town.ada)
    town.report()
    desk = Desk(town.abel, town.alder)
    assert list(desk.rows(View.MENTIONED)) == [town.pothole]
    assert desk.count([View.MENTIONED], most=10) == {View.MENTIONED: 1}
    assert not Desk(town.ada, town.alder).rows(View.MENTIONED)
    transfer(town.pothole, to=town.county, reason="Yours", by=town.ada)
    assert not desk.rows(View.MENTIONED)


def test_a_replys_file_is_everybodys_where_the_request_is(town: Town):
    written = reply(town.pothole, text="The plan", documents=[paper()], by=town.ada)
    file = Attachment.objects.get(message=written)
    assert can_have(None, file)
    assert [row.name for row in story(town.pothole, None)[-1].files] == ["plan.pdf"]
    ServiceRequest.objects.update(is_private=True)
    assert [can_have(viewer, file) for viewer in (None, town.fred, town.rosa, town.ada, town.carla)] == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_the_file_of_a_hidden_reply_is_for_its_moderators(town: Town):
    written = reply(town.pothole, text="The plan", documents=[paper()], by=town.ada)
    hide_message(written, reason="A name", by=town.abel)
    file = Attachment.objects.select_related("message__service_request").get()
    assert [can_have(viewer, file) for viewer in (None, town.rosa, town.ada, town.abel)] == [False, False, False, True]


def test_a_notes_file_is_for_who_reads_the_note(town: Town):
    inside = note(town.pothole, text="Inside", documents=[paper()], by=town.ada)
    shared = note(town.pothole, text="Shared", documents=[paper()], shared=True, by=town.ada)
    transfer(town.pothole, to=town.county, reason="Yours", by=town.ada)
    own, given = (Attachment.objects.get(note=written) for written in (inside, shared))
    assert [can_have(viewer, own) for viewer in (town.vera, town.carla, town.rosa, None)] == [True, False, False, False]
    assert [can_have(viewer, given) for viewer in (town.vera, town.carla, town.rosa)] == [True, True, False]
    assert "Inside" not in [entry.text for entry in story(town.pothole, town.carla)]


def test_too_many_files_are_refused_and_the_same_form_keeps_them_once(town: Town):
    with pytest.raises(Refused, match="at most 5"):
        note(town.pothole, text="Many", documents=[paper() for _number in range(6)], by=town.ada)
    assert not Note.objects.exists()
    key = uuid.uuid4()
    for _time in range(2):
        reply(town.pothole, text="The plan", documents=[paper()], by=town.ada, key=key)
    assert (Message.objects.count(), Attachment.objects.count()) == (1, 1)
