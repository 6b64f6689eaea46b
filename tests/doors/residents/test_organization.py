"""An organization's own front page and its frame: the same platform in its own clothes."""

from io import BytesIO

import pytest
from PIL import Image

from fixward.domain.governments.branding import BrandingRefused, set_branding
from fixward.domain.governments.models import Branding, Role
from fixward.domain.service_requests.operations import close, hide
from fixward.foundation.files import pictures
from tests.doors.residents.conftest import text
from tests.town import IN_BIRCH, IN_ELM

CITY = "https://www.alder.example.org"


@pytest.fixture
def chief(town):
    return town.member("chief", town.alder, Role.ADMINISTRATOR)


def drawn():
    file = BytesIO()
    Image.new("RGB", (200, 100), "navy").save(file, "PNG")
    return pictures.read(BytesIO(file.getvalue()), name="logo.png")


def test_the_front_page_shows_the_name_the_services_and_what_it_holds(resident, town):
    own, others = town.report(), town.report(IN_BIRCH)
    private = hide(town.report(), reason="An insult", by=town.abel)
    page = text(resident.client.get(f"/o/{town.alder.code}"))
    assert town.alder.name in page
    assert own.number in page
    assert others.number not in page
    assert private.number not in page
    assert "not enough yet" in page


def test_its_map_begins_with_its_own_ground(resident, town):
    page = text(resident.client.get(f"/o/{town.birch.code}"))
    assert 'data-bounds="[4.0, 0.0, 8.0, 4.0]"' in page
    assert 'data-bounds="[4.0, 0.0, 8.0, 4.0]"' in text(resident.client.get(f"/o/{town.birch.code}/frame"))
    assert "data-bounds" not in text(resident.client.get(f"/o/{town.state.code}"))


def test_a_report_that_begins_in_a_frame_goes_on_with_the_place_that_was_chosen(resident, town):
    frame = text(resident.client.get(f"/o/{town.alder.code}/frame"))
    assert 'name="where"' in frame
    assert "csrf" not in frame
    page = text(resident.client.get("/report", {"where": "Oak", "found": "0.5 0.5 Oak Street 1"}))
    assert "What is it about?" in page
    assert "Oak Street 1" in page


def test_a_middle_is_told_only_where_enough_was_fixed(resident, town):
    for _ in range(10):
        close(town.report(), resolution="fixed", by=town.ada)
    page = text(resident.client.get(f"/o/{town.alder.code}"))
    assert "1 day" in page
    assert "not enough yet" not in page


def test_a_town_that_another_handles_says_who_works_for_it(resident, town):
    town.report(IN_ELM)
    page = text(resident.client.get(f"/o/{town.elm.code}"))
    assert f"{town.elm.handled_by} works on the requests of {town.elm}" in page


def test_it_wears_its_colour_so_that_it_can_be_read(resident, town, chief):
    set_branding(town.alder, by=chief, colour="#FFEE00", greeting={"en": "Welcome to Alder"}, logo=drawn())
    page = text(resident.client.get(f"/o/{town.alder.code}"))
    style = resident.client.get(f"/o/{town.alder.code}/colours.css")
    picture = resident.client.get(f"/o/{town.alder.code}/logo.jpg")
    assert "Welcome to Alder" in page
    assert "--on-band:#000000" in style.content.decode()
    assert Image.open(BytesIO(picture.content)).format == "JPEG"


def test_only_the_web_sites_that_it_names_may_frame_it(resident, town, chief):
    path = f"/o/{town.alder.code}/frame"
    assert "frame-ancestors 'none'" in resident.client.get(path)["Content-Security-Policy"]
    set_branding(town.alder, by=chief, frame_origins=[CITY + "/"])
    town.report()

    answer = resident.client.get(path)

    assert f"frame-ancestors 'self' {CITY}" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    assert town.rosa.email not in text(answer)
    assert "frame-ancestors 'none'" in resident.client.get(f"/o/{town.alder.code}")["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/o/nowhere", "/o/nowhere/frame", "/o/alder/logo.jpg", "/o/alder/colours.css"])
def test_what_is_not_there_is_not_found(resident, town, path):
    assert resident.client.get(path).status_code == 404


@pytest.mark.parametrize(
    "origin",
    [
        "http://alder.example.org",
        "https://alder.example.org/page",
        "*",
        "https://*.example.org",
        "'none'",
        "https://a b.org",
        "https://alder.example.org; script-src *",
        "https://user@alder.example.org",
        "https://localhost",
        "data:",
    ],
)
def test_an_address_that_is_no_web_site_is_refused_and_nothing_is_stored(town, chief, origin):
    with pytest.raises(BrandingRefused) as refused:
        set_branding(town.alder, by=chief, colour="#0c4a47", frame_origins=[origin])
    assert list(refused.value.sentences) == ["frame_origins"]
    assert not Branding.objects.exists()


def test_a_colour_that_is_none_is_refused(town, chief):
    with pytest.raises(BrandingRefused, match="#0c4a47"):
        set_branding(town.alder, by=chief, colour="red;}")


def test_only_its_own_administrators_change_how_it_looks(town):
    for member in (town.abel, town.carla, town.member("mayor", town.birch, Role.ADMINISTRATOR)):
        with pytest.raises(BrandingRefused, match="Only an administrator"):
            set_branding(town.alder, by=member, colour="#0c4a47")


def test_ten_more_requests_cost_the_page_no_query_more(resident, town, django_assert_max_num_queries):
    path = f"/o/{town.alder.code}"
    town.report()
    resident.client.get(path)
    with django_assert_max_num_queries(12) as before:
        resident.client.get(path)
    for _ in range(10):
        town.report()
    with django_assert_max_num_queries(len(before) + 1):  # the version of the table, twice a second
        resident.client.get(path)
