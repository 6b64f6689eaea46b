"""A request in the wrong hands: the pin shows whose it is, it goes there and back, and a dispute becomes a rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from fixward.domain.service_requests.models import Custody, ServiceRequest
from tests.journeys.test_the_way_of_a_request import hand, opened
from tests.journeys.visitor import Visitor
from tests.town import Town


@pytest.mark.slow
@pytest.mark.parametrize("manner", ["mouse", "no script"])
def test_a_moved_pin_names_the_owner_who_gets_it_in_the_same_step_and_gives_it_back(
    manner: str, visitor: Callable[..., Visitor], real_town: Town
) -> None:
    made = real_town.report()
    desk, page = f"/staff/requests/{made.number}", f"/requests/{made.number}"
    ada, carla, rosa = visitor(manner), visitor(manner), visitor(manner, phone=True)
    for member, mail in ((ada, "ada@example.org"), (carla, "carla@example.org"), (rosa, "rosa@example.net")):
        member.comes_as(mail)
    ada.open(f"{desk}/pin")
    ada.write("Longitude", "8")
    ada.write("Latitude", "8")
    if manner == "no script":
        ada.press("Put the pin there")  # asks first whose it is to be
    else:
        ada.page.keyboard.press("Tab")
    ada.reads("There it would be Cedar County’s.")
    assert ServiceRequest.objects.get().lon == made.lon
    ada.tick("Hand it to Cedar County")
    ada.write("Reason for handing it over", "It lies outside our limits")
    ada.press("Put the pin there")
    ada.reads("Handed to Cedar County")
    rosa.open(page)
    rosa.reads("It lies outside our limits")
    rosa.reads(made.number)
    carla.open(desk)
    fold = opened(carla, "#return")
    carla.write("Reason", "The survey puts it on the city's side", within=fold)
    carla.press("Return it", within=fold)
    carla.reads("Returned to City of Alder")
    rosa.open(page)
    rosa.reads("The survey puts it on the city's side")
    chain = [row.organization.code for row in Custody.objects.order_by("pk")]
    assert chain == ["alder", "county", "alder"]


@pytest.mark.slow
def test_the_steward_settles_a_dispute_for_good_and_the_next_report_goes_there_by_itself(
    visitor: Callable[..., Visitor], real_town: Town
) -> None:
    made = real_town.report()
    desk = f"/staff/requests/{made.number}"
    ada, carla, cora = visitor(), visitor(), visitor()
    for member, mail in ((ada, "ada@example.org"), (carla, "carla@example.org"), (cora, "cora@example.org")):
        member.comes_as(mail)
    ada.open(desk)
    hand(ada, "Cedar County", "This is a county road")
    ada.reads("Handed to Cedar County")
    carla.open(desk)
    hand(carla, "City of Alder", "It is the city's alley")
    carla.reads("Given to the steward")
    expect(carla.page.locator("#settle")).to_have_count(0)
    cora.open("/staff/?view=unsettled&department=all")
    cora.press("Pothole")
    fold = opened(cora, "#settle")
    cora.choose("It belongs to", "Cedar County", within=fold)
    cora.write("Reason", "The plat of 1962 shows a county road", within=fold)
    cora.tick("Make it the rule", within=fold)
    cora.press("Settle", within=fold)
    cora.reads("The steward decided: it belongs to Cedar County")
    ada.open(desk)
    ada.reads("The plat of 1962 shows a county road")
    expect(ada.page.locator("#transfer")).to_have_count(0)
    assert real_town.report().organization == real_town.county
