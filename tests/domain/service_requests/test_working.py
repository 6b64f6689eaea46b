import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from fixward.domain.service_requests import queries
from fixward.domain.service_requests.custody import time_used
from fixward.domain.service_requests.models import Event, Follow, How, Resolution, ServiceRequest, Status, Support
from fixward.domain.service_requests.operations import (
    Contact,
    Refused,
    acknowledge,
    change_service,
    close,
    follow,
    hide,
    mark_duplicate,
    move_pin,
    reopen,
    show_again,
    support,
    transfer,
    unfollow,
    withdraw,
)
from fixward.foundation.files.pictures import Picture
from tests.town import IN_BIRCH, Town


def test_acknowledging_is_said_once(town: Town):
    done = acknowledge(town.pothole, by=town.ada)
    assert (done.status, done.acknowledged_at is not None) == (Status.ACKNOWLEDGED, True)
    with pytest.raises(Refused, match="already"):
        acknowledge(town.pothole, by=town.abel)


def test_closing_ends_the_custody_and_charges_its_holder(town: Town):
    closed = close(town.pothole, resolution=Resolution.FIXED, text="Filled", by=town.ada)
    assert (closed.status, closed.resolution) == (Status.CLOSED, "fixed")
    custody = closed.custodies.get()
    assert custody.ended_at == closed.closed_at
    assert custody.used is not None
    with pytest.raises(Refused, match="closed"):
        acknowledge(closed, by=town.ada)


def test_closing_without_work_needs_a_word(town: Town):
    with pytest.raises(Refused, match="Say why"):
        close(town.pothole, resolution=Resolution.NO_WORK, by=town.ada)
    with pytest.raises(Refused):
        close(town.pothole, resolution=Resolution.DUPLICATE, by=town.ada)


def test_the_reporter_reopens_within_the_services_days_and_the_holder_gets_it_back(town: Town):
    closed = close(town.pothole, resolution=Resolution.FIXED, by=town.ada)
    again = reopen(closed, reason="It is deeper now", by=town.rosa)
    assert (again.status, again.closed_at, again.resolution) == (Status.SUBMITTED, None, "")
    assert [row.how for row in again.custodies.all()] == [How.SUBMITTED, How.REOPENED]
    close(again, resolution=Resolution.FIXED, by=town.ada)
    ServiceRequest.objects.update(closed_at=timezone.now() - dt.timedelta(days=31))
    with pytest.raises(Refused, match="more than 30 days"):
        reopen(again, reason="Still", by=town.rosa)
    assert reopen(again, reason="Our mistake", by=town.ada).is_open


def test_nobody_else_reopens_or_withdraws(town: Town):
    with pytest.raises(Refused):
        withdraw(town.pothole, by=town.fred)
    closed = close(town.pothole, resolution=Resolution.FIXED, by=town.ada)
    for stranger in (town.fred, town.carla):
        with pytest.raises(Refused):
            reopen(closed, reason="I want", by=stranger)


def test_the_reporter_can_withdraw(town: Town):
    assert withdraw(town.pothole, by=town.rosa).resolution == Resolution.WITHDRAWN


def test_changing_the_service_moves_the_department_and_the_target_not_the_holder(town: Town):
    before = town.pothole.expected_at
    changed = change_service(town.pothole, service=town.light_service, by=town.ada)
    assert (changed.organization, changed.service) == (town.alder, town.light_service)
    assert changed.expected_at > before
    assert [row.how for row in changed.custodies.all()] == [How.SUBMITTED, How.REROUTED]


def test_moving_the_pin_keeps_the_holder_and_tells_who_would_own_it_there(town: Town):
    moved = move_pin(town.pothole, lon=IN_BIRCH[0], lat=IN_BIRCH[1], by=town.ada)
    assert (moved.organization, moved.place) == (town.alder, town.places["birch"])
    assert queries.route_now(moved).organization == town.birch.pk
    assert Event.objects.get(kind="pin_moved").data["left"] == [0.5, 0.5]
    with pytest.raises(Refused, match="outside"):
        move_pin(moved, lon=50, lat=50, by=town.ada)


def test_moving_the_pin_hands_the_request_over_in_the_same_step_or_does_neither(town: Town):
    moved = move_pin(town.pothole, lon=IN_BIRCH[0], lat=IN_BIRCH[1], to=town.birch, reason="It is there", by=town.ada)
    assert (moved.organization, moved.place, moved.lon) == (town.birch, town.places["birch"], IN_BIRCH[0])
    assert [event.kind for event in moved.events.all()] == ["submitted", "pin_moved", "transferred"]
    other = town.report()
    with pytest.raises(Refused, match="Say why"):
        move_pin(other, lon=IN_BIRCH[0], lat=IN_BIRCH[1], to=town.birch, reason=" ", by=town.ada)
    assert ServiceRequest.objects.get(pk=other.pk).lon == other.lon


def test_a_duplicate_is_closed_and_its_followers_and_supporters_go_over(town: Town):
    original, duplicate = town.pothole, town.report(contact=town_contact(town.fred))
    support(duplicate, by=town.carla.person)
    closed = mark_duplicate(duplicate, of=original, by=town.ada)
    assert (closed.resolution, closed.duplicate_of) == (Resolution.DUPLICATE, original)
    assert set(Follow.objects.filter(service_request=original).values_list("person", flat=True)) == {
        town.rosa.pk,
        town.fred.pk,
    }
    assert Support.objects.filter(service_request=original).count() == 2
    kinds = set(Event.objects.filter(service_request=original).values_list("kind", flat=True))
    assert "merged" in kinds


def town_contact(person):
    return Contact(email=person.email)


def test_duplicates_of_a_duplicate_go_to_the_first_one(town: Town):
    first, second, third = town.pothole, town.report(), town.report()
    mark_duplicate(third, of=second, by=town.ada)
    mark_duplicate(second, of=first, by=town.ada)
    assert set(first.duplicates.all()) == {second, third}
    fourth = town.report()
    assert mark_duplicate(fourth, of=third, by=town.ada).duplicate_of == first


def test_a_request_is_not_its_own_duplicate_nor_of_one_unseen(town: Town):
    with pytest.raises(Refused, match="repeat itself"):
        mark_duplicate(town.pothole, of=town.pothole, by=town.ada)
    secret = town.report(IN_BIRCH)
    ServiceRequest.objects.filter(pk=secret.pk).update(is_private=True)
    with pytest.raises(Refused, match="no request with that number"):
        mark_duplicate(town.pothole, of=secret, by=town.ada)


def test_a_reopened_duplicate_stands_for_itself_again(town: Town):
    closed = mark_duplicate(town.report(), of=town.pothole, by=town.ada)
    assert reopen(closed, reason="Another hole", by=town.ada).duplicate_of is None


def test_support_and_follow_count_once(town: Town):
    for _ in range(2):
        support(town.pothole, by=town.fred)
        follow(town.pothole, by=town.fred)
    assert Support.objects.filter(person=town.fred).count() == 1
    assert Follow.objects.filter(person=town.fred).count() == 1
    assert Event.objects.filter(kind__in=["supported", "followed"]).count() == 2
    unfollow(town.pothole, by=town.fred)
    assert not Follow.objects.filter(person=town.fred).exists()


def test_support_without_person_or_browser_is_refused(town: Town):
    with pytest.raises(Refused):
        support(town.pothole, by=None)


def test_hiding_needs_a_manager_and_a_reason_and_can_be_undone(town: Town):
    with pytest.raises(Refused):
        hide(town.pothole, reason="Rude", by=town.ada)
    with pytest.raises(Refused, match="Say why"):
        hide(town.pothole, reason="", by=town.abel)
    hidden = hide(town.pothole, reason="Rude", by=town.abel)
    for viewer, sees in ((None, False), (town.fred, False), (town.rosa, True), (town.ada, True), (town.carla, False)):
        assert ServiceRequest.objects.visible_to(viewer).filter(pk=hidden.pk).exists() is sees
    assert show_again(hidden, reason="A mistake", by=town.abel).hidden_at is None


def test_a_hidden_or_private_request_takes_no_part_of_strangers(town: Town):
    hide(town.pothole, reason="Rude", by=town.abel)
    with pytest.raises(Refused):
        support(town.pothole, by=town.fred)
    assert follow(town.pothole, by=town.rosa)


def test_the_database_itself_refuses_to_change_or_delete_events(town: Town):
    event = Event.objects.get(service_request=town.pothole)
    connection.check_constraints()  # a table with checks still to come cannot be truncated by anybody
    for attempt in (
        lambda: Event.objects.filter(pk=event.pk).update(kind="closed"),
        lambda: Event.objects.filter(pk=event.pk).delete(),
        lambda: connection.cursor().execute("TRUNCATE service_requests_event CASCADE"),
    ):
        with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
            attempt()
    assert Event.objects.filter(pk=event.pk).exists()


def test_the_database_itself_allows_one_holder_at_a_time(town: Town):
    custody = town.pothole.custodies.get()
    custody.pk = None
    with pytest.raises(IntegrityError, match="a_request_has_one_holder_at_a_time"), transaction.atomic():
        custody.save()


def test_a_holder_is_charged_only_for_the_time_it_held_the_request(town: Town):
    monday = dt.datetime(2026, 6, 1, 14, tzinfo=dt.UTC)  # 10:00 in New York
    moved = transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    first, second = moved.custodies.all()
    first.started_at, first.ended_at = monday, monday + dt.timedelta(days=1)
    assert time_used(first, until=first.ended_at, waits=()) == dt.timedelta(hours=9)
    held = queries.holds(moved)
    assert [hold.organization for hold in held] == [town.alder, town.county]
    assert held[1].used < dt.timedelta(minutes=1)
    assert second.used is None


def test_a_photo_of_the_work_done_stands_with_the_closing_and_apart_from_the_problems(town: Town):
    picture = Picture(b"large", b"small", 4, 3, "done")
    close(town.pothole, resolution=Resolution.FIXED, pictures=[picture], by=town.ada)
    photo = town.pothole.photos.get()
    assert photo.shows_work
    assert town.pothole.events.get(kind="closed").data["photos"] == [photo.pk]
    reopen(town.pothole, reason="Again", by=town.rosa)
    with pytest.raises(Refused, match="at most 5 photos"):
        close(town.pothole, resolution=Resolution.FIXED, pictures=[picture] * 6, by=town.ada)
    assert town.pothole.photos.count() == 1
