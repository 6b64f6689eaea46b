"""A village that the county handles goes stand-alone, from the first invitation to taking over what is open."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from django.db import connection

from fixward.domain.governments.models import Member, Organization, Role
from fixward.domain.service_requests.models import ServiceRequest
from tests.journeys.visitor import Visitor
from tests.mailbox import Mailbox
from tests.town import IN_ELM, Town

PAGE = "/staff/setup/for/elm/stand-alone"
SECONDS_FOR_THE_WORKER = 60


@pytest.mark.slow
def test_a_village_sets_itself_up_rehearses_picks_the_day_and_takes_over_what_is_open(
    visitor: Callable[..., Visitor], real_town: Town, mail: Mailbox
) -> None:
    real_town.member("head", real_town.county, Role.ADMINISTRATOR)
    open_ones = [real_town.report(IN_ELM) for _number in range(2)]
    assert {one.organization for one in open_ones} == {real_town.county}
    head, ella, rosa = visitor(), visitor(), visitor(phone=True)
    head.comes_as("head@example.org")
    open_a_house(head)
    come_in_by_invitation(ella, mail)
    rehearse(ella)
    pick_the_day_call_it_off_and_pick_it_again(ella)
    the_day_comes(real_town.elm)
    new = report(rosa)
    assert (new.organization, str(new.department)) == (real_town.elm, "Village Hall")
    ella.open(PAGE)
    ella.reads("2 open requests are still held by Cedar County")
    before = len(mail.wait_for(3, to="rosa@example.net"))
    ella.press("Take them over")
    ella.reads("2 open requests are yours now.")
    assert {one.organization for one in ServiceRequest.objects.all()} == {real_town.elm}
    wait_for_the_worker()
    told = mail.wait_for(before + 1, to="rosa@example.net")[before:]
    assert len(told) == 1, [str(message["Subject"]) for message in told]
    assert "So it has 1 other that you follow." in _words(told[0])
    ella.open("/staff/?view=all&state=open&department=all")
    for one in (*open_ones, new):
        ella.reads(one.number)


def open_a_house(head: Visitor) -> None:
    """The steward makes the village's front desk and invites its first administrator."""
    head.open("/staff/setup/for/elm/departments/new")
    head.write("Name", "Village Hall")
    head.write("Short name for addresses and files", "hall")
    head.tick("Front desk")
    head.press("Save")
    head.reads("Village Hall")
    head.open("/staff/setup/for/elm/invitations/new")
    head.write("E-mail", "ella@example.org")
    head.choose("Role", "Administrator")
    head.press("Send the invitation")
    head.reads("ella@example.org")


def come_in_by_invitation(ella: Visitor, mail: Mailbox) -> None:
    """By the link of the mail, and the code that proves the address."""
    ella.open(_found(r"http\S+/staff/invitations/\S+", mail, 1))
    ella.press("Mail me the code")
    ella.page.locator("input[name=code]").fill(_found(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mail, 2))
    ella.page.keyboard.press("Enter")
    ella.press("Accept the invitation")
    ella.reads("Welcome. You work for Village of Elm now.")
    assert Member.objects.get(person__email="ella@example.org").role == Role.ADMINISTRATOR


def rehearse(ella: Visitor) -> None:
    ella.open(PAGE)
    ella.reads("A front desk and an administrator are there.")
    ella.reads("2 requests lay inside. If Village of Elm had stood alone, 2 of them would have gone straight to it.")
    ella.press("Rehearse it with last month's requests")
    ella.reads("2 requests, 2 of them with another organization.")
    ella.reads("Village of Elm, Village Hall")
    assert not ServiceRequest.objects.filter(organization__code="elm").exists()


def pick_the_day_call_it_off_and_pick_it_again(ella: Visitor) -> None:
    day = dt.date.today() + dt.timedelta(days=10)
    for _time in range(2):
        ella.open(PAGE)
        ella.write("It stands alone from", day.isoformat())
        ella.press("Set the day")
        ella.reads("The day is set.")
        assert Organization.objects.get(code="elm").stand_alone_from == day
        if _time == 0:
            ella.press("Call it off")
            ella.reads("Called off. Everything stays as it is.")
            assert Organization.objects.get(code="elm").stand_alone_from is None


def the_day_comes(elm: Organization) -> None:
    """The server's clock is not ours to move: the day is."""
    Organization.objects.filter(pk=elm.pk).update(stand_alone_from=dt.date.today() - dt.timedelta(days=1))


def report(rosa: Visitor) -> ServiceRequest:
    rosa.open(f"/report?lon={IN_ELM[0]}&lat={IN_ELM[1]}&service=pothole")
    rosa.write("What is wrong?", "Another hole")
    rosa.write("Your e-mail address", "rosa@example.net")
    rosa.reads("Village of Elm")
    rosa.press("Send the report")
    rosa.reads("Village Hall")
    return ServiceRequest.objects.latest("pk")


def wait_for_the_worker() -> None:
    """Until nothing is left that could still tell somebody."""
    deadline = time.monotonic() + SECONDS_FOR_THE_WORKER
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'fixward.follow_up'")
            left = cursor.fetchone()[0]
        if not left:
            return
        assert time.monotonic() < deadline, f"{left} jobs are left"
        time.sleep(0.2)


def _found(pattern: str, mail: Mailbox, count: int) -> str:
    words = _words(mail.wait_for(count, to="ella@example.org")[-1])
    found = re.search(pattern, words)
    assert found, words
    return found[0]


def _words(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain",))
    assert body
    return " ".join(body.get_content().split())
