"""A morning in a department: twenty requests, one saved view, and no hand on the mouse."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations.models import Message
from fixward.domain.desks.models import SavedView
from fixward.domain.service_requests.models import ServiceRequest
from tests.journeys.visitor import Visitor
from tests.town import Town

THANKS = {"en": "Thank you, a crew comes to {number}.", "es": "Gracias, va una cuadrilla a {number}."}


class Hands:
    """Somebody's hands on the keyboard: nothing else is touched after the first page."""

    def __init__(self, visitor: Visitor) -> None:
        self.page = visitor.page

    def type(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def at_inbox(self, what: str) -> None:
        expect(self.page.locator(".inbox__head h2")).to_contain_text(what)

    def at_desk(self) -> str:
        """The number of the request whose desk it is."""
        self.page.wait_for_url("**/staff/requests/*")
        self.page.wait_for_load_state("load")
        return self.page.url.rpartition("/")[2].partition("#")[0]

    def go_on(self, number: str) -> str:
        """To the next one; what was said after the act has the focus until then."""
        self.type("j")
        self.page.wait_for_url(lambda address: number not in address)
        return self.at_desk()

    def is_said(self, words: str) -> None:
        said = self.page.locator("#_said")
        expect(said).to_contain_text(words)
        expect(said).to_be_focused()

    def is_in(self, field: Locator) -> None:
        expect(field).to_be_focused()


@pytest.mark.slow
def test_a_department_works_through_its_morning_by_keyboard_alone(
    visitor: Callable[..., Visitor], real_town: Town
) -> None:
    town, made = real_town, [real_town.report(description=f"A deep hole, the {n}th") for n in range(20)]
    town.report(description="Water on the crossing", service=town.light_service)
    conversations.write_canned(None, name="A crew comes", text=THANKS, by=town.abel)
    ada = visitor("mouse")
    ada.comes_as("ada@example.org")
    ada.open("/staff/")
    hands = Hands(ada)
    five_alone(hands)
    three_transferred(hands, town)
    twelve_at_once(hands)
    a_view_is_kept(hands)
    states = ServiceRequest.objects.filter(pk__in=[row.pk for row in made])
    assert states.filter(organization=town.county).count() == 3
    assert states.filter(status="closed", resolution="fixed").count() == 17
    assert Message.objects.filter(text__startswith="Thank you, a crew comes to ").count() == 5
    assert SavedView.objects.get().asked["q"] == "water"


def five_alone(hands: Hands) -> None:
    """Searched, opened, acknowledged, assigned, answered with a canned reply, closed; one after the other."""
    hands.type("/")
    hands.is_in(hands.page.locator("#inbox-q"))
    hands.write("hole")
    hands.type("Enter")
    expect(hands.page.locator(".chips")).to_contain_text("hole")
    hands.is_in(hands.page.locator("#found-title"))
    hands.type("j", "o")
    number = hands.at_desk()
    for last in (False, False, False, False, True):
        one_request(hands)
        number = number if last else hands.go_on(number)
    hands.type("u")
    hands.at_inbox("New")


def one_request(hands: Hands) -> None:
    page = hands.page
    hands.type("e")
    hands.is_said("Acknowledged.")
    hands.type("a")
    hands.is_in(page.locator("#assign-department"))
    hands.type("Tab")
    hands.write("Ada")
    hands.type("Tab", "Enter")
    hands.is_said("Assigned.")
    hands.type("r")
    hands.is_in(page.locator("#reply-text"))
    hands.type("Shift+Tab", "Shift+Tab", "Enter")
    expect(page.locator("#reply-text")).to_have_value(re.compile("^Thank you, a crew comes"))
    hands.is_in(page.locator("#reply-text"))
    hands.type("Control+Enter")
    hands.is_said("Your answer is sent.")
    hands.type("c")
    hands.is_in(page.locator("#close input[type=radio]").first)
    hands.type("Space")
    reach(hands, page.locator("#close-text"))
    hands.write("Filled with asphalt.")
    hands.type("Control+Enter")
    hands.is_said("Closed.")


def three_transferred(hands: Hands, town: Town) -> None:
    """What is not this department's affair goes on, with a reason."""
    hands.type("j", "o")
    number = hands.at_desk()
    for last in (False, False, True):
        hands.type("t")
        hands.is_in(hands.page.locator("#transfer-to"))
        hands.write(town.county.name)
        hands.type("Tab")
        hands.write("A county road")
        hands.type("Control+Enter")
        hands.is_said("Transferred.")
        number = number if last else hands.go_on(number)
    hands.type("u")
    hands.at_inbox("New")


def twelve_at_once(hands: Hands) -> None:
    """Ticked from the first to the last, and closed together."""
    page = hands.page
    expect(page.locator(".inbox__row")).to_have_count(12)
    hands.type(*["k"] * 12)
    reach_first(hands)
    hands.type("x", *["j"] * 11, "X")
    expect(page.locator("[data-rows] input:checked")).to_have_count(12)
    hands.type("c")
    expect(page.locator("h1")).to_contain_text("12 requests")
    hands.is_in(page.locator("#many-resolution"))
    hands.write("Fixed")
    hands.type("Tab")
    hands.write("The whole street has a new surface.")
    hands.type("Tab", "Enter")
    expect(page.locator("#_batch")).to_contain_text("12 done")
    hands.type("u")
    hands.at_inbox("New")


def a_view_is_kept(hands: Hands) -> None:
    page = hands.page
    hands.type("/")
    hands.write("water")
    hands.type("Enter")
    hands.is_in(page.locator("#found-title"))
    expect(page.locator(".inbox__row")).to_have_count(1)
    hands.type("v")
    hands.is_in(page.locator("#id_name"))
    hands.write("Water everywhere")
    hands.type("Enter")
    hands.at_inbox("Water everywhere")
    hands.type("g", "a")
    hands.at_inbox("All")
    hands.type("g", "1")
    hands.at_inbox("Water everywhere")
    expect(page.locator(".inbox__row")).to_have_count(1)


def reach(hands: Hands, field: Locator) -> None:
    for _ in range(6):
        if field.evaluate("element => element === document.activeElement"):
            return
        hands.type("Tab")
    hands.is_in(field)


def reach_first(hands: Hands) -> None:
    """Up as far as it goes."""
    first = hands.page.locator("[data-rows] .row__title a").first
    if not first.evaluate("element => element === document.activeElement"):
        hands.type("j")
    hands.is_in(first)
