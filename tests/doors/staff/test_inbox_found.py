"""What the inbox finds: its filters in the address, on the map, what came meanwhile, and as a file."""

import csv
import datetime as dt
import io
import json
import re
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fixward.domain.desks import sheets
from fixward.domain.governments.models import Grant, Role
from fixward.domain.service_requests.models import Priority
from fixward.domain.service_requests.operations import Contact, close, set_priority, transfer
from fixward.domain.service_requests.reasons import CloseReason
from fixward.doors.staff.inbox import files
from tests.doors.staff.test_inbox import numbers
from tests.town import IN_BIRCH, IN_COUNTY, Town


def content(answer) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def lines(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(answer))))


def test_the_filters_in_the_address_choose_and_are_shown(ada, town: Town):
    light, _hole = town.report(service=town.light_service), town.report()
    answer = ada.get("/staff/", service="light", q="deep")
    assert numbers(answer) == [light.number]
    page = answer.content.decode()
    assert "Service: Street light out" in page
    assert 'value="deep"' in page


def test_filters_cost_no_query_more_with_more_rows(abel, town: Town, django_assert_num_queries):
    asked = {"q": "hole", "service": "pothole", "show": "both", "supporters": "0", "view": "all"}
    town.report(), abel.get("/staff/", **asked)
    with CaptureQueriesContext(connection) as few:
        abel.get("/staff/", **asked)
    for _number in range(10):
        town.report()
    with django_assert_num_queries(len(few)):
        assert len(numbers(abel.get("/staff/", **asked))) == 11


def test_beside_the_list_or_instead_of_it_there_is_a_map(ada, town: Town):
    hole = town.pothole
    both, alone = ada.get("/staff/", show="both"), ada.get("/staff/", show="map")
    assert "<fixward-map" in both.content.decode()
    assert numbers(both) == [hole.number]
    assert "<fixward-map" in alone.content.decode()
    assert numbers(alone) == []


def test_the_map_has_what_is_found_inside_its_box(ada, town: Town):
    here = town.report((0.5, 0.5))
    town.report((3.5, 3.5)), town.report(IN_BIRCH)
    answer = json.loads(ada.get("/staff/map.geojson", bbox="0,0,1,1").content)
    assert [feature["properties"]["number"] for feature in answer["features"]] == [here.number]
    assert len(json.loads(ada.get("/staff/map.geojson", bbox="nan,1,x").content)["features"]) == 2


def test_what_came_meanwhile_is_told_and_nothing_else(ada, town: Town):
    town.report()
    page = ada.get("/staff/").content.decode()
    since = re.search(r"since=(\d+)", page)[1]
    assert ada.get("/staff/newer", since=since).status_code == 204
    town.report(IN_BIRCH)
    assert ada.get("/staff/newer", since=since).status_code == 204
    handed = town.report(IN_COUNTY)
    transfer(handed, to=town.alder, reason="Yours", by=town.carla)
    assert "1 came meanwhile" in ada.get("/staff/newer", since=since).content.decode()
    assert ada.get("/staff/newer", since=since, service="light").status_code == 204
    assert ada.get("/staff/newer", since="x" * 40).status_code == 200


def test_a_file_has_all_that_is_found_whatever_its_form(ada, town: Town, monkeypatch):
    monkeypatch.setattr(sheets, "_ROWS_OF_A_PACKET", 2)
    made = {town.report().number for _number in range(5)}
    town.report(IN_BIRCH), town.report(service=town.light_service)
    rows = lines(ada.get("/staff/requests.csv", service="pothole"))
    assert {row["number"] for row in rows} == made
    assert rows[0]["service"] == "Pothole"
    collection = json.loads(content(ada.get("/staff/requests.geojson", service="pothole")))
    assert {feature["properties"]["number"] for feature in collection["features"]} == made
    assert collection["features"][0]["geometry"]["coordinates"] == [0.5, 0.5]


def test_moments_are_told_in_the_zone_of_the_place(ada, town: Town):
    made = town.report()
    [row] = lines(ada.get("/staff/requests.csv"))
    assert dt.datetime.fromisoformat(row["submitted_at"]) == made.submitted_at.replace(microsecond=0)
    assert (
        dt.datetime.fromisoformat(row["submitted_at"]).utcoffset() == timezone.localtime(made.submitted_at).utcoffset()
    )


def test_an_excel_file_begins_a_new_sheet_where_one_is_full(ada, town: Town, monkeypatch):
    monkeypatch.setattr(files, "_ROWS_OF_A_SHEET", 2)
    for text in ("=1+1", "https://example.org", "Hole"):
        town.report(description=text)
    answer = ada.get("/staff/requests.xlsx")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
    assert len(sheets) == 2
    assert "=1+1" in "".join(sheets)
    assert "<f>" not in "".join(sheets)


def test_an_excel_file_holds_what_there_is_as_it_is(ada, town: Town):
    for text in ("", "“Hueco” 🕳 <b>&</b>", "12"):
        town.report(description=text)
    told = shared_or_inline(ada.get("/staff/requests.xlsx"))
    assert "“Hueco” 🕳 &lt;b&gt;&amp;&lt;/b&gt;" in told
    assert "<t>12</t>" in told


def test_an_excel_file_of_nothing_has_its_names(ada, town: Town):
    assert "<t>number</t>" in shared_or_inline(ada.get("/staff/requests.xlsx"))


def shared_or_inline(answer) -> str:
    """All parts of the file with words in them."""
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if "sheet" in name or "Strings" in name)


def test_a_table_says_how_urgent_a_request_is_and_why_it_was_closed(ada, town):
    made = town.report()
    set_priority(made, priority=Priority.URGENT, by=town.ada)
    reason = CloseReason.objects.create(organization=town.alder, name={"en": "Not ours to mend"}, resolution="no_work")
    close(town.report(), resolution="no_work", reason=reason, text="It is private ground", by=town.ada)
    rows = lines(ada.get("/staff/requests.csv", view="all"))
    assert {(row["priority"], row["close_reason"]) for row in rows} == {("urgent", ""), ("normal", "Not ours to mend")}


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_an_empty_file_is_whole(ada, town: Town, form):
    answer = content(ada.get(f"/staff/requests.{form}"))
    assert answer.startswith("number,") if form == "csv" else json.loads(answer)["features"] == []


@pytest.mark.parametrize("said", ["=HYPERLINK(1)", "+1", "-1", "@x"])
def test_no_text_in_a_file_is_a_formula(ada, town: Town, said):
    town.report(description=said, contact=Contact(name=said, phone="727-555-0137"))
    [row] = lines(ada.get("/staff/requests.csv"))
    assert (row["description"], row["reporter_name"]) == (f"'{said}", f"'{said}")


def test_who_may_not_see_reporters_gets_no_column_of_them(ada, vera, town: Town):
    town.report()
    assert lines(ada.get("/staff/requests.csv"))[0]["reporter_email"] == town.rosa.email
    rows = lines(vera.get("/staff/requests.csv"))
    assert rows
    assert not any("reporter" in name for name in rows[0])


def test_under_a_grant_to_read_the_reporters_stay_empty(abel, town: Town):
    Grant.objects.create(organization=town.county, to=town.alder, least_role=Role.MANAGER, role=Role.VIEWER)
    town.report(IN_COUNTY)
    [row] = lines(abel.get("/staff/requests.csv", desk="county"))
    assert (row["reporter_name"], row["reporter_email"]) == ("", "")


def test_another_form_of_file_is_not_there(ada, town: Town):
    assert ada.get("/staff/requests.pdf").status_code == 404
