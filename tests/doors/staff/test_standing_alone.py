"""A town that was handled picks the day on which it stands alone, on pages."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import translation

from fixward.domain.governments.models import (
    Department,
    Organization,
    Role,
)
from fixward.domain.routing import current
from fixward.domain.service_requests.models import Event
from fixward.followups.notifications.letters import letter
from fixward.foundation import clock
from tests.doors.staff.browsers import browser_of
from tests.town import IN_ELM, Town


@pytest.fixture
def elma(town: Town) -> Client:
    """Elm's administrator; Elm has a front desk, and the county handles its requests."""
    Department.objects.create(organization=town.elm, code="desk", name="Village desk", is_front_desk=True)
    return browser_of(town.member("elma", town.elm, Role.ADMINISTRATOR))


def test_the_day_is_set_called_off_and_rehearsed_on_its_page(town: Town, elma: Client, chief: Client, head: Client):
    page = "/staff/setup/for/elm/stand-alone"
    made = town.report(IN_ELM)
    assert page in elma.get("/staff/setup/").content.decode()
    for client, status in ((elma, 200), (head, 200), (chief, 404)):
        assert client.get(page).status_code == status
    shown = elma.get(page).content.decode()
    assert "Village desk" in shown
    assert "1 requests lay inside" in shown
    assert "Polygon" in shown
    assert made.number in elma.get(f"{page}/rehearsal").content.decode()
    day = clock.now().date() + dt.timedelta(days=9)
    assert elma.post(page, {"stand_alone_from": "2001-01-01"}).status_code == 422
    assert elma.post(page, {"stand_alone_from": day.isoformat()}).status_code == 302
    town.elm.refresh_from_db()
    assert town.elm.stand_alone_from == day
    elma.post(f"{page}/off")
    town.elm.refresh_from_db()
    assert town.elm.stand_alone_from is None
    assert chief.post(f"{page}/off").status_code == 404


def test_after_the_day_what_is_open_is_taken_over_with_one_button(town: Town, elma: Client):
    page = "/staff/setup/for/elm/stand-alone"
    town.report(IN_ELM)
    made = town.report(IN_ELM)
    Organization.objects.filter(code="elm").update(stand_alone_from=clock.now().date() - dt.timedelta(days=1))
    current.refresh()
    assert "2 open requests are still held by Cedar County" in elma.get(page).content.decode()
    said = elma.post(f"{page}/adopt", follow=True).content.decode()
    assert "2 open requests are yours now" in said
    made.refresh_from_db()
    assert made.organization == town.elm
    first = Event.objects.filter(kind="adopted").order_by("pk").first()
    with translation.override("en"):
        assert "1 other that you follow" in letter(first, town.rosa).lead
