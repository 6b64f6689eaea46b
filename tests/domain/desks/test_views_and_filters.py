import datetime as dt

import pytest

from fixward.domain.conversations.operations import ask, comment
from fixward.domain.desks.filters import Filters
from fixward.domain.desks.views import Desk, Sort, View, ordered
from fixward.domain.governments.models import Grant, Role
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import (
    Contact,
    acknowledge,
    assign,
    close,
    return_to_sender,
    support,
    transfer,
)
from fixward.foundation import clock
from tests.town import IN_COUNTY, IN_ELM, Town


def at_alder(town: Town, **more) -> Desk:
    return Desk(town.ada, town.alder, **more)


def found(desk: Desk, view: View = View.ALL, **asked: str) -> set[str]:
    return {row.number for row in Filters.read(asked).choose(desk.rows(view), desk)}


def due(request: ServiceRequest, hours: float) -> None:
    ServiceRequest.objects.filter(pk=request.pk).update(due_at=clock.now() + dt.timedelta(hours=hours))


def test_what_others_handed_over_arrives_until_somebody_here_has_it(town: Town):
    handed = town.report(IN_COUNTY)
    transfer(handed, to=town.alder, reason="In Alder", by=town.carla)
    assert found(at_alder(town), View.ARRIVING) == {handed.number}
    assign(handed, department=town.alder_streets, member=town.ada, by=town.abel)
    assert found(at_alder(town), View.ARRIVING) == set()
    assert found(at_alder(town), View.MINE) == {handed.number}


def test_what_came_back_is_in_a_view_of_its_own(town: Town):
    transfer(town.pothole, to=town.county, reason="Yours", by=town.ada)
    return_to_sender(town.pothole, reason="No", by=town.carla)
    assert found(at_alder(town), View.RETURNED) == {town.pothole.number}
    assert found(at_alder(town), View.ARRIVING) == set()


def test_soon_is_within_a_day_and_overdue_is_past(town: Town):
    late, soon, later = town.report(), town.report(), town.report()
    for request, hours in ((late, -1), (soon, 23), (later, 25)):
        due(request, hours)
    assert found(at_alder(town), View.OVERDUE) == {late.number}
    assert found(at_alder(town), View.SOON) == {soon.number}
    in_order = ordered(at_alder(town).rows(View.NEW), View.NEW, Sort.DUE)
    assert [row.number for row in in_order] == [late.number, soon.number, later.number]


def test_what_waits_for_the_reporter_has_a_view(town: Town):
    town.report()
    ask(town.pothole, text="Which lane?", by=town.ada)
    assert found(at_alder(town), View.WAITING) == {town.pothole.number}


def test_recently_closed_forgets_after_thirty_days(town: Town):
    fresh, old = town.report(), town.report()
    for request in (fresh, old):
        close(request, resolution="fixed", by=town.ada)
    ServiceRequest.objects.filter(pk=old.pk).update(closed_at=clock.now() - dt.timedelta(days=31))
    assert found(at_alder(town), View.CLOSED) == {fresh.number}


def test_my_departments_and_unassigned(town: Town):
    desk = at_alder(town, own_departments={town.alder_desk.pk})
    at_the_desk, in_streets = town.report(), town.report()
    assign(at_the_desk, department=town.alder_desk, by=town.abel)
    assign(in_streets, department=town.alder_streets, member=town.ada, by=town.abel)
    assert found(desk, View.DEPARTMENT) == {at_the_desk.number}
    assert found(desk, View.UNASSIGNED) == {at_the_desk.number}


def test_each_view_is_counted_by_one_statement(town: Town, django_assert_num_queries):
    desk = at_alder(town)
    town.report(), town.report()
    acknowledge(town.pothole, by=town.ada)
    with django_assert_num_queries(1):
        counts = desk.count(desk.views(), most=1)
    assert (counts[View.NEW], counts[View.ACTIVE], counts[View.ALL]) == (2, 1, 2)


@pytest.mark.parametrize(
    "asked",
    [
        {"service": "light"},
        {"state": "acknowledged"},
        {"assignee": "me"},
        {"supporters": "1"},
        {"source": "phone"},
        {"private": "yes"},
        {"target": "late"},
        {"q": "crosswalk"},
        {"q": "Ocean Drive"},
        {"q": "cruce"},
    ],
)
def test_a_filter_leaves_what_fits(town: Town, asked):
    other = town.report(description="Nothing like it", address="1 Hill Road")
    fits = town.report(
        service=town.light_service,
        description="Dark at the crosswalks; oscuro en los cruces",
        address="5 Ocean Drive",
        source="phone",
    )
    acknowledge(fits, by=town.ada)
    assign(fits, department=town.alder_streets, member=town.ada, by=town.abel)
    support(fits, by=town.fred)
    due(fits, -1), due(other, 100)
    ServiceRequest.objects.filter(pk=fits.pk).update(is_private=True)
    assert found(at_alder(town), **asked) == {fits.number}


def test_supporters_are_counted(town: Town):
    town.report()
    for person in (town.fred, town.ada.person):
        support(town.pothole, by=person)
    assert found(at_alder(town), supporters="2") == {town.pothole.number}
    assert found(at_alder(town), supporters="3") == set()


def test_days_are_both_included(town: Town):
    today = clock.now().astimezone(town.alder.zone).date().isoformat()
    hole = town.report()
    assert found(at_alder(town), submitted_since=today, submitted_until=today) == {hole.number}
    assert found(at_alder(town), submitted_until="2001-01-01") == set()


@pytest.mark.parametrize(
    "asked",
    [
        {"assignee": "x"},
        {"assignee": "9" * 40},
        {"supporters": "-1"},
        {"due_since": "0001-01-01"},
        {"due_until": "9999-12-31"},
        {"state": "x", "target": "x", "resolution": "x", "private": "x"},
        {"q": "\0 "},
    ],
)
def test_what_cannot_be_read_asks_for_nothing(town: Town, asked):
    assert Filters.read(asked).query() == {}


def test_words_are_found_in_what_was_said(town: Town):
    comment(town.pothole, text="A bicycle fell into it", by=town.rosa)
    town.report()
    assert found(at_alder(town), q="bicycles") == {town.pothole.number}


@pytest.mark.parametrize("typed", ["Zenobia", "555-0137", "zenobia@example.net"])
def test_a_reporter_is_found_by_who_may_see_reporters(town: Town, typed):
    contact = Contact(name="Zenobia Quill", phone="727-555-0137", email="zenobia@example.net")
    hole = town.report(contact=contact)
    assert found(at_alder(town), q=typed) == {hole.number}
    assert found(Desk(town.vera, town.alder), q=typed) == set()


def test_under_a_grant_to_read_no_reporter_is_found(town: Town):
    Grant.objects.create(organization=town.county, to=town.alder, least_role=Role.MANAGER, role=Role.VIEWER)
    hole = town.report(IN_COUNTY, description="Deep", contact=Contact(name="Zenobia Quill"))
    desk = Desk(town.abel, town.county)
    assert found(desk, q="Zenobia") == set()
    assert found(desk, q="deep") == {hole.number}


@pytest.mark.parametrize("typed", ["'); DROP TABLE", "“", "a & | !", "%", "the", "\\"])
def test_any_words_can_be_searched(town: Town, typed):
    town.report(address="1 Hill Road")
    assert found(at_alder(town), q=typed) == set()


def test_a_number_is_found_however_it_is_said_and_on_this_desk_alone(town: Town):
    assert found(at_alder(town), q=town.pothole.number.replace("-", " ")) == {town.pothole.number}
    assert found(at_alder(town), q=town.report(IN_ELM).number) == set()
