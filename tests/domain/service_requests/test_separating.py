import datetime as dt

import pytest

from fixward.domain.conversations.operations import comment
from fixward.domain.conversations.story import story
from fixward.domain.service_requests.models import Event, Follow, How, ServiceRequest, Support
from fixward.domain.service_requests.operations import (
    Contact,
    Refused,
    acknowledge,
    follow,
    mark_duplicate,
    reopen,
    separate,
    support,
    transfer,
)
from fixward.foundation import clock
from tests.town import Town

WHY = {"reason": "Two holes"}


def followers(service_request: ServiceRequest) -> set[str]:
    return {row.person.email.partition("@")[0] for row in Follow.objects.filter(service_request=service_request)}


def supporters(service_request: ServiceRequest) -> set[str]:
    return {row.person.email.partition("@")[0] for row in Support.objects.filter(service_request=service_request)}


def by_fred(town: Town) -> ServiceRequest:
    return town.report(contact=Contact(email=town.fred.email))


def test_a_repetition_that_is_none_goes_on_with_its_holder_and_each_has_its_own_again(town: Town):
    original, other = town.pothole, acknowledge(by_fred(town), by=town.ada)
    support(other, by=town.carla.person)
    closed = mark_duplicate(other, of=original, by=town.ada)
    again = separate(closed, by=town.ada, **WHY)
    assert (again.status, again.resolution, again.closed_at, again.duplicate_of) == ("acknowledged", "", None, None)
    assert [row.how for row in again.custodies.all()] == [How.SUBMITTED, How.SEPARATED]
    assert (again.organization, again.department) == (other.organization, other.department)
    assert (followers(original), followers(again)) == ({"rosa"}, {"fred"})
    assert (supporters(original), supporters(again)) == (set(), {"carla"})


def test_both_say_it_and_neither_shows_the_others_story_any_more(town: Town):
    original, other = town.pothole, by_fred(town)
    closed = mark_duplicate(other, of=original, by=town.ada)
    comment(ServiceRequest.objects.get(pk=original.pk), text="Written on the one", by=town.fred)
    separate(closed, by=town.ada, **WHY)
    told = Event.objects.filter(kind="separated").order_by("pk")
    assert [event.data.keys() & {"original", "duplicate"} for event in told] == [{"original"}, {"duplicate"}]
    assert {event.organization for event in told} == {town.alder}
    titles = [entry.title for entry in story(original, None)]
    assert f"Separated again from {other.number}" in titles
    assert titles.count("Received") == 1
    assert "Written on the one" in [entry.text for entry in story(original, None)]


def test_whoever_came_by_themselves_stays_also_where_the_repetition_had_brought_them_before(town: Town):
    original, other = town.pothole, by_fred(town)
    closed = mark_duplicate(other, of=original, by=town.ada)
    follow(original, by=town.fred)
    support(original, by=town.fred)
    separate(closed, by=town.ada, **WHY)
    assert followers(original) == {"rosa", "fred"}
    assert supporters(original) == {"fred"}


def test_what_another_repetition_brought_too_stays(town: Town):
    original, one, two = town.pothole, by_fred(town), by_fred(town)
    mark_duplicate(two, of=original, by=town.ada)
    closed = mark_duplicate(one, of=original, by=town.ada)
    separate(closed, by=town.ada, **WHY)
    assert followers(original) == {"rosa", "fred"}
    separate(ServiceRequest.objects.get(pk=two.pk), by=town.ada, **WHY)
    assert followers(original) == {"rosa"}


def test_what_came_along_goes_back_with_it_unless_it_was_placed_anew_since(town: Town):
    original, middle, last, stays = town.pothole, by_fred(town), town.report(), town.report()
    mark_duplicate(last, of=middle, by=town.ada)
    stays = mark_duplicate(stays, of=middle, by=town.ada)
    middle = mark_duplicate(middle, of=original, by=town.ada)
    assert set(original.duplicates.all()) == {middle, last, stays}
    placed = separate(ServiceRequest.objects.get(pk=stays.pk), by=town.ada, **WHY)
    mark_duplicate(placed, of=original, by=town.ada)
    middle = separate(ServiceRequest.objects.get(pk=middle.pk), by=town.ada, **WHY)
    assert (set(original.duplicates.all()), set(middle.duplicates.all())) == ({stays}, {last})
    assert followers(middle) == {"fred", "rosa"}


def test_the_clocks_are_later_by_the_time_in_which_it_was_closed(town: Town):
    start = dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)  # a Monday morning
    with clock.at(start):
        original, other = town.pothole, by_fred(town)
    with clock.at(start + dt.timedelta(hours=1)):
        closed = mark_duplicate(other, of=original, by=town.ada)
    with clock.at(start + dt.timedelta(days=1, hours=1)):
        again = separate(closed, by=town.ada, **WHY)
    assert again.due_at - other.due_at == dt.timedelta(days=1)
    assert again.expected_at - other.expected_at == dt.timedelta(days=1)


def test_only_whoever_holds_the_repetition_separates_it_and_only_once(town: Town):
    original, other = town.pothole, by_fred(town)
    original = transfer(original, to=town.county, reason="Yours", by=town.ada)
    closed = mark_duplicate(other, of=original, by=town.ada)
    with pytest.raises(Refused, match="which holds this request"):
        separate(closed, by=town.carla, **WHY)
    with pytest.raises(Refused, match="Say why"):
        separate(closed, reason=" ", by=town.ada)
    separate(closed, by=town.ada, **WHY)
    with pytest.raises(Refused, match="meanwhile"):
        separate(closed, by=town.ada, **WHY)
    with pytest.raises(Refused, match="not taken to repeat"):
        separate(original, by=town.carla, **WHY)
    # On the county's request it stands as Alder's doing.
    assert set(Event.objects.filter(kind="separated").values_list("organization", flat=True)) == {town.alder.pk}


def test_a_form_that_is_out_of_date_separates_nothing(town: Town):
    closed = mark_duplicate(by_fred(town), of=town.pothole, by=town.ada)
    with pytest.raises(Refused, match="Ada changed this request"):
        separate(closed, by=town.abel, seen=closed.version - 1, **WHY)
    assert ServiceRequest.objects.get(pk=closed.pk).duplicate_of == town.pothole


def test_reopening_a_repetition_takes_its_followers_back_too(town: Town):
    closed = mark_duplicate(by_fred(town), of=town.pothole, by=town.ada)
    reopen(closed, reason="It is another hole", by=town.fred)
    assert followers(town.pothole) == {"rosa"}
