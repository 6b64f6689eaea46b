"""Three who read figures: the mayor, the head of a department, and the public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from fixward.domain.service_requests import operations
from fixward.followups.insights.making import rebuilding
from fixward.foundation import clock
from tests.doors.figures.conftest import privately
from tests.journeys.visitor import Visitor
from tests.town import Town


@pytest.fixture
def history(real_town: Town) -> Town:
    """Last month twelve were fixed in Alder within a day, and one was handed to the county; two are open."""
    last_month = clock.now().replace(day=1, hour=15, minute=0) - dt.timedelta(days=12)
    for _number in range(12):
        with clock.at(last_month):
            made = real_town.report()
        with clock.at(last_month + dt.timedelta(hours=20)):
            operations.close(made, resolution="fixed", by=real_town.ada)
    with clock.at(last_month):
        handed = real_town.report()
        privately(real_town)
    with clock.at(last_month + dt.timedelta(days=2)):
        operations.transfer(handed, to=real_town.county, reason="A county road", by=real_town.ada)
    rebuilding.rebuild()
    return real_town


@pytest.mark.slow
def test_the_mayor_reads_opens_a_government_and_a_list_and_comes_back(
    visitor: Callable[..., Visitor], history: Town
) -> None:
    mayor = visitor("mouse")
    mayor.open("/figures/")
    expect(mayor.page.locator(".headline")).to_contain_text("12 were closed")
    expect(mayor.page.locator(".headline")).to_contain_text("Half of what was decided was closed within 20 hours")
    expect(mayor.page.locator("#trend [data-drawn] svg")).to_be_visible()
    mayor.page.locator("#organizations").get_by_role("link", name="City of Alder").click()
    expect(mayor.page.get_by_role("heading", level=1)).to_have_text("City of Alder")
    mayor.page.locator("#closed .measure__figure a").click()
    expect(mayor.page.locator(".row")).to_have_count(12)
    mayor.page.get_by_role("link", name="Back to the figures").click()
    expect(mayor.page.get_by_role("heading", level=1)).to_have_text("City of Alder")
    mayor.page.emulate_media(media="print")
    expect(mayor.page.locator(".headline")).to_be_visible()
    expect(mayor.page.locator(".period")).to_be_hidden()
    expect(mayor.page.locator(".site-header")).to_be_hidden()


@pytest.mark.slow
def test_the_head_of_a_department_goes_from_the_figures_to_the_inbox(
    visitor: Callable[..., Visitor], history: Town
) -> None:
    history.abel.departments.add(history.alder_streets)
    head = visitor("keyboard")
    head.comes_as("abel@example.org")
    head.open(f"/figures/o/alder/{history.alder_streets.pk}")
    overdue = head.page.locator("#now-here .measure", has_text="Overdue").get_by_role("link")
    expect(overdue).to_have_text("1")
    overdue.focus()
    head.page.keyboard.press("Enter")
    expect(head.page.locator(".inbox__head h2")).to_contain_text("Overdue")


@pytest.mark.slow
def test_the_public_sees_no_department_of_few_and_what_is_private_is_not_counted(
    visitor: Callable[..., Visitor], history: Town
) -> None:
    somebody = visitor("no script", phone=True)
    somebody.open("/figures/o/alder")
    expect(somebody.page.locator("#received .measure__figure")).to_have_text("13")
    expect(somebody.page.locator("#departments")).to_have_count(0)
    somebody.open(f"/figures/o/alder/{history.alder_streets.pk}")
    expect(somebody.page.locator("h1")).to_be_visible()
    expect(somebody.page.locator(".headline")).to_have_count(0)
    member = visitor("no script", phone=True)
    member.comes_as("ada@example.org")
    member.open("/figures/o/alder")
    expect(member.page.locator("#received .measure__figure")).to_have_text("14")
    expect(member.page.locator("#departments")).to_contain_text("Streets")
