"""Retention schedules: what goes when its time is over, and what is left of it."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations.models import Attachment, Edit, Flag, Message, Note, Rating
from fixward.domain.conversations.story import story
from fixward.domain.governments.changes import Refused, remove, save, undo
from fixward.domain.governments.models import Change, Member, Role
from fixward.domain.records import certificates, retention
from fixward.domain.records.kinds import Kind
from fixward.domain.records.models import Destruction, Run, Schedule
from fixward.domain.records.setup import SCHEDULE
from fixward.domain.service_requests import operations as requests
from fixward.domain.service_requests.models import Event, Follow, Photo, Reporter, ServiceRequest, Support
from fixward.domain.service_requests.operations import Contact
from fixward.followups.notifications.models import Delivery
from fixward.foundation import clock
from fixward.foundation.files import documents
from tests.access.world import picture
from tests.domain.people.test_leaving import _TEXTS
from tests.town import Town

EMAIL, NAME = "zoe@example.net", "Zoe Quux"
SECRET = "Xylophone"


@pytest.fixture
def head(town: Town) -> Member:
    return town.member("head", town.alder, Role.ADMINISTRATOR)


@pytest.fixture
def old(town: Town) -> ServiceRequest:
    """Closed two years ago, with everything that a request can have, and one word in all of it."""
    said = f"{SECRET} {NAME}"
    made = town.report(
        description=said, address=f"{SECRET} street", contact=Contact(email=EMAIL, name=NAME), pictures=[picture()]
    )
    person = made.reporter.person
    requests.support(made, by=town.fred)
    conversations.reply(made, text=said, documents=[_paper(said)], by=town.ada)
    conversations.note(made, text=f"@Abel {said}", documents=[_paper(said)], by=town.ada)
    flagged = conversations.comment(made, text=said, by=person)
    conversations.flag(made, message=flagged, reason="other", text=said, by=town.fred)
    conversations.edit_message(flagged, text=f"{said}!", reason=said, by=town.abel)
    conversations.edit_description(made, text=f"{said}?", reason=said, by=town.abel)
    requests.close(made, resolution="fixed", text=said, by=town.ada)
    conversations.rate(made, stars=2, text=said, by=person)
    event = Event.objects.first()
    Delivery.objects.create(event=event, channel="email", address=EMAIL, person=person, message_id="<1>")
    ServiceRequest.objects.update(closed_at=clock.now() - dt.timedelta(days=730))
    return ServiceRequest.objects.get(pk=made.pk)


def _paper(name: str) -> documents.Document:
    return documents.read(io.BytesIO(b"%PDF-1.7"), name=f"{name}.pdf")


def scheduled(town: Town, kind: Kind, months: int = 12) -> Schedule:
    return Schedule.objects.create(organization=town.alder, kind=kind, months=months)


def holding(word: str) -> set[str]:
    """The columns of the whole database in which the word stands."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(_TEXTS)
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT 1 FROM "{table}" WHERE "{column}"::text ILIKE %s LIMIT 1', [f"%{word}%"])  # noqa: S608
            if cursor.fetchone():
                found.add(f"{table}.{column}")
    return found


def test_of_a_whole_request_no_word_and_no_person_is_left_but_what_happened(town: Town, old: ServiceRequest):
    scheduled(town, Kind.REQUESTS)
    kinds = list(Event.objects.order_by("pk").values_list("kind", "at"))
    assert "service_requests_servicerequest.description" in holding(SECRET)

    retention.run(town.alder.pk)

    assert holding(SECRET) == set()
    assert holding(NAME) <= {"people_person.name"}
    assert list(Event.objects.order_by("pk").values_list("kind", "at")) == kinds
    assert not Event.objects.filter(person__isnull=False).exists()
    assert not Attachment.objects.exists()
    for table in (Message, Note, Photo, Edit, Flag, Rating, Reporter, Follow, Delivery):
        assert not table.objects.filter(**_of(table, old)).exists(), table
    assert Support.objects.get(service_request=old).person is None
    left = ServiceRequest.objects.get(pk=old.pk)
    assert (left.status, left.number, left.place, left.closed_at) == ("closed", old.number, old.place, old.closed_at)
    assert len(story(left, town.ada)) >= 3


def _of(table: Any, service_request: ServiceRequest) -> dict[str, Any]:
    return {"event__service_request" if table is Delivery else "service_request": service_request}


@pytest.mark.parametrize(
    ("kind", "gone", "kept"),
    [
        (Kind.CONTACTS, {"service_requests_reporter.name", "notifications_delivery.address"}, {Note, Message, Photo}),
        (Kind.NOTES, {"conversations_note.text"}, {Message, Photo, Reporter}),
        (Kind.MESSAGES, {"conversations_message.text", "conversations_rating.text"}, {Note, Photo, Reporter}),
        (Kind.PHOTOS, {"conversations_attachment.name"}, {Note, Message, Reporter}),
    ],
)
def test_one_kind_goes_and_the_others_stay(town: Town, old: ServiceRequest, kind: Kind, gone: set, kept: set):
    scheduled(town, kind)
    before = holding(NAME) | holding(EMAIL)
    assert gone <= before
    retention.run(town.alder.pk)
    assert not gone & (holding(NAME) | holding(EMAIL))
    for table in kept:
        assert table.objects.filter(service_request=old).exists(), table
    assert [line.kind for line in Destruction.objects.all()] == [kind]
    retention.run(town.alder.pk)
    assert Destruction.objects.count() == 1


def test_files_are_taken_out_of_the_storage_also_after_a_worker_was_killed(
    town: Town, old: ServiceRequest, monkeypatch: pytest.MonkeyPatch
):
    scheduled(town, Kind.PHOTOS)
    photo = Photo.objects.get()
    names = [photo.file.name, photo.thumbnail.name]

    def killed(line: Destruction) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(retention, "_take_away", killed)
        with pytest.raises(KeyboardInterrupt):
            retention.run(town.alder.pk)
    assert (Photo.objects.count(), [default_storage.exists(name) for name in names]) == (0, [True, True])
    retention.run(town.alder.pk)
    assert [default_storage.exists(name) for name in names] == [False, False]
    assert Run.objects.get().counts == {"photos": 3}
    assert Destruction.objects.get().files == []


def test_only_what_is_closed_for_so_long_and_held_by_the_organization_goes(town: Town, old: ServiceRequest):
    young, still_open, theirs = town.report(), town.report(), town.report()
    requests.close(young, resolution="fixed", text="Filled", by=town.ada)
    requests.transfer(theirs, to=town.county, reason="A county road", by=town.ada)
    requests.close(theirs, resolution="fixed", text="Filled", by=town.carla)
    ServiceRequest.objects.filter(pk=theirs.pk).update(closed_at=old.closed_at)
    scheduled(town, Kind.REQUESTS)
    due = retention.look_ahead(town.alder)[0]
    assert (due.count, due.oldest, due.held) == (1, old.closed_at, 0)
    retention.run(town.alder.pk)
    assert [line.service_request for line in Destruction.objects.all()] == [old]
    for untouched in (young, still_open, theirs):
        untouched.refresh_from_db()
        assert untouched.description == "A deep hole"


def test_months_are_those_of_the_calendar(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 3, 31, 17, tzinfo=dt.UTC))
    for months, day in ((1, (2026, 2, 28)), (3, (2025, 12, 31)), (25, (2024, 2, 29))):
        before = retention.before(Schedule(kind=Kind.NOTES, months=months), town.alder)
        assert (before.year, before.month, before.day) == day


def test_a_certificate_names_each_request_and_nothing_of_what_is_gone(town: Town, old: ServiceRequest):
    scheduled(town, Kind.REQUESTS)
    retention.run(town.alder.pk)
    run = Run.objects.get()
    lines = "".join(certificates.lines(run)).splitlines()
    assert lines[0] == "number,kind,count,closed_at,destroyed_at,months_kept"
    assert lines[1].startswith(f"{old.number},requests,")
    assert lines[1].endswith(",12")
    assert SECRET not in "".join(lines)


def test_a_schedule_is_set_up_by_an_administrator_logged_and_taken_back(town: Town, head: Member):
    made = save(SCHEDULE, Schedule(organization=town.alder), by=head, kind=Kind.NOTES, months=24)
    save(SCHEDULE, made, by=head, months=36)
    undo(Change.objects.first(), by=head)
    assert Schedule.objects.get().months == 24
    for wrong in ({"kind": Kind.NOTES, "months": 12}, {"kind": Kind.PHOTOS, "months": 0}):
        with pytest.raises(Refused):
            save(SCHEDULE, Schedule(organization=town.alder), by=head, **wrong)
    with pytest.raises(Refused):
        save(SCHEDULE, Schedule(organization=town.alder), by=town.abel, kind=Kind.PHOTOS, months=12)
    remove(SCHEDULE, made, by=head)
    assert not Schedule.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'closed'",
        "at = now()",
        'data = \'{"text": "another"}\'',
        "data = data || '{\"new\": 1}'",
        "member_id = NULL",
    ],
)
def test_even_then_an_event_is_not_changed_otherwise(town: Town, old: ServiceRequest, change: str):
    statement = f"UPDATE service_requests_event SET {change} WHERE kind = 'closed' OR kind = 'replied'"  # noqa: S608
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SELECT set_config('fixward.destroying', 'on', true)")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(statement)
        cursor.execute("SELECT set_config('fixward.destroying', '', true)")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE service_requests_event SET data = data - 'text'")


def test_what_another_organization_noted_stays_until_its_own_time_is_over(town: Town, old: ServiceRequest):
    worker = town.member("worker", town.county, Role.WORKER)
    theirs = Note.objects.create(service_request=old, organization=town.county, member=worker, text="Of the county")
    beside = Attachment.objects.create(note=theirs, name="ours.pdf", file="files/none.pdf", size=1)
    scheduled(town, Kind.REQUESTS)
    scheduled(town, Kind.PHOTOS)
    Schedule.objects.create(organization=town.county, kind=Kind.NOTES, months=36)
    retention.run(town.alder.pk)
    retention.run(town.alder.pk)
    assert list(Note.objects.all()) == [theirs]
    assert list(Attachment.objects.all()) == [beside]
    Schedule.objects.filter(organization=town.county).update(months=12)
    retention.run(town.county.pk)
    assert (Note.objects.count(), Attachment.objects.count()) == (0, 0)


def test_what_another_organization_noted_goes_with_the_request_where_its_own_time_is_over(
    town: Town, old: ServiceRequest
):
    worker = town.member("worker", town.county, Role.WORKER)
    Note.objects.create(service_request=old, organization=town.county, member=worker, text="Of the county")
    scheduled(town, Kind.REQUESTS)
    Schedule.objects.create(organization=town.county, kind=Kind.NOTES, months=12)
    retention.run(town.alder.pk)
    assert not Note.objects.exists()


def test_a_run_that_was_stopped_goes_on_where_something_came_to_a_request_meanwhile(town: Town, old: ServiceRequest):
    scheduled(town, Kind.MESSAGES)
    stopped = Run.objects.create(organization=town.alder, schedules={"messages": 12})
    Destruction.objects.create(run=stopped, service_request=old, kind="messages", count=7, closed_at=old.closed_at)
    retention.run(town.alder.pk)
    stopped.refresh_from_db()
    assert stopped.ended_at is not None
    assert Destruction.objects.get().count > 7
    assert not Message.objects.exists()


def test_the_trouble_of_one_request_does_not_stop_the_others(
    town: Town, old: ServiceRequest, monkeypatch: pytest.MonkeyPatch
):
    other = town.report()
    requests.close(other, resolution="fixed", text="Filled", by=town.ada)
    ServiceRequest.objects.filter(pk=other.pk).update(closed_at=old.closed_at)
    scheduled(town, Kind.REQUESTS)
    destroy = retention.destroy

    def fails(service_request: ServiceRequest, *given: Any) -> Any:
        if service_request == old:
            raise ValueError("No")
        return destroy(service_request, *given)

    with monkeypatch.context() as patched:
        patched.setattr(retention, "destroy", fails)
        retention.run(town.alder.pk)
    run = Run.objects.get()
    assert (run.ended_at is not None, run.counts["failed"]) == (True, 1)
    assert [line.service_request for line in Destruction.objects.all()] == [other]
    retention.run(town.alder.pk)
    assert Destruction.objects.filter(service_request=old).exists()


def test_a_stopped_run_whose_schedules_have_changed_ends_and_another_begins(town: Town, old: ServiceRequest):
    stopped = Run.objects.create(organization=town.alder, schedules={"requests": 1})
    scheduled(town, Kind.NOTES)
    retention.run(town.alder.pk)
    stopped.refresh_from_db()
    assert (stopped.ended_at is not None, stopped.counts) == (True, {})
    assert Destruction.objects.get().run.schedules == {"notes": 12}
