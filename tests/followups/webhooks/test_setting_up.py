"""Setting webhooks up: what is refused, that the secret is shown once and kept nowhere in clear."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from fixward.domain.governments.changes import Refused, remove, save, undo
from fixward.domain.governments.models import Change
from fixward.followups.exchange.webhooks import setup
from fixward.followups.exchange.webhooks.models import Webhook
from fixward.followups.exchange.webhooks.setup import WEBHOOK
from tests.followups.webhooks.conftest import set_up


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/",
        "https://",
        "https://me:secret@127.0.0.1/",
        "https://127.0.0.1/#part",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[fe80::1]/",
        "https://127.0.0.1:99999/",
    ],
)
def test_an_address_that_is_never_asked_is_refused_at_its_field(town, chief, url):
    with pytest.raises(Refused) as refusal:
        set_up(town.alder, url, by=chief)
    assert refusal.value.sentences.keys() == {"url"}
    assert not Webhook.objects.exists()


def test_without_a_network_that_is_named_an_address_needs_tls_and_must_be_public(town, chief, receiver, settings):
    settings.OUTBOUND_NETWORKS = []
    for url in (receiver.url, receiver.url.replace("http:", "https:")):
        with pytest.raises(Refused):
            set_up(town.alder, url, by=chief)


def test_at_least_one_kind_and_only_known_ones(town, chief, receiver):
    with pytest.raises(Refused) as refusal:
        set_up(town.alder, receiver.url, by=chief, kinds=["nonsense", "followed"])
    assert refusal.value.sentences.keys() == {"kinds"}


def test_there_is_a_limit_of_how_many(town, chief, receiver):
    for _number in range(setup.MOST):
        set_up(town.alder, receiver.url, by=chief)
    with pytest.raises(Refused):
        set_up(town.alder, receiver.url, by=chief)


def test_only_an_administrator_of_its_own(town, chief, head, receiver):
    for member in (town.abel, head):
        with pytest.raises(Refused):
            set_up(town.alder, receiver.url, by=member)


def test_the_secret_is_shown_once_and_stands_nowhere_in_clear(webhook, chief):
    secret = setup.reveal(webhook, by=chief)
    assert secret.startswith("whsec_")
    with pytest.raises(Refused):
        setup.reveal(webhook, by=chief)
    renewed = setup.renew(webhook, by=chief)
    with connection.cursor() as cursor:
        for table in ("webhooks_webhook", "governments_change"):
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")  # noqa: S608
            kept = json.dumps(cursor.fetchall())
            assert secret not in kept
            assert renewed not in kept


def test_a_renewal_stands_in_the_log_and_is_not_taken_back(webhook, chief):
    setup.renew(webhook, by=chief)
    change = Change.objects.latest("pk")
    assert change.before["secret"] != change.after["secret"]
    with pytest.raises(Refused):
        undo(change, by=chief)


def test_another_name_is_taken_back_and_the_secret_stays(webhook, chief):
    before = Webhook.objects.get().sealed_secret
    save(WEBHOOK, webhook, by=chief, name="Other")
    undo(Change.objects.latest("pk"), by=chief)
    kept = Webhook.objects.get()
    assert (kept.name, kept.sealed_secret) == ("Work orders", before)


def test_what_was_removed_comes_back_with_a_new_secret(webhook, chief):
    remove(WEBHOOK, webhook, by=chief)
    assert not Webhook.objects.exists()
    undo(Change.objects.latest("pk"), by=chief)
    kept = Webhook.objects.get()
    assert (kept.name, kept.shown_at) == ("Work orders", None)
    assert setup.reveal(kept, by=chief).startswith("whsec_")
