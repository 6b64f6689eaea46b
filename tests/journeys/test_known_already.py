"""On a phone: somebody finds their problem reported already; another one proves their address in the middle."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from fixward.domain.service_requests.models import Follow, Photo, ServiceRequest, Support
from fixward.domain.service_requests.operations import Contact
from tests.journeys.visitor import Visitor
from tests.mailbox import Mailbox
from tests.town import Town

NEAR = "/report?lon=0.5003&lat=0.5&service=pothole"


@pytest.mark.slow
@pytest.mark.parametrize("manner", ["mouse", "keyboard", "no script"])
def test_this_is_it_ends_a_report_that_is_not_needed(
    manner: str, visitor: Callable[..., Visitor], real_town: Town, mail: Mailbox, photo: Path
) -> None:
    hole = real_town.report(description="Deep hole beside the drain", contact=Contact())
    ines = visitor(manner, phone=True)
    ines.open(NEAR)
    ines.reads("Was it reported already?")
    ines.reads("110 feet from here, reported today")
    ines.page.get_by_label(re.compile("^Photos")).set_input_files(photo)
    ines.write("Your e-mail address", "ines@example.net")
    if manner != "no script":
        ines.must_be_accessible()
    ines.press("This is it")
    ines.reads("It is known, and you are counted.")
    ines.reads("One person says: I have this problem too.")
    if manner != "no script":
        ines.must_be_accessible()
    ines.open(confirmation(mail))
    ines.press("Yes, write to me")
    ines.reads("Deep hole beside the drain")

    assert ServiceRequest.objects.count() == 1
    assert (Support.objects.count(), Photo.objects.filter(service_request=hole).count()) == (1, 1)
    assert Follow.objects.get(service_request=hole).person.email == "ines@example.net"


@pytest.mark.slow
@pytest.mark.parametrize("manner", ["mouse", "no script"])
def test_a_code_by_mail_in_the_middle_of_a_report_loses_nothing(
    manner: str, visitor: Callable[..., Visitor], real_town: Town, mail: Mailbox, photo: Path
) -> None:
    ines = visitor(manner, phone=True)
    ines.open(NEAR)
    ines.write("What is wrong?", "A hole, with “sharp” edges")
    ines.page.get_by_label(re.compile("^Photos")).set_input_files(photo)
    ines.write("Your e-mail address", "ines@example.net")
    ines.press("Log in with a code to this address")
    ines.reads("ines@example.net")
    if manner != "no script":
        ines.must_be_accessible()
    ines.page.locator("input[name=code]").fill(code(mail))
    ines.press("Confirm")
    ines.reads("We write to ines@example.net, with which you are logged in.")
    if manner != "no script":
        ines.must_be_accessible()
    ines.press("Send the report")
    ines.reads("Your report is on its way")
    ines.open("/my")
    ines.reads("Pothole")

    made = ServiceRequest.objects.get()
    assert (made.description, made.photos.count()) == ("A hole, with “sharp” edges", 1)


def confirmation(mail: Mailbox) -> str:
    return _found(r"http\S+/follow/confirm\S+", mail)


def code(mail: Mailbox) -> str:
    return _found(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mail)


def _found(pattern: str, mail: Mailbox) -> str:
    """In the newest mail to her."""
    message = mail.wait_for(1, to="ines@example.net")[-1]
    body = message.get_body(preferencelist=("plain",)).get_content()  # type: ignore[union-attr]
    found = re.search(pattern, body)
    assert found, body
    return found[0]
