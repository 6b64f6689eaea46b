"""A passkey is made, logs somebody in alone, is a second step beside the app, and is taken away again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from tests.journeys.visitor import Visitor
from tests.town import Town

PASSWORD = "correct horse battery"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def _with_a_device(somebody: Visitor) -> Visitor:
    """As if the browser had a finger reader: Chromium's own virtual authenticator."""
    session = somebody.page.context.new_cdp_session(somebody.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return somebody


@pytest.mark.slow
def test_a_passkey_logs_in_alone_and_is_a_second_step(visitor: Callable[..., Visitor], real_town: Town) -> None:
    ada = _with_a_device(visitor(phone=True))
    ada.base = ada.base.replace("127.0.0.1", "localhost")  # a passkey is for a name, not for a number
    ada.log_in("ada@example.org", PASSWORD)
    _make(ada)
    _leave(ada)
    ada.open("/account/login/?next=/staff/")
    ada.press("Use a passkey")
    expect(ada.page).to_have_url(re.compile(r"/staff/$"))
    _leave(ada)
    ada.open("/account/login/?next=/staff/")
    ada.write("Email", "ada@example.org")
    ada.write("Password", PASSWORD)
    ada.press("Log in")
    ada.reads("The second step")
    ada.must_be_accessible()
    ada.press("Use a passkey")
    expect(ada.page).to_have_url(re.compile(r"/staff/$"))
    _rename_and_take_away(ada)
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()


def _leave(ada: Visitor) -> None:
    """From a page that asks nothing more: what the desk asks without a log-in would lead the browser elsewhere."""
    ada.page.wait_for_load_state("load")
    ada.page.goto("about:blank")
    ada.page.context.clear_cookies()


def _make(ada: Visitor) -> None:
    ada.open("/account/2fa/")
    ada.must_be_accessible()
    ada.press("Make a passkey")
    ada.write("Password", PASSWORD)
    ada.must_be_accessible()
    ada.press("Go on")
    ada.write("Name", "My phone")
    ada.must_be_accessible()
    ada.press("Make a passkey")
    ada.reads("Recovery codes")
    ada.must_be_accessible()
    ada.open("/account/2fa/webauthn/")
    ada.reads("My phone")
    ada.must_be_accessible()


def _rename_and_take_away(ada: Visitor) -> None:
    """To change how one logs in is to prove again who one is: by the passkey itself."""
    ada.open("/account/2fa/webauthn/")
    ada.page.get_by_role("link", name="Rename").click()
    ada.reads("Is it you?")
    ada.press("With a passkey")
    ada.must_be_accessible()
    ada.press("Use a passkey")
    ada.write("Name", "Old phone")
    ada.must_be_accessible()
    ada.press("Save")
    ada.reads("Old phone")
    ada.page.get_by_role("link", name="Take away").click()
    ada.must_be_accessible()
    ada.press("Take it away")
    ada.reads("No passkeys yet")


@pytest.mark.slow
def test_what_the_device_refuses_is_said_and_nothing_is_sent(visitor: Callable[..., Visitor], real_town: Town) -> None:
    ada = _with_a_device(visitor())
    ada.base = ada.base.replace("127.0.0.1", "localhost")
    ada.open("/account/login/")
    ada.press("Use a passkey")
    ada.reads("That did not work. Try again, or take another way.")
    ada.must_be_accessible()
