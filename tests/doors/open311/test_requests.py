"""Conformance C, H and I: lists of requests, and one by its id."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.foundation import clock
from tests.town import IN_BIRCH, IN_ELM

ROW = [
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
    "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode",
    "lat", "long", "media_url",
]  # fmt: skip


def ids(rows):
    return [row["service_request_id"] for row in rows]


def reported(town, *, days: float, **fields) -> ServiceRequest:
    made = town.report(**fields)
    ServiceRequest.objects.filter(pk=made.pk).update(submitted_at=clock.now() - dt.timedelta(days=days))
    return made


def test_73_19_23_every_field_is_there_also_where_nothing_is_known(open311, town):
    made = town.report(description="Ein tiefes Loch – größer als ☂")
    row = open311.json("v2/requests")[0]
    assert list(row) == ROW
    assert (row["address_id"], row["zipcode"], row["media_url"]) == (None, None, None)
    assert (row["lat"], row["long"]) == (0.5, 0.5)
    assert row["agency_responsible"].startswith("City of Alder")
    found = open311.xml("v2/requests").find("request")
    assert [child.tag for child in found] == ROW
    assert found.findtext("description") == made.description == row["description"]
    assert found.findtext("zipcode") == ""


def test_17_every_moment_says_its_zone(open311, town):
    town.report()
    row = open311.json("v2/requests")[0]
    assert dt.datetime.fromisoformat(row["requested_datetime"]).tzinfo is not None


def test_20_a_list_is_a_list_whatever_is_in_it(open311, town):
    assert open311.json("v2/requests") == []
    assert open311.xml("v2/requests").tag == "service_requests"
    assert len(open311.xml("v2/requests")) == 0
    made = town.report()
    assert isinstance(open311.json(f"v2/requests/{made.number}"), list)


def test_22_whatever_is_written_is_told_as_text(open311, town):
    town.report()
    ServiceRequest.objects.update(description="<b>&\x0b bold</b>")  # as an import from elsewhere might have left it
    assert open311.xml("v2/requests").findtext("request/description") == "<b>& bold</b>"


def test_67_70_a_list_begins_90_days_ago_and_one_edge_names_the_other(open311, town):
    new, old = reported(town, days=1), reported(town, days=100)
    assert ids(open311.json("v2/requests")) == [new.number]
    day = (clock.now() - dt.timedelta(days=120)).date().isoformat()
    assert ids(open311.json("v2/requests", start_date=day)) == [old.number]
    day = (clock.now() - dt.timedelta(days=95)).date().isoformat()
    assert ids(open311.json("v2/requests", end_date=day)) == [old.number]


def test_68_edges_are_included_and_know_their_zone(open311, town):
    made = reported(town, days=3)
    at = ServiceRequest.objects.get(pk=made.pk).submitted_at
    assert ids(open311.json("v2/requests", start_date=at.isoformat(), end_date=at.isoformat())) == [made.number]
    later = (at + dt.timedelta(seconds=1)).isoformat()
    assert open311.json("v2/requests", start_date=later) == []


@pytest.mark.parametrize(
    "parameters",
    [
        {"start_date": "2026-02-01", "end_date": "2026-01-01"},
        {"start_date": "2025-01-01", "end_date": "2026-01-01"},
        {"start_date": "yesterday"},
        {"end_date": "2026-02-31"},
        {"start_date": "9999-12-31"},
        {"end_date": "0001-01-01"},
        {"status": "waiting"},
        {"page": "-1"},
    ],
)
def test_68_69_71_what_cannot_be_is_refused_with_a_sentence(open311, town, parameters):
    answer = open311.get("v2/requests.json", **parameters)
    assert answer.status_code == 400
    assert answer.json()[0]["description"]


def test_25_71_72_states_and_services_are_lists_and_what_is_empty_asks_for_nothing(open311, town):
    hole, light = town.report(), town.report(service=town.light_service, description="Dark")
    operations.close(hole, resolution="fixed", by=town.ada)
    assert ids(open311.json("v2/requests", status="closed")) == [hole.number]
    assert ids(open311.json("v2/requests", status="open")) == [light.number]
    assert len(open311.json("v2/requests", status="open,closed", service_code="", start_date="")) == 2
    assert ids(open311.json("v2/requests", service_code=f"{town.light_service.code},other")) == [light.number]


def test_72_ids_override_everything_else(open311, town):
    old, other = reported(town, days=500), town.report()
    asked = f"{old.number},{other.number}"
    assert set(ids(open311.json("v2/requests", service_request_id=asked, status="closed"))) == {
        old.number,
        other.number,
    }


def test_74_75_a_closed_request_was_changed_when_it_was_closed(open311, town):
    hole = operations.close(town.report(), resolution="fixed", text="Filled", by=town.ada)
    operations.support(hole, by=town.fred)
    row = open311.json(f"v2/requests/{hole.number}")[0]
    assert (row["status"], row["status_notes"]) == ("closed", "Fixed. Filled")
    assert dt.datetime.fromisoformat(row["updated_datetime"]) == hole.closed_at.replace(microsecond=0)


def test_75_words_of_a_closing_are_covered_as_in_open_data(open311, town):
    hole = operations.close(town.report(), resolution="fixed", text="Told Rosa at 727-555-0137", by=town.ada)
    row = open311.json(f"v2/requests/{hole.number}")[0]
    assert row["status_notes"] == "Fixed. Told Rosa at [phone number]"
    update = open311.json("v2/servicerequestupdates", service_request_id=hole.number)[-1]
    assert update["description"] == "Fixed. Told Rosa at [phone number]"


def test_77_86_what_changes_hands_names_its_new_holder_and_keeps_its_id(open311, town):
    hole = town.report()
    ServiceRequest.objects.update(updated_at=clock.now() - dt.timedelta(hours=1))
    hole.refresh_from_db()
    before = open311.json(f"alder/v2/requests/{hole.number}")[0]
    operations.transfer(hole, to=town.county, reason="A county road", by=town.ada)
    after = open311.json(f"alder/v2/requests/{hole.number}")[0]
    assert before["agency_responsible"].startswith("City of Alder")
    assert after["agency_responsible"].startswith("Cedar County")
    assert after["updated_datetime"] > before["updated_datetime"]
    assert open311.json("alder/v2/requests") == []
    assert ids(open311.json("county/v2/requests")) == [hole.number]


def test_86_the_id_of_a_request_that_another_worked_on_for_a_town_answers_at_the_towns_endpoint(open311, town):
    made = town.report(IN_ELM)
    assert ids(open311.json("elm/v2/requests")) == [made.number]
    operations.transfer(made, to=town.alder, reason="Theirs", by=town.cora)
    assert open311.json("elm/v2/requests") == []
    assert ids(open311.json(f"elm/v2/requests/{made.number}")) == [made.number]


def test_83_a_duplicate_is_closed_and_says_where_it_goes_on(open311, town):
    first, second = town.report(), town.report()
    operations.mark_duplicate(second, of=first, by=town.ada)
    row = open311.json(f"v2/requests/{second.number}")[0]
    assert (row["status"], row["status_notes"]) == ("closed", f"Duplicate of {first.number}")


def test_78_85_nothing_names_the_reporter_and_what_is_private_is_not_there(open311, town):
    made = town.report(description="Call me at 727 555 0134, rosa@example.net")
    text = open311.get("v2/requests.json").content.decode()
    assert "Rosa" not in text
    assert "555 0134" not in text
    assert "rosa@" not in text
    ServiceRequest.objects.filter(pk=made.pk).update(is_private=True)
    assert open311.json("v2/requests") == []
    assert open311.get(f"v2/requests/{made.number}.json").status_code == 404


def test_79_80_pages_come_newest_first_and_end_with_an_empty_one(open311, town):
    made = [reported(town, days=day).number for day in range(5)]
    pages = [ids(open311.json("v2/requests", page=str(page), page_size="2")) for page in (1, 2, 3, 4)]
    assert pages == [made[:2], made[2:4], made[4:], []]
    assert ids(open311.json("v2/requests", page="0", page_size="2")) == made[:2]


def test_84_an_unknown_id_is_not_found(open311, town):
    answer = open311.get("v2/requests/999-9999.xml")
    assert answer.status_code == 404
    assert b"<code>404</code>" in answer.content


@pytest.mark.parametrize("path", ["v2/requests/%00.json", "v2/requests.json?service_request_id=%00,1&service_code=%00"])
def test_what_no_id_can_be_finds_nothing(open311, town, path):
    assert open311.http.get(f"/open311/{path}").status_code in (200, 404)


def test_26_27_one_government_is_named_by_its_domain_and_an_unknown_one_is_said(open311, town):
    town.alder.website = "https://www.alder.example.org/home"
    town.alder.save()
    own, other = town.report(), town.report(IN_BIRCH)
    assert ids(open311.json("v2/requests", jurisdiction_id="alder.example.org")) == [own.number]
    assert ids(open311.json("birch/v2/requests", jurisdiction_id="alder.example.org")) == [other.number]
    wrong = open311.get("v2/requests.json", jurisdiction_id="nowhere.example.org")
    assert wrong.status_code == 404
    assert "nowhere.example.org" in wrong.json()[0]["description"]


def test_ten_more_rows_cost_no_query_more(open311, town):
    for _ in range(2):
        operations.close(town.report(), resolution="fixed", by=town.ada)
    open311.json("v2/requests")
    few = queries(open311)
    for _ in range(10):
        operations.close(town.report(), resolution="fixed", by=town.ada)
    assert queries(open311) == few <= 2  # once in half a second it is looked whether the rules are still the same


def queries(open311) -> int:
    with CaptureQueriesContext(connection) as asked:
        open311.json("v2/requests")
    return len(asked)
