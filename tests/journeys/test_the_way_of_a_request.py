"""The whole way of one request, in a browser, with real mail: by mouse, by keyboard alone, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from fixward.domain.service_requests.models import Custody, Photo, ServiceRequest
from tests.journeys.conftest import PASSWORD
from tests.journeys.visitor import Visitor
from tests.mailbox import Mailbox
from tests.town import Town

# One event after the other, as the reporter reads of them.
SUBJECTS = [
    "received",
    "in progress",
    "now with Cedar County",
    "now with City of Alder",
    "decides whose it is",
    "now with City of Alder",
    "answer",
    "closed",
    "open again",
    "closed",
]


@pytest.mark.slow
@pytest.mark.parametrize("manner", ["mouse", "keyboard", "no script"])
def test_a_report_reaches_its_government_changes_hands_is_settled_answered_closed_and_reopened(
    manner: str, visitor: Callable[..., Visitor], real_town: Town, mail: Mailbox, photo: Path
) -> None:
    rosa, ada, cora = visitor(manner, phone=True), visitor(manner), visitor(manner)
    number = report(rosa, photo)
    made = ServiceRequest.objects.get(number=number)
    assert (made.organization, made.department) == (real_town.alder, real_town.alder_streets)
    assert Photo.objects.get(service_request=made).height > Photo.objects.get(service_request=made).width
    ada.log_in("ada@example.org", PASSWORD)
    cora.log_in("cora@example.org", PASSWORD)
    pass_back_and_forth(ada, cora, f"/staff/requests/{number}")
    answer_and_close(ada, f"/staff/requests/{number}")
    reopen(rosa, link(mail.wait_for(8, to="rosa@example.net")[-1]))
    ada.open(f"/staff/requests/{number}")
    close(ada, "Filled again, and rolled.")
    rosa.open(f"/requests/{number}")
    rosa.reads("Filled again, and rolled.")
    must_have_been_told(mail)
    chain = [row.organization.code for row in Custody.objects.filter(service_request=made).order_by("pk")]
    assert chain == ["alder", "county", "alder", "county", "alder", "alder"]


def pass_back_and_forth(ada: Visitor, cora: Visitor, desk: str) -> None:
    """Acknowledged by the city, transferred to the county, returned, transferred again, settled by the steward."""
    ada.open(desk)
    ada.press("Acknowledge", within=ada.page.locator("#acknowledge"))
    ada.reads("Acknowledged")
    hand(ada, "Cedar County", "This is a county road")
    ada.reads("Handed to Cedar County")
    assert ada.page.locator("#transfer").count() == 0
    cora.open(desk)
    fold = opened(cora, "#return")
    cora.write("Reason", "The alley behind it is the city's", within=fold)
    cora.press("Return it", within=fold)
    cora.reads("Returned to City of Alder")
    ada.open(desk)
    hand(ada, "Cedar County", "Our survey says otherwise")
    ada.reads("Given to the steward")
    cora.open(desk)
    fold = opened(cora, "#settle")
    cora.choose("It belongs to", "City of Alder", within=fold)
    cora.write("Reason", "The plat of 1962 shows an alley", within=fold)
    cora.press("Settle", within=fold)
    cora.reads("it belongs to City of Alder")


def answer_and_close(ada: Visitor, desk: str) -> None:
    ada.open(desk)
    reply = ada.page.locator("#reply")
    ada.write("Your answer", "A crew comes on Thursday.", within=reply)
    ada.press("Send the answer", within=reply)
    ada.reads("A crew comes on Thursday.")
    close(ada, "Filled with asphalt.")


def reopen(rosa: Visitor, address: str) -> None:
    """By the link in the mail, which proves who she is."""
    rosa.open(address)
    rosa.reads("Filled with asphalt.")
    fold = rosa.page.locator("details", has_text="It is not solved")
    rosa.unfold(fold)
    rosa.write("What is still wrong?", "It sank in again", within=fold)
    rosa.press("Reopen", within=fold)
    rosa.reads("It sank in again")


def must_have_been_told(mail: Mailbox) -> None:
    """The reporter's mails, all of them and in order; and the department's on arrival."""
    told = [str(message["Subject"]) for message in mail.wait_for(len(SUBJECTS), to="rosa@example.net")]
    assert len(told) == len(SUBJECTS), told
    for subject, word in zip(told, SUBJECTS, strict=True):
        assert word in subject, told
    assert mail.wait_for(1, to="streets.alder@example.org")


def report(rosa: Visitor, photo: Path) -> str:
    """Report a pothole in Alder with a photo; gives its number."""
    rosa.open("/")
    rosa.press("Report a problem")
    fold = rosa.page.locator("details", has_text="I know the coordinates")
    rosa.unfold(fold)
    rosa.write("Longitude", "0.5", within=fold)
    rosa.write("Latitude", "0.5", within=fold)
    rosa.press("Continue")
    service = rosa.page.get_by_role("button", name=re.compile("^Pothole"))
    rosa._activate(service)
    rosa.write("What is wrong?", "A deep hole 🕳️ in the lane")
    rosa.page.get_by_label(re.compile("^Photos")).set_input_files(photo)
    rosa.write("Your e-mail address", "rosa@example.net")
    rosa.reads("City of Alder")
    rosa.press("Send the report")
    # The page before names the department, too.
    expect(rosa.page).to_have_url(re.compile(r"/requests/.*/sent"))
    rosa.reads("Streets")
    found = re.search(r"\d{3}-\d{4}", rosa.page.locator("main").inner_text())
    assert found
    return found[0]


def opened(member: Visitor, fold: str) -> Locator:
    part = member.page.locator(fold)
    member.unfold(part)
    return part


def hand(member: Visitor, to: str, reason: str) -> None:
    fold = opened(member, "#transfer")
    member.choose("To", to, within=fold)
    member.write("Reason", reason, within=fold)
    member.press("Transfer", within=fold)


def close(member: Visitor, text: str) -> None:
    fold = opened(member, "#close")
    member.tick("Fixed", within=fold)
    member.write("What was done", text, within=fold)
    member.press("Close the request", within=fold)
    # The words and not the state: a second closing finds “Closed” in the story already.
    member.reads(text)


def link(message: object) -> str:
    """The address of the request's page in a mail."""
    body = message.get_body(preferencelist=("plain",)).get_content()  # type: ignore[attr-defined]
    found = re.search(r"http\S+/requests/\S+", body)
    assert found, body
    return found[0]
