"""What a department hears, and an organization that is not on the platform."""

from __future__ import annotations

from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.foundation.files.pictures import Picture
from tests.followups.letters import ROSA, STREETS, WORKS, fresh
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


def test_an_external_organization_gets_everything_needed_to_act_and_nothing_that_names_the_reporter(town, told):
    picture = Picture(data=b"jpeg", thumbnail=b"small", width=1, height=1, name="any")
    service_request = town.report(address="12 Cedar Street", pictures=[picture])
    operations.transfer(service_request, to=town.state, reason="A state road", by=town.ada)
    desk = told(service_request)["roads@example.com"]
    for needed in (
        service_request.number,
        "Pothole",
        "12 Cedar Street",
        "0.500000, 0.500000",
        "A deep hole",
        "A state road",
        "City of Alder (alder@example.org)",
        f"http://127.0.0.1:8000/requests/{service_request.number}\n",
    ):
        assert needed in desk.body
    assert [(name, kind) for name, _, kind in desk.attachments] == [("1.jpg", "image/jpeg")]
    assert ROSA not in desk.message().as_string()
    assert "/staff/" not in desk.body
    assert "?key=" not in desk.body


def test_a_private_request_gives_an_external_organization_no_link(town, told):
    ServiceRequest.objects.filter(pk=town.pothole.pk).update(is_private=True)
    operations.transfer(fresh(town.pothole), to=town.state, reason="A state road", by=town.ada)
    assert "http" not in told(town.pothole)["roads@example.com"].body


def test_private_answers_stay_out_of_a_desks_mail(town, told):
    town.light_service.questions.create(code="door", text={"en": "Your door?"}, is_private=True)
    service_request = town.report(service=town.light_service, answers={"pole": ["city"], "door": ["Number 9"]})
    body = told(service_request)[STREETS].body
    assert "Who owns the pole?: The city" in body
    assert "Number 9" not in body
