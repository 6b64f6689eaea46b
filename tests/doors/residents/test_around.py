"""Around: one result on the map, in the list and in the feeds, under an address that can be shared."""

from xml.etree import ElementTree

import pytest

from fixward.domain.service_requests.operations import close, hide
from tests.doors.residents.conftest import text
from tests.town import IN_BIRCH, IN_COUNTY

ALL = "-1,-1,11,11"
ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def numbers(answer):
    return {feature["properties"].get("number") for feature in answer.json()["features"]}


@pytest.mark.parametrize(
    "query", [{}, {"state": "all"}, {"service": "light"}, {"text": "deep hole"}, {"place": "birch", "state": "all"}]
)
def test_map_list_and_feeds_show_the_same(resident, town, query):
    town.report(description="A deep hole")
    town.report(IN_BIRCH)
    close(town.report(description="A deep one"), resolution="fixed", by=town.ada)
    light = town.report(service=town.light_service, answers={"pole": ["city"]}, description="Dark")

    listed = numbers(resident.client.get("/requests.geojson", query))
    page = text(resident.open("/", **query))
    feed = resident.client.get("/requests.atom", query).content.decode()

    view = resident.client.get("/requests/viewport.geojson", query | {"bbox": ALL, "zoom": "18"}).json()
    assert sum(feature["properties"].get("count", 1) for feature in view["features"]) == len(listed)
    assert page.count('class="row"') == len(listed)
    assert all(f"/requests/{number}" in page and f"/requests/{number}" in feed for number in listed)
    assert (light.number in listed) is ("text" not in query and query.get("place") is None)


def test_an_address_with_a_box_lists_what_lies_in_it(resident, town):
    near, far = town.report(), town.report(IN_COUNTY)
    page = text(resident.open("/", bbox="0,0,1,1"))
    assert near.number in page
    assert far.number not in page
    assert "in this part of the map" in page
    assert far.number in text(resident.open("/", bbox="rubbish"))


def test_the_filter_keeps_the_box_and_says_what_it_asks_for(resident, town):
    page = text(resident.open("/", bbox="0,0,1,1", state="closed", organization=town.alder.code))
    assert 'name="bbox" value="0.00000,0.00000,1.00000,1.00000"' in page
    assert f'<option value="{town.alder.code}" selected>' in page
    assert '<details class="filters__more" open>' in page


def test_a_feed_of_requests_is_well_formed_whatever_was_written(resident, town):
    town.report(description="<b>bold</b> & \x0b ]]> “quotes”")
    answer = resident.client.get("/requests.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    [entry] = ElementTree.fromstring(answer.content).findall("atom:entry", ATOM)
    assert "bold" in entry.findtext("atom:summary", namespaces=ATOM)


def test_no_output_says_who_reported_or_shows_what_is_hidden(resident, town):
    shown = town.report()
    hidden = hide(town.report(), reason="An insult", by=town.abel)
    for path in ("/", "/requests.geojson", "/requests.atom", f"/requests/viewport.geojson?bbox={ALL}&zoom=19"):
        content = resident.client.get(path).content.decode()
        assert hidden.number not in content
        assert town.rosa.email not in content
        assert shown.number in content


@pytest.mark.parametrize(
    "path", ["/requests.geojson?bbox=1,2", "/requests/viewport.geojson", "/requests/viewport.geojson?bbox=x"]
)
def test_a_box_that_is_none_is_told(resident, town, path):
    answer = resident.client.get(path)
    assert answer.status_code == 400
    assert "bbox=west,south,east,north" in answer.json()["detail"]


@pytest.mark.parametrize("zoom", ["", "-3", "99", "nan", "inf", "x", "7.6"])
def test_any_zoom_is_answered(resident, town, zoom):
    town.report()
    answer = resident.client.get("/requests/viewport.geojson", {"bbox": ALL, "zoom": zoom})
    assert len(answer.json()["features"]) == 1


def test_the_view_says_how_many_there_are_in_words(resident, town):
    town.report()
    answer = resident.client.get("/requests/viewport.geojson", {"bbox": ALL, "zoom": "5"}).json()
    assert answer["summary"] == "1 request in this view."


def test_ten_more_requests_cost_no_query_more(resident, town, django_assert_max_num_queries):
    paths = ["/", "/requests.geojson", "/requests.atom", f"/requests/viewport.geojson?bbox={ALL}&zoom=5&state=all"]
    for path in paths:
        town.report()
        resident.client.get(path)
        with django_assert_max_num_queries(20) as before:
            resident.client.get(path)
        for _ in range(10):
            town.report()
        with django_assert_max_num_queries(len(before)):
            resident.client.get(path)
