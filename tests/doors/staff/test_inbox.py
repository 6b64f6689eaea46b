import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixward.domain.governments.models import Grant, Role
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import acknowledge, assign, close, transfer
from fixward.doors.staff.inbox import inbox
from fixward.foundation import clock
from tests.town import IN_BIRCH, IN_COUNTY, IN_ELM, Town


def numbers(answer) -> list[str]:
    return re.findall(r'inbox__number number">([\d-]+)<', answer.content.decode())


def count(answer, view: str) -> str:
    found = re.search(rf'id="view-{view}".*?class="count[^"]*">([^<]*)<', answer.content.decode())
    assert found
    return found[1]


def test_the_inbox_holds_what_the_organization_holds_and_nothing_else(ada, town: Town):
    own, _other = town.report(), town.report(IN_BIRCH)
    assert numbers(ada.get("/staff/")) == [own.number]


def test_a_request_that_was_handed_over_has_left_the_inbox(ada, town: Town):
    transfer(town.pothole, to=town.county, reason="A county road", by=town.ada)
    assert numbers(ada.get("/staff/", view="all")) == []


def test_each_state_has_its_view_with_a_count(ada, town: Town):
    new, active, closed = town.report(), town.report(), town.report()
    acknowledge(active, by=town.ada)
    close(closed, resolution="fixed", by=town.ada)
    answer = ada.get("/staff/")
    assert [count(answer, view) for view in ("new", "active", "closed", "all", "mine")] == ["1", "1", "1", "3", "0"]
    assert numbers(answer) == [new.number]
    assert numbers(ada.get("/staff/", view="active")) == [active.number]
    assert numbers(ada.get("/staff/", view="closed")) == [closed.number]
    assert numbers(ada.get("/staff/", view="all")) == [closed.number, active.number, new.number]


def test_overdue_is_what_the_holder_has_kept_beyond_its_own_target(ada, town: Town):
    late, _fresh = town.report(), town.report()
    an_hour_ago = clock.now() - dt.timedelta(hours=1)
    ServiceRequest.objects.filter(pk=late.pk).update(due_at=an_hour_ago)
    answer = ada.get("/staff/", view="overdue")
    assert numbers(answer) == [late.number]
    assert re.search(r"1\s+hour late", answer.content.decode())


def test_mine_is_what_is_assigned_to_me(ada, town: Town):
    assign(town.pothole, department=town.alder_streets, member=town.ada, by=town.abel)
    town.report()
    assert numbers(ada.get("/staff/", view="mine")) == [town.pothole.number]


def test_only_the_stewards_desk_has_an_unsettled_view(ada, cora, town: Town):
    transfer(town.pothole, to=town.county, reason="Yours", by=town.ada)
    transfer(town.pothole, to=town.alder, reason="No, yours", by=town.carla)
    assert numbers(cora.get("/staff/", view="unsettled", department="all")) == [town.pothole.number]
    assert "view=unsettled" not in ada.get("/staff/").content.decode()


def test_who_works_in_a_department_begins_with_it(ada, town: Town):
    town.ada.departments.add(town.alder_desk)
    in_streets, at_desk = town.report(), town.report()
    assign(at_desk, department=town.alder_desk, by=town.abel)
    assert numbers(ada.get("/staff/")) == [at_desk.number]
    assert numbers(ada.get("/staff/", department=town.alder_streets.pk)) == [in_streets.number]
    assert len(numbers(ada.get("/staff/", department="all"))) == 2


def test_a_request_without_a_department_is_found(abel, town: Town):
    lost = town.report()
    assign(lost, department=None, by=town.abel)
    assert numbers(abel.get("/staff/", department="none")) == [lost.number]


def test_the_order_can_be_turned_round_or_go_by_what_is_due(ada, town: Town):
    first, second = town.report(), town.report()
    ServiceRequest.objects.filter(pk=second.pk).update(due_at=clock.now() + dt.timedelta(hours=1))
    assert numbers(ada.get("/staff/")) == [second.number, first.number]
    assert numbers(ada.get("/staff/", sort="oldest")) == [first.number, second.number]
    assert numbers(ada.get("/staff/", sort="due")) == [second.number, first.number]


def test_a_grant_opens_another_desk_as_far_as_it_reaches(abel, ada, town: Town):
    Grant.objects.create(
        organization=town.county, to=town.alder, least_role=Role.MANAGER, service_codes=["light"], place=None
    )
    pothole, light = town.report(IN_COUNTY), town.report(IN_COUNTY, service=town.light_service)
    assert numbers(abel.get("/staff/", desk="county")) == [light.number]
    assert pothole.number not in abel.get("/staff/", desk="county", view="all").content.decode()
    assert numbers(ada.get("/staff/", desk="county")) == []


def test_what_is_worked_for_another_says_for_whom(carla, town: Town):
    town.report(IN_ELM)
    assert "for Village of Elm" in carla.get("/staff/").content.decode()


@pytest.mark.parametrize(
    "asked", [{"view": "x", "sort": "x", "department": "x", "desk": "x", "page": "x"}, {"page": "99"}]
)
def test_an_address_with_nonsense_shows_the_inbox(ada, town: Town, asked):
    hole = town.report()
    assert numbers(ada.get("/staff/", **asked)) == [hole.number]


def test_counting_and_paging_end_at_a_bound(ada, town: Town, monkeypatch):
    monkeypatch.setattr(inbox, "MOST", 3)
    monkeypatch.setattr(inbox, "ROWS", 2)
    for _number in range(5):
        town.report()
    answer = ada.get("/staff/", page=2)
    assert count(answer, "new") == "3+"
    assert len(numbers(answer)) == 1
    assert "The first 3 are listed" in answer.content.decode()


def test_ten_more_rows_cost_no_query_more(abel, town: Town, django_assert_num_queries):
    Grant.objects.create(organization=town.county, to=town.alder, least_role=Role.MANAGER)
    _some(town, 2)
    few = _queries(abel)
    _some(town, 10)
    with django_assert_num_queries(few):
        assert len(numbers(abel.get("/staff/"))) == 12


def _some(town: Town, many: int) -> None:
    for _number in range(many):
        assign(town.report(), department=town.alder_desk, member=town.ada, by=town.abel)


def _queries(desk) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert numbers(desk.get("/staff/"))
    return len(queries)


def test_a_request_is_found_by_its_number_however_it_is_said(ada, town: Town):
    digits = town.pothole.number.replace("-", " ")
    assert ada.get("/staff/find", number=f" {digits} ").url == f"/staff/requests/{town.pothole.number}"


@pytest.mark.parametrize("typed", ["999-9999", "\0", "x" * 5000, "’; DROP TABLE"])
def test_a_number_that_is_none_gets_a_sentence(ada, town: Town, typed):
    answer = ada.get("/staff/find", number=typed)
    assert answer.status_code == 404
    assert "No request with the number" in answer.content.decode()
