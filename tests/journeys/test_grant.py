"""A city's administrator works on the county's desk by a grant, as far as it reaches and no longer than it holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from fixward.domain.governments.models import Grant, Role
from fixward.domain.service_requests.models import Event, EventKind, ServiceRequest
from tests.journeys.visitor import Visitor
from tests.town import IN_COUNTY, IN_ELM, Town


@pytest.mark.slow
def test_a_city_administrator_works_on_the_countys_desk_within_services_and_ground_until_the_grant_ends(
    visitor: Callable[..., Visitor], real_town: Town
) -> None:
    real_town.member("head", real_town.county, Role.ADMINISTRATOR)
    real_town.member("chief", real_town.alder, Role.ADMINISTRATOR)
    within = real_town.report(IN_ELM)
    other_service = real_town.report(IN_ELM, service=real_town.light_service)
    other_ground = real_town.report(IN_COUNTY)
    # Whatever may be seen of these is seen by the grant alone.
    ServiceRequest.objects.update(is_private=True)
    head, chief = visitor(), visitor()
    head.comes_as("head@example.org")
    chief.comes_as("chief@example.org")
    sees(chief, within, other_service, other_ground, only=())
    give(head)
    sees(chief, within, other_service, other_ground, only=(within,))
    work(chief, within)
    head.open(f"/staff/requests/{within.number}")
    head.reads("Chief of City of Alder, for Cedar County")
    done = Event.objects.filter(service_request=within).exclude(kind=EventKind.SUBMITTED)
    assert {(event.member.person.email, event.organization) for event in done if event.member} == {
        ("chief@example.org", real_town.county)
    }
    end(head)
    sees(chief, within, other_service, other_ground, only=())


def sees(chief: Visitor, *all_of_them: ServiceRequest, only: tuple[ServiceRequest, ...]) -> None:
    """In the inbox of every desk that is theirs, and at each request's own address."""
    chief.open("/staff/?view=all&state=open&department=all&desk=county")
    for one in all_of_them:
        row = chief.page.locator(".inbox__number", has_text=one.number)
        expect(row).to_have_count(1 if one in only else 0)
    for one in all_of_them:
        answer = chief.page.goto(f"{chief.base}/staff/requests/{one.number}")
        assert answer
        assert answer.status == (200 if one in only else 404), one.number


def give(head: Visitor) -> None:
    """Potholes in Elm, for the city's administrators, who may work on them."""
    head.open("/staff/setup/for/county/grants/new")
    head.choose("To the members of", "City of Alder")
    head.choose("What they may do here", "Worker")
    head.choose("From which role at home", "Administrator")
    head.tick("Pothole")
    head.choose("Ground", "Elm")
    head.press("Save")
    head.reads("City of Alder")
    grant = Grant.objects.get()
    assert (grant.service_codes, grant.place.name if grant.place else "") == (["pothole"], "Elm")


def work(chief: Visitor, service_request: ServiceRequest) -> None:
    chief.open(f"/staff/requests/{service_request.number}")
    chief.press("Acknowledge", within=chief.page.locator("#acknowledge"))
    chief.reads("Acknowledged")
    reply = chief.page.locator("#reply")
    chief.write("Your answer", "We look at it together.", within=reply)
    chief.press("Send the answer", within=reply)
    chief.reads("We look at it together.")
    chief.reads("Chief of City of Alder, for Cedar County")


def end(head: Visitor) -> None:
    head.open("/staff/setup/for/county/grants")
    head.press("City of Alder")
    head.press("Remove")
    head.reads("where it can be taken back")
