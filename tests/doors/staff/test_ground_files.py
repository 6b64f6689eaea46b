"""The pages of map data: a file is brought, its fields chosen, what would change is read, and it is applied."""

from __future__ import annotations

import pytest
import shapely
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fixward.domain.governments.models import Role
from fixward.domain.places.models import Boundary, Place
from fixward.domain.surveying.models import GroundFile, Headway, Sort, Stage
from fixward.domain.surveying.operations import go_on
from tests.domain.surveying.test_ground_files import CHOSEN, upload
from tests.town import Town

BASE = "/staff/setup/ground"


@pytest.fixture
def head(town: Town) -> Client:
    """The steward's administrator."""
    client = Client()
    client.force_login(town.member("head", town.county, Role.ADMINISTRATOR).person)
    return client


def brought(head: Client, tmp_path, *features) -> GroundFile:
    answer = head.post(f"{BASE}/new/boundaries", {"file": upload(tmp_path, *features)})
    found = GroundFile.objects.get()
    assert answer.url == f"{BASE}/{found.pk}"
    return found


def test_a_file_goes_its_way_from_being_brought_to_being_applied_without_a_script(tmp_path, town: Town, head: Client):
    file = brought(head, tmp_path, ("Fern", "fern", shapely.box(5, 6, 6, 7)))
    page = f"{BASE}/{file.pk}"
    assert "NAME (Fern)" in head.get(page).content.decode()
    assert head.post(page, CHOSEN).status_code == 302
    assert "Being looked at" in head.get(page).content.decode()
    assert "HX-Refresh" not in head.get(page, HTTP_HX_REQUEST="true")
    go_on(file.pk)
    assert head.get(page, HTTP_HX_REQUEST="true")["HX-Refresh"] == "true"
    shown = head.get(page).content.decode()
    assert "What would change" in shown
    assert "<li>Birch</li>" in shown
    assert not Place.objects.filter(code="fern").exists()
    head.post(f"{page}/apply")
    go_on(file.pk)
    assert "It is applied" in head.get(page).content.decode()
    assert Place.objects.get(code="fern").name == "Fern"
    assert "1 new, 0 changed, 0 ended" in head.get("/staff/setup/changes").content.decode()


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(tmp_path, head: Client):
    answer = head.post(f"{BASE}/new/assets", {})
    assert (answer.status_code, 'href="#id_file"' in answer.content.decode()) == (422, True)
    file = brought(head, tmp_path, ("Fern", "fern", shapely.box(5, 6, 6, 7)))
    answer = head.post(f"{BASE}/{file.pk}", CHOSEN | {"valid_from": "soon", "name_field": "nothing"})
    assert answer.status_code == 422
    assert 'href="#id_valid_from"' in answer.content.decode()
    assert 'href="#id_name_field"' in answer.content.decode()
    file.refresh_from_db()
    assert (file.stage, file.chosen) == (Stage.CHOOSING, {})


def test_a_file_that_is_refused_says_why_and_can_be_discarded(tmp_path, town: Town, head: Client):
    file = brought(head, tmp_path, ("Far", "far", None))
    head.post(f"{BASE}/{file.pk}", CHOSEN)
    go_on(file.pk)
    assert "Feature 1: it has no geometry" in head.get(f"{BASE}/{file.pk}").content.decode()
    answer = head.post(f"{BASE}/{file.pk}/discard", follow=True)
    assert "Nothing has changed" in answer.content.decode()
    assert "Discarded" in head.get(BASE).content.decode()


def test_nobody_but_the_steward_finds_these_pages(tmp_path, town: Town, head: Client):
    file = brought(head, tmp_path, ("Fern", "fern", shapely.box(5, 6, 6, 7)))
    chief = Client()
    chief.force_login(town.member("chief", town.alder, Role.ADMINISTRATOR).person)
    for path in (BASE, f"{BASE}/new/boundaries", f"{BASE}/{file.pk}"):
        assert chief.get(path).status_code == 404
    assert chief.post(f"{BASE}/{file.pk}/apply").status_code == 404
    assert chief.post(f"{BASE}/new/boundaries", {"file": upload(tmp_path)}).status_code == 404
    assert b"Map data" not in chief.get("/staff/setup/").content
    assert b"Map data" in head.get("/staff/setup/").content


def test_a_place_is_renamed_and_ended_on_its_page(town: Town, head: Client):
    page = f"/staff/setup/shared/places/{town.places['elm'].pk}"
    assert head.post(page, {"name": "Elm Village", "valid_to": "2020-01-01"}).status_code == 302
    shown = head.get("/staff/setup/shared/places?q=elm").content.decode()
    assert "Elm Village" in shown
    assert "until Jan. 1, 2020" in shown
    assert "Ended" in shown
    answer = head.post(page, {"name": "", "valid_to": ""})
    assert (answer.status_code, Place.objects.get(code="elm").name) == (422, "Elm Village")


def test_ten_more_of_each_cost_no_query_more(town: Town, head: Client):
    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert head.get(path).status_code == 200
        return len(queries)

    def grow(number: int) -> None:
        member = town.member(f"head{number}", town.county, Role.ADMINISTRATOR)
        Headway.objects.create(
            file=GroundFile.objects.create(sort=Sort.BOUNDARIES, name=f"{number}.geojson", by=member)
        )
        made = Place.objects.create(code=f"x{number}", name=f"Place {number}", kind="district")
        Boundary.objects.create(place=made, wkb=b"", west=0, south=0, east=1, north=1, area=1, digest=str(number))

    grow(0)
    paths = (BASE, "/staff/setup/shared/places", "/staff/setup/shared/layers")
    before = [count(path) for path in paths]
    for number in range(1, 11):
        grow(number)
    assert [count(path) for path in paths] == before
