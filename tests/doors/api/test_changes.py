"""The feed of changes: everything since a cursor, for whoever may see it, and nothing skipped that commits late."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from fixward.domain.routing import current
from fixward.domain.service_requests import feed, operations
from fixward.domain.service_requests.models import ServiceRequest
from tests import town as towns
from tests.doors.api.conftest import Api, of_organization, of_person
from tests.town import IN_BIRCH


@pytest.fixture
def real_town(committed: str) -> towns.Town:
    return towns.build()


def read(caller: Api, cursor: str = "", **asked: object) -> tuple[dict[str, object], str]:
    """What changed, by number, and the next cursor."""
    found = caller.read("changes", cursor=cursor, **asked)
    return {item["number"]: item for item in found["items"]}, found["cursor"]


def test_each_request_comes_once_with_its_last_state_and_then_only_what_is_new(real_town):
    one, two = real_town.report(), real_town.report(IN_BIRCH)
    operations.acknowledge(one, by=real_town.ada)
    found, cursor = read(Api())
    assert list(found) == [two.number, one.number]
    assert found[one.number]["request"]["status"] == "acknowledged"
    assert [event["kind"] for event in found[one.number]["events"]] == ["submitted", "acknowledged"]
    assert read(Api(), cursor) == ({}, cursor)
    operations.close(ServiceRequest.objects.get(pk=one.pk), resolution="fixed", by=real_town.ada)
    found, later = read(Api(), cursor)
    assert {number: item["request"]["status"] for number, item in found.items()} == {one.number: "closed"}
    assert later != cursor


def test_pages_of_it_reach_everything(real_town):
    numbers = [real_town.report().number for _report in range(7)]
    seen, cursor, more = [], "", True
    while more:
        answer = Api().read("changes", cursor=cursor, limit=3)
        seen += [item["number"] for item in answer["items"]]
        cursor, more = answer["cursor"], answer["has_more"]
    assert seen == numbers


def test_what_commits_late_is_not_skipped(real_town):
    written, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                real_town.report()
                written.set()
                go_on.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(20)
    fast = real_town.report()
    before, cursor = read(Api())
    assert fast.number not in before, "A slower transaction with an earlier event is still under way."
    go_on.set()
    thread.join()
    after, _cursor = read(Api(), cursor)
    assert len(after) == 2
    assert fast.number in after


def test_private_requests_are_for_who_may_see_them(real_town):
    made = real_town.report()
    ServiceRequest.objects.filter(pk=made.pk).update(is_private=True)
    for caller in (Api(), of_person(real_town.fred), of_organization(real_town.birch, "work")):
        assert read(caller)[0] == {}
    for caller in (of_person(real_town.rosa), of_organization(real_town.alder, "read")):
        assert list(read(caller)[0]) == [made.number]


def test_what_was_hidden_is_told_as_gone_and_what_is_shown_again_comes_back(real_town):
    made = real_town.report()
    _found, cursor = read(Api())
    operations.hide(made, reason="A name", by=real_town.abel)
    found, cursor = read(Api(), cursor)
    assert found[made.number] == {"number": made.number, "is_gone": True, "request": None, "events": []}
    assert read(of_organization(real_town.alder, "read"))[0][made.number]["request"]["number"] == made.number
    operations.show_again(ServiceRequest.objects.get(pk=made.pk), reason="It was none", by=real_town.abel)
    assert read(Api(), cursor)[0][made.number]["is_gone"] is False


def test_what_nobody_could_see_is_not_told_as_gone(real_town):
    made = real_town.report()
    ServiceRequest.objects.filter(pk=made.pk).update(is_private=True)
    operations.hide(made, reason="A name", by=real_town.abel)
    made.refresh_from_db()
    operations.change_service(made, service=real_town.light_service, answers={"pole": ["city"]}, by=real_town.abel)
    assert read(Api())[0] == {}


def test_what_became_private_is_told_as_gone(real_town):
    made = real_town.report()
    _found, cursor = read(Api())
    type(real_town.light_service).objects.filter(pk=real_town.light_service.pk).update(is_private=True)
    current.refresh()
    operations.change_service(made, service=real_town.light_service, answers={"pole": ["city"]}, by=real_town.abel)
    assert read(Api(), cursor)[0][made.number]["is_gone"] is True


def test_after_a_restore_what_is_new_comes_after_all_that_was_there(real_town):
    real_town.report()
    with connection.cursor() as cursor:
        # As in a database that comes from a server which had counted further.
        cursor.execute("ALTER TABLE service_requests_event DISABLE TRIGGER events_are_only_added")
        cursor.execute("UPDATE service_requests_event SET feed = 1::bigint << 40")
        cursor.execute("ALTER TABLE service_requests_event ENABLE TRIGGER events_are_only_added")
    feed.begin_era()
    before, cursor_then = read(Api())
    new = real_town.report()
    assert len(before) == 1
    assert list(read(Api(), cursor_then)[0]) == [new.number]


@pytest.mark.parametrize("cursor", ["x", "MSAy!", "eCB5", "OTk5OTk5OTk5OTk5OTk5OTk5OTkgMQ"])
def test_a_cursor_that_is_none_is_refused(anybody, cursor):
    assert anybody.get("changes", cursor=cursor).status_code == 422


def test_it_costs_no_query_more_for_more_changes(real_town, django_assert_max_num_queries):
    for _report in range(2):
        real_town.report()
    caller = of_organization(real_town.alder, "read")
    read(caller)
    with django_assert_max_num_queries(12) as few:
        read(caller)
    for _report in range(10):
        real_town.report()
    with django_assert_max_num_queries(len(few)):
        read(caller)
