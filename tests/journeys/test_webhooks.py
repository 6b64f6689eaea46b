"""An administrator connects the city's own program, which hears of the next report, signed, from the real worker."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from standardwebhooks import Webhook as Verifier

from fixward.domain.governments.models import Role
from tests.journeys.visitor import Visitor
from tests.receiver import receiving
from tests.town import Town

SECONDS = 60


@pytest.mark.slow
def test_a_program_is_connected_tried_and_told_of_the_next_report(
    visitor: Callable[..., Visitor], real_town: Town
) -> None:
    real_town.member("chief", real_town.alder, Role.ADMINISTRATOR)
    chief = visitor("no script")
    chief.comes_as("chief@example.org")
    with receiving() as receiver:
        chief.open("/staff/setup/for/alder/webhooks/new")
        chief.write("Name", "Work orders")
        chief.write("Address", receiver.url)
        chief.press("Save")
        chief.press("Show the secret once")
        [secret] = re.findall(r"whsec_[\w+/=]+", chief.page.content())
        chief.page.go_back()
        chief.press("Send a test")
        chief.reads("Taken")
        made = real_town.report()
        end = time.monotonic() + SECONDS
        while len(receiver.came) < 2 and time.monotonic() < end:
            time.sleep(0.1)
    test, told = receiver.came
    assert (test.kind, told.kind) == ("test", "request.submitted")
    assert Verifier(secret).verify(told.body, told.headers)["data"]["request"]["number"] == made.number
    chief.open("/staff/setup/for/alder/webhooks")
    chief.press("Work orders")
    chief.press("Log of what was sent")
    chief.press(f"Received: {made.number}")
    chief.reads("request.submitted")
