"""A call: the report is taken within a minute, by mouse, by keyboard alone, and without JavaScript."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from fixward.domain.places import spelling
from fixward.domain.places.models import Address
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import Contact
from fixward.foundation import grid
from tests.journeys.visitor import Visitor
from tests.town import IN_ALDER, Town

SECONDS = 60


@pytest.fixture
def street(real_town: Town) -> Address:
    """In the gazetteer, where potholes are reported most."""
    name, (lon, lat) = "12 Well Street", IN_ALDER
    return Address.objects.create(
        name=name, search=spelling.normal(name), lon=lon, lat=lat, cell=grid.cell(lon, lat), source="Alder"
    )


@pytest.mark.slow
@pytest.mark.parametrize("manner", ["mouse", "keyboard", "no script"])
def test_a_call_is_taken_within_a_minute_and_the_number_is_read_back(
    manner: str, visitor: Callable[..., Visitor], real_town: Town, street: Address
) -> None:
    before = real_town.report((0.502, 0.5), contact=Contact(name="Rosa Rivera", phone="727 555 0123"))
    ada = visitor(manner)
    ada.comes_as("ada@example.org")
    ada.open("/staff/report")
    begun = time.monotonic()
    where = ada.page.get_by_role("region", name="Where")
    ada.write("Address, crossing or latitude and longitude", "well st 12")
    ada._activate(where.get_by_role("button", name="Find").first)
    ada.press(street.name)
    ada.reads("The place is known.")
    ada.press("Pothole")
    ada.reads("It will go to City of Alder.")
    ada.write("Phone", "(727) 555-0123")
    ada.press("Look the caller up")
    ada.reads(before.number)
    expect(ada.page.get_by_label("Name", exact=False).first).to_have_value("Rosa Rivera")
    ada.write("In the caller's words", "A deep hole by the well")
    ada.press("Send the report")
    ada.reads("Read the number back to the caller")
    taken = time.monotonic() - begun
    made = ServiceRequest.objects.latest("pk")
    assert ada.page.locator(".taken__number").inner_text() == made.number
    assert (made.source, made.organization, made.reporter.name) == ("phone", real_town.alder, "Rosa Rivera")
    assert taken < SECONDS, f"It took {taken:.0f} seconds"


@pytest.mark.slow
def test_who_calls_about_what_is_known_is_joined_to_it(
    visitor: Callable[..., Visitor], real_town: Town, street: Address
) -> None:
    known = real_town.report()
    ada = visitor()
    ada.comes_as("ada@example.org")
    ada.open("/staff/report")
    ada.write("Address, crossing or latitude and longitude", "0.5, 0.5")
    ada._activate(ada.page.get_by_role("region", name="Where").get_by_role("button", name="Find").first)
    ada.press("Pothole")
    ada.reads("Is it one of these?")
    ada.write("E-mail", "fred@example.net")
    ada.press(f"Join {known.number}")
    ada.reads("Read the number back to the caller")
    assert ada.page.locator(".taken__number").inner_text() == known.number
    assert ServiceRequest.objects.count() == 1
    assert known.supports.count() == 1
