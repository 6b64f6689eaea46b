"""Coming in through an organization's own provider, and everything that must not get in."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.http import HttpResponse
from django.test import Client

from fixward.domain.governments import invitations
from fixward.domain.governments.models import MailDomain, Member, Organization, Role, SignOn
from fixward.domain.people import personal
from fixward.domain.people.models import Person
from fixward.domain.people.operations import close_account
from fixward.domain.service_requests.models import Follow, ServiceRequest
from fixward.domain.service_requests.operations import Contact
from fixward.foundation import sealing
from tests import issuer as issuers
from tests.issuer import CLIENT, SECRET, Issuer
from tests.town import Town

PASSWORD = "correct horse battery"
LINK = {"process": "connect", "next": "/account/sign-on/"}


@pytest.fixture
def issuer(town: Town) -> Iterator[Issuer]:
    """Alder's, turned on, for the confirmed domain example.org."""
    with issuers.answering() as made:
        set_up(town.alder, made.address)
        yield made


def set_up(organization: Organization, address: str, domain: str = "example.org", **more: Any) -> SignOn:
    MailDomain.objects.get_or_create(name=domain, defaults={"organization": organization})
    return SignOn.objects.create(
        organization=organization,
        issuer=address,
        client_id=CLIENT,
        sealed_secret=sealing.sealed(SECRET),
        domains=[domain],
        is_on=True,
        **more,
    )


def demanded(organization: Organization) -> None:
    SignOn.objects.filter(organization=organization).update(is_required=True, proved_at="2020-01-01T00:00Z")


def allowed(browser: Client, organization: Organization) -> None:
    """Asked for a link on our own page, proved by the password."""
    again = browser.post(f"/account/sign-on/{organization.pk}/link")["Location"]
    assert browser.post(again, {"password": PASSWORD})["Location"] == "/account/sign-on/"


def begun(browser: Client, organization: Organization, **query: str) -> dict[str, str]:
    """What the browser is sent to the provider with."""
    answer = browser.get(f"/account/oidc/organization-{organization.pk}/login/", query)
    assert answer.status_code == 302, answer.content.decode()
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def come(browser: Client, issuer: Issuer, organization: Organization, email: str = "ada@example.org", **claims: Any):
    """Through the provider, which says this of the person; the page at the end."""
    process = claims.pop("process", {})
    sent = begun(browser, organization, **process)
    issuer.claims = {"nonce": sent["nonce"], "email": email, "email_verified": True, "sub": email} | claims
    return back(browser, organization, code="c", state=sent["state"])


def back(browser: Client, organization: Organization, **query: str) -> HttpResponse:
    return browser.get(f"/account/oidc/organization-{organization.pk}/login/callback/", query)


def is_in(browser: Client) -> bool:
    return browser.get("/staff/").status_code == 200


def test_a_member_comes_in_and_is_linked(client: Client, issuer: Issuer, town: Town):
    assert come(client, issuer, town.alder)["Location"] == "/staff/"
    assert is_in(client)
    linked = SocialAccount.objects.get()
    assert (linked.user, linked.extra_data) == (town.ada.person, {})
    assert SignOn.objects.get().proved_at is not None


def test_it_is_begun_with_pkce_state_and_nonce_and_nothing_from_the_address(client: Client, issuer: Issuer, town: Town):
    sent = begun(client, town.alder, auth_params="nonce=known&prompt=none", scope="admin")
    assert sent["code_challenge_method"] == "S256"
    assert len(sent["nonce"]) > 20
    assert len(sent["state"]) >= 16
    assert "prompt" not in sent
    assert set(sent["scope"].split()) == {"openid", "profile", "email"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "of another log-in"},
        {"nonce": None},
        {"iss": "https://other.example.org"},
        {"aud": "another client"},
        {"aud": [CLIENT, "another client"]},
        {"azp": "another client"},
        {"exp": 1},
        {"email_verified": False},
        {"email_verified": None},
        {"email": None},
    ],
)
def test_a_token_that_is_not_about_this_log_in_lets_nobody_in(
    wrong: dict[str, Any], client: Client, issuer: Issuer, town: Town
):
    assert come(client, issuer, town.alder, **wrong).status_code in (401, 403)
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_a_token_that_the_issuer_did_not_sign_lets_nobody_in(client: Client, issuer: Issuer, town: Town):
    own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    for key, algorithm, kid in (
        (own, "RS256", "one"),
        (own, "RS256", "two"),
        (SECRET, "HS256", "one"),
        ("", "none", "one"),
    ):
        sent = begun(client, town.alder)
        said = {"nonce": sent["nonce"], "email": "ada@example.org", "email_verified": True}
        issuer.token = issuer.signed(key=key, algorithm=algorithm, kid=kid, **said)
        assert back(client, town.alder, code="c", state=sent["state"]).status_code == 401
        assert not is_in(client)


def test_an_answer_without_its_state_or_of_another_issuer_gets_no_code_on(client: Client, issuer: Issuer, town: Town):
    sent = begun(client, town.alder)
    assert back(Client(), town.alder, code="c", state=sent["state"]).status_code == 401
    assert back(client, town.alder, code="c", state=sent["state"], iss="https://evil.example.org").status_code == 401
    assert "/token" not in issuer.asked


def test_user_info_of_somebody_else_is_not_believed(client: Client, issuer: Issuer, town: Town):
    issuer.told = {"sub": "another", "email": "ada@example.org", "email_verified": True}
    assert come(client, issuer, town.alder, email=None, sub="me").status_code == 401  # type: ignore[arg-type]
    issuer.told["sub"] = "me"
    assert come(client, issuer, town.alder, email=None, sub="me").status_code == 302  # type: ignore[arg-type]


def test_unknown_people_and_members_of_others_are_told_to_be_invited(client: Client, issuer: Issuer, town: Town):
    for email in ("nobody@example.org", "carla@example.org"):  # Carla works for the county
        answer = come(client, issuer, town.alder, email)
        assert answer.status_code == 403
        assert "Ask an administrator of City of Alder for an invitation" in answer.content.decode()
        assert not is_in(client)
    assert not Person.objects.filter(email="nobody@example.org").exists()


def test_a_domain_that_the_steward_has_not_confirmed_for_it_lets_nobody_in(client: Client, issuer: Issuer, town: Town):
    MailDomain.objects.update(organization=town.birch)
    answer = come(client, issuer, town.alder)
    assert "not confirmed as its own" in answer.content.decode()
    assert not is_in(client)


def test_no_provider_brings_in_another_organizations_member_or_an_operator(client: Client, issuer: Issuer, town: Town):
    Member.objects.create(person=town.ada.person, organization=town.county, role=Role.ADMINISTRATOR)
    Person.objects.filter(pk=town.abel.person.pk).update(is_operator=True)
    for email in ("ada@example.org", "abel@example.org"):
        answer = come(client, issuer, town.alder, email)
        assert "has to be linked with your account first" in answer.content.decode()
        assert not is_in(client)


def test_linked_it_opens_this_organizations_desk_alone_and_not_the_account(issuer: Issuer, town: Town):
    elsewhere = Member.objects.create(person=town.ada.person, organization=town.county, role=Role.MANAGER)
    browser = Client()
    browser.post("/account/login/", {"login": "ada@example.org", "password": PASSWORD})
    allowed(browser, town.alder)
    assert "process=connect" in browser.get("/account/sign-on/").content.decode()
    assert come(browser, issuer, town.alder, process=LINK)["Location"] == "/account/sign-on/"
    assert "Linked" in browser.get("/account/sign-on/").content.decode()

    through = Client()
    come(through, issuer, town.alder)
    assert is_in(through)
    through.post("/staff/hat", {"member": elsewhere.pk})
    assert through.get("/staff/").context["request"].member == town.ada
    through.post("/account/sign-on/", {"provider": f"organization-{town.alder.pk}"})
    assert SocialAccount.objects.exists()

    browser.post("/account/sign-on/", {"provider": f"organization-{town.alder.pk}"})
    assert not SocialAccount.objects.exists()


def test_who_is_no_member_or_came_by_a_sign_on_links_nothing(issuer: Issuer, town: Town):
    stranger, through = Client(), Client()
    stranger.post("/account/login/", {"login": "carla@example.org", "password": PASSWORD})
    again = stranger.post(f"/account/sign-on/{town.alder.pk}/link")["Location"]
    assert stranger.post(again, {"password": PASSWORD}).status_code == 404
    come(through, issuer, town.alder, "abel@example.org")
    assert through.post(f"/account/sign-on/{town.alder.pk}/link").status_code == 403
    assert SocialAccount.objects.get().user == town.abel.person


def test_no_address_links_what_was_not_asked_for_on_our_own_page(issuer: Issuer, town: Town):
    Member.objects.create(person=town.ada.person, organization=town.county, role=Role.ADMINISTRATOR)
    browser = Client()
    browser.post("/account/login/", {"login": "ada@example.org", "password": PASSWORD})
    browser.get(f"/account/sign-on/{town.alder.pk}/link")
    answer = browser.get(f"/account/oidc/organization-{town.alder.pk}/login/", LINK)
    assert answer.status_code == 403
    assert "Nobody has asked here for this link" in answer.content.decode()

    allowed(browser, town.alder)
    first, second = begun(browser, town.alder, **LINK), begun(browser, town.alder, **LINK)
    said = {"email": "abel@example.org", "email_verified": True, "sub": "of the provider"}
    issuer.claims = said | {"nonce": first["nonce"]}
    answer = back(browser, town.alder, code="c", state=first["state"])
    assert "Only a log-in of the same address is linked" in answer.content.decode()
    issuer.claims = said | {"nonce": second["nonce"], "email": "ada@example.org"}
    answer = back(browser, town.alder, code="c", state=second["state"])
    assert "Nobody has asked here for this link" in answer.content.decode()
    assert not SocialAccount.objects.exists()


def test_who_came_by_a_sign_on_plants_no_other_way_in(client: Client, issuer: Issuer, town: Town):
    """Also who works for this organization alone: one day they may work for another one too."""
    come(client, issuer, town.alder)
    for path in (
        "/account/password/change/",
        "/account/password/set/",
        "/account/reauthenticate/",
        "/account/2fa/",
        "/account/2fa/webauthn/add/",
        "/account/2fa/totp/activate/",
        "/account/2fa/recovery-codes/generate/",
        "/account/sessions/",
    ):
        for answer in (client.get(path), client.post(path, {"password1": "new words here", "code": "1"})):
            assert answer.status_code == 403, path
            assert "give themselves another way in" in answer.content.decode()
    assert is_in(client)


def test_who_came_by_a_sign_on_is_nobody_in_what_is_the_persons_own(client: Client, issuer: Issuer, town: Town):
    person = town.ada.person
    hole = town.report(contact=Contact(email="ada@example.org", name="Ada"))
    ServiceRequest.objects.filter(pk=hole.pk).update(is_private=True, organization=town.birch, department=None)
    otherwise = Client()
    otherwise.force_login(person)
    assert otherwise.get(f"/requests/{hole.number}").status_code == 200

    come(client, issuer, town.alder)
    assert client.get(f"/requests/{hole.number}").status_code == 404
    for path in ("/my", "/my/settings", "/my/watches", "/my/close"):
        page = client.get(path, follow=True)
        assert page.status_code == 403, path
        assert "opens with a code that we mail to you" in page.content.decode()
        assert f'value="/account/login/code/?next={path.replace("/", "%2F")}"' in page.content.decode()
    assert client.post("/my/data").status_code == 302
    client.post(f"/requests/{town.pothole.number}/follow")
    assert not Follow.objects.filter(person=person, service_request=town.pothole).exists()
    answer = client.post(f"/requests/{town.pothole.number}/comment", {"text": "Mine", "key": str(uuid.uuid4())})
    assert "Log in with a code first" in answer.content.decode()
    writing = {"go": "code", "lon": "0.5", "lat": "0.5", "service": town.pothole_service.pk, "email": "ada@example.org"}
    answer = client.post("/report", writing)
    assert "Send it without logging in, or log out first" in answer.content.decode()
    assert 'name="email"' in answer.content.decode()


def test_who_came_by_a_sign_on_accepts_no_invitation(client: Client, issuer: Issuer, town: Town):
    chief = town.member("head", town.county, Role.ADMINISTRATOR)
    made = invitations.invite(
        town.county, email="ada@example.org", role=Role.ADMINISTRATOR, departments=[], language="en", by=chief
    )
    path = f"/staff/invitations/{invitations.token(made)}"
    come(client, issuer, town.alder)
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 403
        assert "opens with a code that we mail to you" in answer.content.decode()
    assert not Member.objects.filter(person=town.ada.person, organization=town.county).exists()


def test_a_provider_is_asked_once_in_minutes_and_only_as_often_as_the_limit_says(
    client: Client, issuer: Issuer, town: Town, settings
):
    settings.LIMITS = settings.LIMITS | {"sign_ons": [2, 0]}
    begun(client, town.alder)
    begun(client, town.alder)
    answer = client.get(f"/account/oidc/organization-{town.alder.pk}/login/")
    assert answer.status_code == 429
    assert "only so many in an hour" in answer.content.decode()
    assert len(issuer.asked) == 1


def test_another_issuer_is_linked_with_nobody_of_the_one_before(client: Client, issuer: Issuer, town: Town):
    come(client, issuer, town.alder)
    with issuers.answering() as other:
        SignOn.objects.update(issuer=other.address)
        come(Client(), other, town.alder, sub="ada@example.org")
    assert SocialAccount.objects.count() == 2


def test_demanded_it_keeps_others_from_the_desk_but_not_from_their_own(client: Client, issuer: Issuer, town: Town):
    before = Client()
    before.force_login(town.ada.person)
    demanded(town.alder)
    answer = client.post("/account/login/", {"login": "ada@example.org", "password": PASSWORD}, follow=True)
    assert answer.status_code == 403
    assert f"/account/oidc/organization-{town.alder.pk}/login/" in answer.content.decode()
    assert not is_in(client)
    assert client.get("/my").status_code == 200
    assert "Come in by another way" in before.get("/staff/").content.decode()
    come(client, issuer, town.alder)
    assert is_in(client)


def test_demanded_it_takes_nothing_else_from_who_works_elsewhere_too(client: Client, issuer: Issuer, town: Town):
    Member.objects.create(person=town.ada.person, organization=town.county, role=Role.WORKER)
    demanded(town.alder)
    client.post("/account/login/", {"login": "ada@example.org", "password": PASSWORD})
    assert client.get("/staff/").context["request"].member.organization == town.county


def test_in_an_emergency_operators_and_named_organizations_come_otherwise(issuer: Issuer, town: Town, settings):
    demanded(town.alder)
    Person.objects.filter(pk=town.abel.person.pk).update(is_operator=True)
    operator, member = Client(), Client()
    operator.post("/account/login/", {"login": "abel@example.org", "password": PASSWORD})
    assert is_in(operator)
    settings.SIGN_ON_EMERGENCY = ["alder"]
    member.post("/account/login/", {"login": "ada@example.org", "password": PASSWORD})
    assert is_in(member)


def test_turned_off_it_ends_the_sessions_that_it_opened(client: Client, issuer: Issuer, town: Town):
    come(client, issuer, town.alder)
    SignOn.objects.update(is_on=False)
    assert not is_in(client)
    assert client.get(f"/account/oidc/organization-{town.alder.pk}/login/").status_code == 404


def test_a_second_step_at_the_provider_counts_for_its_own_administrators(issuer: Issuer, town: Town, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    town.member("anna", town.alder, Role.ADMINISTRATOR)
    without, vouched = Client(), Client()
    come(without, issuer, town.alder, "anna@example.org", amr=["pwd"])
    assert without.get("/staff/").status_code == 403
    come(vouched, issuer, town.alder, "anna@example.org", amr=["pwd", "mfa"])
    assert is_in(vouched)


def test_a_provider_that_is_away_is_said_so(client: Client, town: Town):
    set_up(town.alder, "http://127.0.0.1:1")
    answer = client.get(f"/account/oidc/organization-{town.alder.pk}/login/")
    assert answer.status_code == 401
    assert "The sign-on did not work" in answer.content.decode()


def test_the_link_is_told_to_whose_it_is_and_forgotten_with_them(client: Client, issuer: Issuer, town: Town):
    come(client, issuer, town.alder)
    person = town.ada.person
    assert len(personal.everything(person)["log-in"]["sign_ons"]) == 1
    Member.objects.filter(person=person).update(left_at="2020-01-01T00:00Z")
    close_account(person, by=person)
    assert not SocialAccount.objects.exists()


def test_there_is_a_list_of_the_ways_in(client: Client, issuer: Issuer, town: Town):
    assert "/account/sign-on/" in client.get("/account/login/").content.decode()
    page = client.get("/account/sign-on/?next=/staff/moderation").content.decode()
    assert "City of Alder" in page
    assert "next=%2Fstaff%2Fmoderation" in page
