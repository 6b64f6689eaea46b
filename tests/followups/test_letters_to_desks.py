"""What a department hears."""

from __future__ import annotations

from tests.followups.letters import ROSA, STREETS, WORKS
from tests.town import IN_BIRCH, IN_ELM


def test_a_department_without_an_address_is_reached_at_its_organizations(town, told):
    town.alder_streets.email = ""
    town.alder_streets.save()
    assert "alder@example.org" in told(town.pothole)


def test_a_request_of_a_handled_organization_comes_to_its_handler_by_name(town, told):
    mails = told(town.report(at=IN_ELM))
    assert list(mails) == [ROSA, WORKS]
    assert "Cedar County (Public Works) for Village of Elm" in mails[WORKS].body


def test_an_organization_without_departments_or_address_gets_no_mail(town, told):
    town.birch.email = ""
    town.birch.save()
    assert list(told(town.report(at=IN_BIRCH))) == [ROSA]


def test_private_answers_stay_out_of_a_desks_mail(town, told):
    town.light_service.questions.create(code="door", text={"en": "Your door?"}, is_private=True)
    service_request = town.report(service=town.light_service, answers={"pole": ["city"], "door": ["Number 9"]})
    body = told(service_request)[STREETS].body
    assert "Who owns the pole?: The city" in body
    assert "Number 9" not in body
