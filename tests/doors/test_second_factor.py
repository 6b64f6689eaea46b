"""Administrators come to their desk only with a second step of the log-in."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from fixward.domain.governments.models import Member, Role
from tests.town import Town


@pytest.fixture
def admin(town: Town, settings) -> Member:
    settings.REQUIRE_SECOND_FACTOR = True
    return town.member("anna", town.alder, Role.ADMINISTRATOR)


@pytest.fixture
def anna(admin: Member, client: Client) -> Client:
    client.post("/account/login/", {"login": admin.person.email, "password": "correct horse battery"})
    return client


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def _set_up(browser: Client) -> str:
    """As a browser goes: the password once more, the code of the page in the app, what the app says."""
    again = browser.get("/account/2fa/totp/activate/")["Location"]
    page = browser.post(again, {"password": "correct horse battery"}, follow=True)
    secret = page.context["form"].secret
    answer = browser.post("/account/2fa/totp/activate/", {"code": _code(secret)})
    assert answer["Location"] == "/account/2fa/recovery-codes/"
    return secret


def test_an_administrator_without_one_is_led_to_set_it_up(anna: Client):
    answer = anna.get("/staff/")
    assert answer.status_code == 403
    assert "/account/2fa/totp/activate/" in answer.content.decode()
    assert anna.post("/staff/setup/roles").status_code in (403, 405)


def test_a_part_of_a_page_takes_the_whole_page_there(anna: Client):
    assert anna.get("/staff/", headers={"HX-Request": "true"})["HX-Redirect"] == "/staff/"


def test_with_it_the_desk_is_open_and_the_recovery_codes_are_shown(anna: Client):
    _set_up(anna)
    assert anna.get("/staff/").status_code == 200
    assert anna.get("/account/2fa/recovery-codes/").status_code == 200


def test_the_next_log_in_asks_for_it_and_a_recovery_code_does_too(anna: Client, admin: Member):
    _set_up(anna)
    code = Authenticator.objects.get(user=admin.person, type="recovery_codes").wrap().get_unused_codes()[0]
    other = Client()
    answer = other.post("/account/login/", {"login": admin.person.email, "password": "correct horse battery"})
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert other.get("/staff/")["Location"].startswith("/account/login/")
    other.post("/account/2fa/authenticate/", {"code": code})
    assert other.get("/staff/").status_code == 200


def test_others_are_not_asked(admin: Member, town: Town, client: Client):
    client.force_login(town.abel.person)
    assert client.get("/staff/").status_code == 200


def test_another_hat_can_be_put_on_without_it(anna: Client, admin: Member, town: Town):
    second = Member.objects.create(person=admin.person, organization=town.birch, role=Role.WORKER)
    anna.post("/staff/hat", {"member": admin.pk})
    assert anna.get("/staff/").status_code == 403
    anna.post("/staff/hat", {"member": second.pk})
    assert anna.get("/staff/").status_code == 200


def test_where_it_is_not_demanded_the_page_of_roles_says_so(town: Town, client: Client):
    client.force_login(town.ada.person)
    assert "are not asked for a second step" in client.get("/staff/setup/roles").content.decode()
