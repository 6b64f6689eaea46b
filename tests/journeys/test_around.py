"""What goes on around, on a phone: one result on map and list, an address to hand on, and a government's own page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from fixward.domain.governments.branding import set_branding
from fixward.domain.governments.models import Role
from fixward.domain.service_requests.operations import acknowledge
from tests.journeys.visitor import Visitor
from tests.town import IN_BIRCH, IN_COUNTY, Town


@pytest.mark.slow
@pytest.mark.parametrize("manner", ["mouse", "keyboard", "no script"])
def test_a_filter_gives_an_address_whose_list_and_feeds_are_the_same(
    manner: str, visitor: Callable[..., Visitor], real_town: Town
) -> None:
    hole, other = real_town.report(), real_town.report(IN_BIRCH)
    light = real_town.report(service=real_town.light_service, description="Dark since Monday")
    fred = visitor(manner, phone=True)
    fred.open("/")
    fred.reads("3 requests")
    fred.unfold(fred.page.locator(".filters__more"))
    fred.choose("Service", "Pothole")
    fred.choose("Place", "Alder")
    fred.press("Show")
    fred.reads("1 request")
    fred.reads(hole.number)
    assert not {light.number, other.number} & set(numbers(fred))

    friend = visitor("no script", phone=True)
    friend.open(fred.page.url)
    assert numbers(friend) == [hole.number]
    data = friend.page.request.get(friend.base + address(friend, "As data (GeoJSON)"))
    assert [one["properties"]["number"] for one in data.json()["features"]] == [hole.number]
    feed = friend.page.request.get(friend.base + address(friend, "Follow this list in a feed reader (Atom)")).text()
    assert hole.number in feed
    assert light.number not in feed


@pytest.mark.slow
def test_the_list_follows_the_map_and_the_address_opens_the_same_view(
    visitor: Callable[..., Visitor], real_town: Town
) -> None:
    near, far = real_town.report(), real_town.report(IN_COUNTY)
    fred = visitor("mouse", phone=True)
    fred.open("/")
    fred.reads("2 requests")
    expect(fred.page.locator("#requests-map canvas")).to_be_visible()
    zoom_in(fred)
    fred.reads("in this part of the map")
    expect(fred.page).to_have_url(re.compile("bbox="))
    friend = visitor("no script", phone=True)
    friend.open(fred.page.url)
    friend.reads("in this part of the map")
    assert numbers(friend) == numbers(fred)
    fred.press("Show everywhere")
    fred.reads("2 requests")
    assert set(numbers(fred)) == {near.number, far.number}


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_government_in_its_own_colour_can_be_read_on_its_page_and_in_its_frame(
    scheme: str, visitor: Callable[..., Visitor], real_town: Town
) -> None:
    chief = real_town.member("chief", real_town.alder, Role.ADMINISTRATOR)
    set_branding(real_town.alder, by=chief, colour="#0057b8", frame_origins=["https://www.alder.example.org"])
    number = acknowledge(real_town.report(), by=real_town.ada).number
    fred = visitor("mouse", phone=True, color_scheme=scheme)
    for path in ("/o/alder", "/o/alder/frame"):
        fred.open(path)
        fred.reads(number)
        fred.reads("In progress")
        expect(fred.page.locator("fixward-map")).to_have_attribute("data-bounds", json.dumps([0.0, 0.0, 4.0, 4.0]))
        fred.must_be_accessible()
    fred.press("Report a problem")
    fred.reads("Where is it?")


def zoom_in(somebody: Visitor) -> None:
    for _ in range(3):
        somebody.page.locator("#requests-map .maplibregl-ctrl-zoom-in").click()
        somebody.page.wait_for_timeout(500)  # the map glides


def numbers(somebody: Visitor) -> list[str]:
    return somebody.page.locator("#_results .row .number").all_inner_texts()


def address(somebody: Visitor, link: str) -> str:
    found = somebody.page.get_by_role("link", name=link, exact=True).get_attribute("href")
    assert found
    return found
