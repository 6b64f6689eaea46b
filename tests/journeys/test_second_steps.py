"""An authenticator app and recovery codes beside passkeys: each page as people see it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from fixward.domain.governments import invitations
from fixward.domain.governments.models import Role
from tests.journeys.visitor import Visitor
from tests.town import Town

PHONE = {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"}
WIDE = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"}
PASSWORD = "correct horse battery"


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.slow
@pytest.mark.parametrize("look", [PHONE, WIDE])
def test_the_app_is_set_up_asked_for_and_taken_away(
    look: dict[str, object], visitor: Callable[..., Visitor], real_town: Town
) -> None:
    ada = visitor("mouse", **look)
    ada.log_in("ada@example.org", PASSWORD)
    ada.open("/account/2fa/totp/activate/")
    ada.write("Password", PASSWORD)
    ada.press("Go on")
    ada.must_be_accessible()
    ada.write("Authenticator code", "000000")
    ada.press("Set it up")
    ada.must_be_accessible()
    ada.write("Authenticator code", _code(ada.page.locator("main code").inner_text()))
    ada.press("Set it up")
    ada.must_be_accessible()
    code = ada.page.locator(".codes code").first.inner_text()
    for path in ("/account/2fa/", "/account/2fa/recovery-codes/generate/", "/account/2fa/totp/deactivate/"):
        ada.open(path)
        ada.must_be_accessible()
    _comes_back(ada, code)
    ada.open("/account/2fa/totp/deactivate/")
    ada.reads("Is it you?")
    ada.must_be_accessible()
    ada.write("Password", PASSWORD)
    ada.press("Go on")
    ada.press("Take it away")
    ada.reads("An app on your phone tells you a code for each log-in.")


def _comes_back(ada: Visitor, code: str) -> None:
    """With a recovery code instead of the app."""
    ada.page.context.clear_cookies()
    ada.open("/account/login/?next=/my")
    ada.must_be_accessible()
    ada.write("Email", "ada@example.org")
    ada.write("Password", PASSWORD)
    ada.press("Log in")
    ada.reads("The second step")
    ada.write("Code", "000000")
    ada.press("Log in")
    ada.must_be_accessible()
    ada.write("Code", code)
    ada.press("Log in")
    expect(ada.page).to_have_url(re.compile(r"/my$"))


@pytest.mark.slow
@pytest.mark.parametrize("look", [PHONE, WIDE])
def test_the_page_of_an_invitation(look: dict[str, object], visitor: Callable[..., Visitor], real_town: Town) -> None:
    chief = real_town.member("chief", real_town.alder, Role.ADMINISTRATOR)
    invitation = invitations.invite(
        real_town.alder, email="new@example.org", role=Role.WORKER, departments=[], language="en", by=chief
    )
    somebody = visitor("mouse", **look)
    somebody.open(f"/staff/invitations/{invitations.token(invitation)}")
    somebody.reads("Work for City of Alder")
    somebody.must_be_accessible()
