"""One's own keys: made and shown once, revoked, and nobody else's."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fixward.domain.programs import operations
from fixward.domain.programs.models import AccessKey
from fixward.domain.programs.queries import caller


def browser(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_key_is_made_shown_once_and_revoked(town):
    rosa = browser(town.rosa)
    answer = rosa.post("/my/keys", {"name": "My script", "scopes": ["report"], "last_day": "2100-01-01"})
    assert answer["Cache-Control"] == "private, no-store"
    text = re.search(r"fixward_[A-Za-z0-9]{40}", answer.content.decode())[0]
    assert caller(text).by == town.rosa
    page = rosa.get("/my/keys").content.decode()
    assert "My script" in page
    assert text not in page
    rosa.post(f"/my/keys/{AccessKey.objects.get().pk}/revoke")
    assert caller(text) is None


def test_what_is_wrong_is_said_at_its_field_and_makes_none(town):
    rosa = browser(town.rosa)
    right = {"name": "My script", "scopes": ["report"]}
    for wrong in ({"name": " "}, {"scopes": []}, {"scopes": ["work"]}, {"last_day": "2020-01-01"}, {"last_day": "x"}):
        answer = rosa.post("/my/keys", right | wrong)
        assert answer.status_code == 422
    assert not AccessKey.objects.exists()


def test_anothers_key_is_not_found(town):
    key, text = operations.make_own_key(town.rosa, name="Mine", scopes=["read"], by=town.rosa)
    assert browser(town.fred).post(f"/my/keys/{key.pk}/revoke").status_code == 404
    assert caller(text) is not None


def test_a_list_of_keys_costs_no_more_queries_with_more_of_them(town):
    rosa = browser(town.rosa)
    operations.make_own_key(town.rosa, name="One", scopes=["read"], by=town.rosa)
    with CaptureQueriesContext(connection) as few:
        rosa.get("/my/keys")
    for number in range(5):
        operations.make_own_key(town.rosa, name=f"Key {number}", scopes=["read"], by=town.rosa)
    with CaptureQueriesContext(connection) as many:
        rosa.get("/my/keys")
    assert len(many) <= len(few)
