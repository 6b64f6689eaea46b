"""Who reports: nobody known, an address, or somebody logged in; a code by mail in the middle loses nothing typed."""

import re

import pytest

from fixward.domain.service_requests.models import ServiceRequest
from tests.doors.residents.conftest import picture, text


def code_of(mail):
    found = re.search(r"^[A-Z0-9-]{6,}$", mail.body, re.MULTILINE)
    assert found
    return found[0]


def enter(resident, page, mail):
    """Type the code on the page that asks for it, and follow."""
    answer = resident.client.post(page, {"code": code_of(mail)})
    resident.page = resident.client.get(answer.url)
    return answer


def test_a_code_in_the_middle_of_a_report_loses_nothing(resident, town, mailoutbox):
    resident.details("light")
    typed = {"description": "Dark & “wet”\nsince May", "name": "Rosa G.", "answers.pole": "city"}
    asked = resident.press("code", email="Rosa@Example.net", photos=picture(), **typed)
    assert asked.url == "/account/login/code/confirm/?next=%2Freport%2Fdraft"
    assert mailoutbox[-1].to[0].lower() == "rosa@example.net"

    assert enter(resident, asked.url, mailoutbox[-1]).url == "/report/draft"
    assert "We write to rosa@example.net, with which you are logged in." in text(resident.page)
    assert resident.fields["description"] == ["Dark & “wet”\nsince May"]
    resident.press("send")

    made = ServiceRequest.objects.get()
    assert (made.description, made.answers) == ("Dark & “wet”\nsince May", {"pole": "city"})
    assert (made.reporter.person, made.reporter.name, made.photos.count()) == (town.rosa, "Rosa G.", 1)


def test_the_draft_is_gone_once_it_is_sent(resident, town, mailoutbox):
    resident.details()
    asked = resident.press("code", email="rosa@example.net", description="Deep")
    enter(resident, asked.url, mailoutbox[-1])
    resident.press("send")

    assert resident.client.get("/report/draft").url == "/report"


def test_whoever_gets_no_code_goes_back_to_the_report_as_it_was(resident):
    resident.details()
    resident.press("code", email="ines@example.net", description="Deep")
    assert 'href="/report/draft"' in text(resident.page)
    resident.open("/report/draft")

    assert (resident.fields["description"], resident.fields["email"]) == (["Deep"], ["ines@example.net"])


def test_the_mail_with_the_code_bears_the_name_over_the_door_and_the_language_of_the_page(
    resident, mailoutbox, settings
):
    settings.UMBRELLA_NAME = "Cedar together"
    resident.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    resident.details()
    resident.press("code", email="ines@example.net")
    assert mailoutbox[-1].subject.startswith("Cedar together: ")
    assert "Con este código inicia sesión." in mailoutbox[-1].body
    assert mailoutbox[-1].body.rstrip().endswith("Cedar together")
    assert "testserver" not in mailoutbox[-1].body


@pytest.mark.parametrize("email", ["", "ines"])
def test_a_code_needs_an_address(resident, email, mailoutbox):
    resident.details()
    answer = resident.press("code", email=email, description="Deep")

    assert answer.status_code == 422
    assert resident.fields["description"] == ["Deep"]
    assert 'id="id_email_error"' in text(answer)
    assert not mailoutbox


def test_what_is_too_long_to_be_kept_stays_in_the_form(resident):
    resident.details()
    answer = resident.press("code", email="ines@example.net", description="x" * 60_000)

    assert answer.status_code == 422
    assert "too long to be kept" in text(answer)
    assert len(resident.fields["description"][0]) == 60_000


def test_after_sending_a_code_goes_to_the_address_of_the_report_without_typing_it_again(resident, town, mailoutbox):
    resident.details()
    sent = resident.press("send", email="ines@example.net")
    asked = resident.client.post(f"{sent.url}/code")
    assert mailoutbox[-1].to == ["ines@example.net"]

    assert enter(resident, asked.url, mailoutbox[-1]).url == "/my"


def test_a_code_for_somebody_elses_report_is_sent_to_nobody(resident, town, mailoutbox):
    answer = resident.client.post(f"/requests/{town.pothole.number}/sent/code")

    assert answer.url == "/my"
    assert not mailoutbox


def test_who_is_logged_in_is_asked_for_no_code(rosa):
    assert 'value="code"' not in text(rosa.details())
