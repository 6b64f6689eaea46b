"""Legal holds: nothing of what they cover is destroyed, whoever asks."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection

from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations.models import Edit, Message
from fixward.domain.governments.models import Member, Role
from fixward.domain.people import operations as people
from fixward.domain.people import personal
from fixward.domain.people.models import Person
from fixward.domain.records import operations, retention
from fixward.domain.records.holding import holds_on
from fixward.domain.records.models import Destruction, Held, Remembered, Schedule
from fixward.domain.records.operations import Refused
from fixward.domain.records.operations.holds import MOST_HOLDS
from fixward.domain.records.personal import forget_what_is_free
from fixward.domain.records.selection import Selection, somebody
from fixward.domain.service_requests import keeping
from fixward.domain.service_requests import operations as requests
from fixward.domain.service_requests.models import Follow, Reporter, ServiceRequest
from fixward.domain.service_requests.operations import Contact
from fixward.followups import tasks
from fixward.foundation import clock
from fixward.foundation.database import turns
from tests.town import IN_ALDER, IN_BIRCH, IN_COUNTY, Town, build

EMAIL, NAME, PHONE = "zoe@example.net", "Zoe Quux", "(727) 555-0147"
WHY = "Quux v. City of Alder"


@pytest.fixture
def head(town: Town) -> Member:
    return town.member("head", town.alder, Role.ADMINISTRATOR)


def held() -> set[str]:
    return set(keeping.kept_requests().values_list("number", flat=True))


def test_a_hold_covers_what_fits_all_of_it_in_the_organizations_own_records(town: Town, head: Member):
    ours, other, theirs = town.report(description="Oak fell"), town.report(), town.report(IN_BIRCH)
    conversations.reply(other, text="The oak comes down tomorrow", by=town.ada)
    light = town.report(service=town.light_service, answers={})
    today = clock.now().date()
    for selection, expected in (
        (Selection(requests=(ours.pk, theirs.pk)), {ours.number}),
        (Selection(text="oak"), {ours.number, other.number}),
        (Selection(services=(town.light_service.pk,)), {light.number}),
        (Selection(place=town.places["alder"].pk, text="oak fell"), {ours.number}),
        (Selection(since=today + dt.timedelta(days=3)), set()),
        (Selection(person=town.rosa.pk), {ours.number, other.number, light.number}),
    ):
        hold = operations.place_hold(selection, reason=WHY, by=head)
        assert held() == expected, selection
        operations.release_hold(hold, reason="Settled", by=head)
        assert held() == set()


def test_it_also_covers_what_comes_later_and_keeps_what_is_changed(town: Town, head: Member):
    first = town.report(description="The oak fell")
    hold = operations.place_hold(Selection(text="oak"), reason=WHY, by=head)
    later = town.report(description="An oak again")
    conversations.edit_description(first, text="A tree", reason="Plain", by=town.abel)
    assert held() == {first.number, later.number}
    assert [one.pk for one in holds_on(later)] == [hold.pk]
    assert Held.objects.count() == 1


def test_it_wants_a_reason_something_to_hold_and_an_administrator(town: Town, head: Member):
    for selection, reason, by in (
        (Selection(), WHY, head),
        (Selection(text="oak"), " ", head),
        (Selection(text="oak"), WHY, town.abel),
        (Selection(since=dt.date(2026, 2, 1), until=dt.date(2026, 1, 1)), WHY, head),
    ):
        with pytest.raises(Refused):
            operations.place_hold(selection, reason=reason, by=by)
    hold = operations.place_hold(Selection(text="oak"), reason=WHY, by=head)
    with pytest.raises(Refused):
        operations.release_hold(hold, reason="", by=head)
    with pytest.raises(Refused):
        operations.release_hold(hold, reason="Over", by=town.member("other", town.county, Role.ADMINISTRATOR))
    operations.release_hold(hold, reason="Over", by=head)
    with pytest.raises(Refused):
        operations.release_hold(hold, reason="Over", by=head)


@pytest.fixture
def zoe(town: Town) -> Person:
    """Reported two things in Alder, and says in both who she is."""
    person = Person.objects.create_user(EMAIL, name=NAME, phone=PHONE)
    said = f"It is {NAME}, {PHONE}, {EMAIL}"
    for words in ("oak", "hole"):
        made = town.report(description=f"{words}: {said}", contact=Contact(EMAIL, NAME, PHONE), by=person)
        conversations.comment(made, text=said, by=person)
    return person


def test_who_leaves_is_told_what_is_kept_and_it_is_forgotten_when_the_hold_ends(town: Town, head: Member, zoe: Person):
    hold = operations.place_hold(Selection(text="oak"), reason=WHY, by=head)
    told = personal.held_back(zoe)
    assert len(told) == 1
    assert "City of Alder has to keep 1 request" in told[0]
    assert WHY not in told[0]

    people.close_account(zoe, by=zoe)

    kept = ServiceRequest.objects.get(description__contains="oak")
    free = ServiceRequest.objects.get(description__contains="hole")
    assert NAME in kept.description
    assert NAME in Message.objects.get(service_request=kept).text
    assert (kept.reporter.name, kept.reporter.person_id) == (NAME, zoe.pk)
    assert Follow.objects.filter(service_request=kept).exists()
    assert NAME not in free.description + Message.objects.get(service_request=free).text
    assert Reporter.objects.get(service_request=free).person is None
    assert Remembered.objects.get(person=zoe).email == EMAIL

    forget_what_is_free()
    assert Remembered.objects.exists()
    operations.release_hold(hold, reason="Settled", by=head)
    forget_what_is_free()

    kept.refresh_from_db()
    assert EMAIL not in kept.description
    assert Message.objects.get(service_request=kept).text == "It is …, …, …"
    assert (Reporter.objects.get(service_request=kept).name, Remembered.objects.exists()) == ("", False)


def test_a_hold_of_one_organization_stops_the_schedule_of_another(town: Town, head: Member):
    passed = town.report(IN_ALDER)
    requests.transfer(passed, to=town.county, reason="A county road", by=town.ada)
    requests.close(passed, resolution="fixed", text="Filled", by=town.carla)
    ServiceRequest.objects.update(closed_at=clock.now() - dt.timedelta(days=90))
    Schedule.objects.create(organization=town.county, kind="requests", months=1)
    operations.place_hold(Selection(requests=(passed.pk,)), reason=WHY, by=head)
    assert [(one.count, one.held) for one in retention.look_ahead(town.county)] == [(0, 1)]
    retention.run(town.county.pk)
    passed.refresh_from_db()
    assert (passed.description, Destruction.objects.count()) == ("A deep hole", 0)


def test_a_hold_that_is_placed_while_a_run_goes_on_waits_for_one_request_and_saves_the_rest(committed: str):
    """Two connections: the run stands in the middle of one request when the hold is asked for."""
    town = build()
    head = town.member("head", town.alder, Role.ADMINISTRATOR)
    rows = [town.report() for _number in range(3)]
    for row in rows:
        requests.close(row, resolution="fixed", text="Filled", by=town.ada)
    ServiceRequest.objects.update(closed_at=clock.now() - dt.timedelta(days=90))
    Schedule.objects.create(organization=town.alder, kind="requests", months=1)
    in_the_middle, order, answers = threading.Event(), [], []
    destroy = retention.destroy

    def slowly(*given: Any) -> Any:
        if not in_the_middle.is_set():
            in_the_middle.set()
            placing.join(timeout=1.5)
            order.append(placing.is_alive())  # it has to wait until this request is done
        return destroy(*given)

    def place() -> None:
        in_the_middle.wait(20)
        answers.append(operations.place_hold(Selection(text="deep"), reason=WHY, by=head))
        connection.close()

    placing = threading.Thread(target=place)
    placing.start()
    retention.destroy = slowly
    try:
        retention._destroy(rows[0].pk, Schedule.objects.get(), town.alder, _run(town))
        placing.join(20)
        assert not retention._destroy(rows[1].pk, Schedule.objects.get(), town.alder, _run(town))
        retention.run(town.alder.pk)
    finally:
        retention.destroy = destroy
    assert order == [True]
    assert len(answers) == 1
    assert list(Destruction.objects.values_list("service_request", flat=True)) == [rows[0].pk]
    assert ServiceRequest.objects.filter(description="A deep hole").count() == 2


def _run(town: Town) -> Any:
    return retention.Run.objects.get_or_create(organization=town.alder, ended_at=None, defaults={"schedules": {}})[0]


def test_who_closes_an_account_takes_its_turn_with_those_who_hold(db: None):
    turns.together("something")
    turns.together("something")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("change", ["edit", "message", "service", "pin"])
def test_what_came_to_fit_it_later_stays_held_whatever_is_changed(town: Town, head: Member, change: str):
    fits = {
        "edit": Selection(text="oak"),
        "message": Selection(text="felled"),
        "service": Selection(services=(town.pothole_service.pk,)),
        "pin": Selection(place=town.places["alder"].pk),
    }
    hold = operations.place_hold(fits[change], reason=WHY, by=head)
    later = town.report(description="An oak again")
    said = conversations.reply(later, text="It was felled", by=town.ada)
    if change == "edit":
        conversations.edit_description(later, text="A tree", reason="Plain", by=town.abel)
    elif change == "message":
        conversations.edit_message(said, text="It is gone", reason="Plain", by=town.abel)
    elif change == "service":
        requests.change_service(later, service=town.light_service, by=town.ada)
    else:
        requests.move_pin(later, lon=IN_COUNTY[0], lat=IN_COUNTY[1], by=town.ada)
    assert held() == {later.number}
    assert not Selection.read(hold.selection).found(town.alder).exists()


def test_after_each_event_what_fits_is_written_down(town: Town, head: Member):
    hold = operations.place_hold(Selection(text="oak"), reason=WHY, by=head)
    fits, other = town.report(description="An oak"), town.report()
    for service_request in (fits, other, fits):
        tasks.FOLLOWUPS[0](service_request.events.get())
    assert list(Held.objects.values_list("hold", "service_request")) == [(hold.pk, fits.pk)]


def test_there_are_so_many_holds_and_words(town: Town, head: Member):
    with pytest.raises(Refused, match="at most 5 words"):
        operations.place_hold(Selection(text="a b c d e f"), reason=WHY, by=head)
    holds = [operations.place_hold(Selection(text="a b c d e"), reason=WHY, by=head) for _number in range(MOST_HOLDS)]
    with pytest.raises(Refused, match="At most 20"):
        operations.place_hold(Selection(text="oak"), reason=WHY, by=head)
    operations.release_hold(holds[0], reason="Over", by=head)
    assert operations.place_hold(Selection(text="oak"), reason=WHY, by=head).pk


def test_what_a_rating_said_before_is_kept_under_a_hold_only(town: Town, head: Member):
    closed = town.report(by=town.rosa)
    requests.close(closed, resolution="fixed", text="Filled", by=town.ada)
    for text in ("First", "Second"):
        conversations.rate(closed, stars=1, text=text, by=town.rosa)
    assert not Edit.objects.exists()
    operations.place_hold(Selection(requests=(closed.pk,)), reason=WHY, by=head)
    for text in ("Third", "Third", "Fourth"):
        conversations.rate(closed, stars=5, text=text, by=town.rosa)
    assert list(Edit.objects.values_list("before", "member")) == [("Second", None), ("Third", None)]


def test_who_left_and_who_only_wrote_can_be_named(town: Town, head: Member, zoe: Person):
    conversations.comment(ServiceRequest.objects.first(), text="Me too", by=town.fred)
    operations.place_hold(Selection(text="oak"), reason=WHY, by=head)
    people.close_account(zoe, by=zoe)
    assert somebody(EMAIL, town.alder) == zoe
    assert somebody(town.fred.email, town.alder) == town.fred
    assert somebody(town.rosa.email, town.alder) is None
    assert somebody(EMAIL, town.birch) is None
