"""Setting up the sign-on of an organization: what is refused, what is kept, and what nobody ever reads."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from fixward.domain.governments import sign_on
from fixward.domain.governments.changes import Refused, remove, save, undo
from fixward.domain.governments.models import Change, Grant, MailDomain, Member, Role, SignOn
from fixward.domain.governments.sign_on import MAIL_DOMAIN, SIGN_ON, NewSecret, sign_on_of
from fixward.foundation import sealing
from tests.town import Town

SECRET = "zq-very-secret-4711"
GOOD: dict[str, Any] = {
    "issuer": "https://login.example.org",
    "client_id": "fixward",
    "secret": NewSecret(SECRET),
    "domains": ["Alder.example"],
}
_TEXTS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY')
"""


@pytest.fixture
def chief(town: Town) -> Member:
    return town.member("chief", town.alder, Role.ADMINISTRATOR)


@pytest.fixture
def steward(town: Town) -> Member:
    return town.member("head", town.county, Role.ADMINISTRATOR)


def _set_up(town: Town, by: Member, **other: Any) -> SignOn:
    return save(SIGN_ON, sign_on_of(town.alder), by=by, **(GOOD | other))


def test_it_is_kept_with_its_secret_sealed(town: Town, chief: Member):
    kept = _set_up(town, chief, is_on=True)
    assert (kept.domains, sign_on.secret_of(kept)) == (["alder.example"], SECRET)
    assert SECRET not in kept.sealed_secret


def test_nothing_in_the_database_holds_the_secret_and_the_log_only_that_it_changed(town: Town, chief: Member):
    _set_up(town, chief)
    _set_up(town, chief, secret=NewSecret(f"{SECRET}-two"))
    with connection.cursor() as cursor:
        cursor.execute(_TEXTS)
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text LIKE %s', ["%zq-very%"])  # noqa: S608
            assert cursor.fetchone() == (0,), f"{table}.{column}"
    change = Change.objects.filter(subject="sign_on").first()
    assert change is not None
    assert change.before["secret"] != change.after["secret"]
    assert change.before["secret"].startswith("••••••")
    assert SECRET not in repr(NewSecret(SECRET))


def test_a_secret_is_kept_where_none_is_typed_and_not_brought_back(town: Town, chief: Member):
    first = _set_up(town, chief)
    save(SIGN_ON, first, by=chief, client_id="other")
    assert sign_on.secret_of(SignOn.objects.get()) == SECRET
    undo(Change.objects.filter(subject="sign_on").latest("pk"), by=chief)
    assert SignOn.objects.get().client_id == "fixward"
    save(SIGN_ON, first, by=chief, secret=NewSecret("another"))
    with pytest.raises(Refused, match="A secret is not kept"):
        undo(Change.objects.filter(subject="sign_on").latest("pk"), by=chief)
    assert sign_on.secret_of(SignOn.objects.get()) == "another"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"issuer": "ftp://login.example.org"}, "Write the issuer's address"),
        ({"issuer": "https://login.example.org/?a=1"}, "Write the issuer's address"),
        ({"issuer": "https://me:pass@login.example.org"}, "Write the issuer's address"),
        ({"issuer": "https://[::1"}, "Write the issuer's address"),
        ({"domains": ["no domain"]}, "is no mail domain"),
        ({"domains": ["gmail.com"]}, "nobody's own"),
        ({"secret": "", "is_on": True}, "Type the client secret"),
        ({"is_on": True, "is_required": True}, "log in through it once"),
    ],
)
def test_what_is_not_right_is_refused_in_a_sentence(wrong: dict[str, Any], why: str, town: Town, chief: Member):
    with pytest.raises(Refused, match=why):
        _set_up(town, chief, **wrong)
    assert not SignOn.objects.exists()


def test_plain_http_is_only_for_networks_that_the_operator_allows(town: Town, chief: Member, settings):
    settings.OUTBOUND_NETWORKS = []
    with pytest.raises(Refused, match="Write the issuer's address"):
        _set_up(town, chief, issuer="http://login.example.org")


def test_it_is_demanded_only_after_it_worked_and_another_issuer_has_to_work_first(town: Town, chief: Member):
    kept = _set_up(town, chief, is_on=True)
    sign_on.note_that_it_works(kept)
    save(SIGN_ON, kept, by=chief, is_required=True)
    with pytest.raises(Refused, match="log in through it once"):
        save(SIGN_ON, kept, by=chief, issuer="https://new.example.org")


def test_a_grant_and_a_manager_do_not_say_how_people_come_in(town: Town, chief: Member, steward: Member):
    Grant.objects.create(organization=town.alder, to=town.county, role=Role.ADMINISTRATOR, least_role=Role.VIEWER)
    for by in (steward, town.abel):
        with pytest.raises(Refused):
            _set_up(town, by)


def test_a_domain_is_one_organizations_and_confirmed_by_the_steward(town: Town, chief: Member, steward: Member):
    _set_up(town, chief)
    kept = sign_on_of(town.alder)
    assert sign_on.confirmed_domains(kept) == []
    assert [(row.pk, row.name) for row in sign_on.domains_to_see()] == [(None, "alder.example")]
    with pytest.raises(Refused):
        save(MAIL_DOMAIN, MailDomain(), by=chief, name="alder.example", organization=town.alder.pk)
    made = save(MAIL_DOMAIN, MailDomain(), by=steward, name="@Alder.example", organization=town.alder.pk)
    assert sign_on.confirmed_domains(kept) == ["alder.example"]
    with pytest.raises(Refused, match="confirmed for City of Alder already"):
        save(MAIL_DOMAIN, MailDomain(), by=steward, name="alder.example", organization=town.birch.pk)
    birch = town.member("bea", town.birch, Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="confirmed for another organization"):
        save(SIGN_ON, sign_on_of(town.birch), by=birch, **GOOD)
    remove(MAIL_DOMAIN, made, by=steward)
    assert sign_on.confirmed_domains(kept) == []


def test_a_domain_that_the_organization_no_longer_names_lets_nobody_in(town: Town, chief: Member, steward: Member):
    kept = _set_up(town, chief, is_on=True)
    save(MAIL_DOMAIN, MailDomain(), by=steward, name="alder.example", organization=town.alder.pk)
    save(SIGN_ON, kept, by=chief, domains=["other.example"])
    with pytest.raises(Refused, match="not confirmed"):
        sign_on.whom(sign_on_of(town.alder), sign_on.Identity("ada@alder.example", is_verified=True))


def test_only_ones_own_address_is_linked(town: Town, chief: Member, steward: Member):
    kept = _set_up(town, chief, is_on=True, domains=["example.org"])
    save(MAIL_DOMAIN, MailDomain(), by=steward, name="example.org", organization=town.alder.pk)
    sign_on.must_be_linkable(kept, sign_on.Identity("ada@example.org", is_verified=True), by=town.ada.person)
    with pytest.raises(Refused, match="Only a log-in of the same address"):
        sign_on.must_be_linkable(kept, sign_on.Identity("abel@example.org", is_verified=True), by=town.ada.person)


def test_a_seal_of_another_key_is_not_read_and_one_of_the_key_before_is(settings):
    token = sealing.sealed(SECRET)
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another key " * 5
    with pytest.raises(sealing.Unreadable):
        sealing.opened(token)
    settings.SECRET_KEY_FALLBACKS = [before]
    assert sealing.opened(token) == SECRET
