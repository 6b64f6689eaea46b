"""An administrator sets up the organization's sign-on, and people come in by it, through a certified provider."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from fixward.domain.governments.models import Member, Role, SignOn
from tests import issuer
from tests.issuer import CLIENT, SECRET
from tests.journeys.visitor import Visitor
from tests.town import Town

STRANGERS = {
    "nobody@example.org": "Ask an administrator of City of Alder for an invitation",
    "carla@example.org": "Ask an administrator of City of Alder for an invitation",
    "ada@elsewhere.example": "not confirmed as its own",
    "unproved@example.org": "does not say that your e-mail address is verified",
}
WAIT = re.compile(r"/(staff|account)/")


@pytest.fixture
def provider(server: str, real_town: Town, tmp_path: Path) -> Iterator[str]:
    back = f"{server}/account/oidc/organization-{real_town.alder.pk}/login/callback/"
    with issuer.certified(back, tmp_path / "issuer.log") as address:
        yield address


@pytest.mark.slow
def test_set_up_by_an_administrator_it_lets_in_members_and_nobody_else(
    visitor: Callable[..., Visitor], real_town: Town, provider: str
) -> None:
    chief = real_town.member("chief", real_town.alder, Role.ADMINISTRATOR)
    head = real_town.member("head", real_town.county, Role.ADMINISTRATOR)
    administrator = visitor()
    administrator.comes_as(chief.person.email)
    _set_up(administrator, provider)
    _confirmed_by(head, visitor(phone=True))
    administrator.press("Try it")
    administrator.reads("The discovery document was read, and names this issuer.")
    administrator.reads("Confirmed mail domains: example.org.")
    administrator.must_be_accessible()
    member = visitor(phone=True)
    _come(member, "ada@example.org")
    expect(member.page).to_have_url(re.compile(r"/staff/"))
    for address, why in STRANGERS.items():
        _stays_out(visitor(phone=True), address, why)
    administrator.press("Back to the sign-on")
    administrator.tick("Members have to come this way")
    administrator.press("Save")
    _led_to_it(visitor())


def _confirmed_by(head: Member, steward: Visitor) -> None:
    steward.comes_as(head.person.email)
    steward.open("/staff/setup/shared/domains")
    steward.must_be_accessible()
    steward.press("example.org")
    steward.press("Save")
    steward.reads("Confirmed")


def _stays_out(stranger: Visitor, address: str, why: str) -> None:
    _come(stranger, address)
    stranger.reads(why)
    stranger.must_be_accessible()
    stranger.open("/staff/")
    expect(stranger.page).to_have_url(re.compile(r"/account/login/"))


def _led_to_it(refused: Visitor) -> None:
    """Who has a password comes to no desk by it, and is shown the way."""
    refused.open("/account/login/")
    refused.write("Email", "abel@example.org")
    refused.write("Password", "correct horse battery")
    refused.press("Log in")
    refused.reads("log in through its own sign-on")
    refused.must_be_accessible()
    refused.press("City of Alder")
    _log_in_there(refused, "abel@example.org")
    expect(refused.page).to_have_url(re.compile(r"/staff/"))


def _set_up(administrator: Visitor, provider: str) -> None:
    administrator.open("/staff/setup/for/alder/sign-on")
    administrator.write("Issuer", provider)
    administrator.write("Client id", CLIENT)
    administrator.write("Client secret", SECRET)
    administrator.write("Mail domains", "example.org")
    administrator.tick("Turned on")
    administrator.press("Save")
    expect(administrator.page.locator("body")).to_contain_text("Saved.")
    assert SignOn.objects.get().is_on
    assert SECRET not in administrator.page.content()
    administrator.must_be_accessible()


def _come(somebody: Visitor, email: str) -> None:
    somebody.open("/account/login/")
    somebody.press("Log in through your organization")
    somebody.press("City of Alder")
    _log_in_there(somebody, email)


def _log_in_there(somebody: Visitor, email: str) -> None:
    """The certified provider's own pages: who it is, and that they agree."""
    page = somebody.page
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name=re.compile("sign", re.IGNORECASE)).click()
    page.get_by_role("button", name=re.compile("continue", re.IGNORECASE)).click()
    expect(page).to_have_url(WAIT)
