"""The set-up of programs: a key is shown once, and opens nothing once it is revoked."""

import re

from django.test import Client

from fixward.domain.programs.models import AccessKey, Program
from fixward.domain.programs.queries import caller
from tests.programs import program
from tests.town import Town

NEW = {"name": "Field app", "contact": "it@example.org", "scopes": ["report", "work"], "per_minute": "100"}
PAGE = "/staff/setup/for/alder/programs"


def made(chief: Client) -> Program:
    answer = chief.post(f"{PAGE}/new", NEW)
    found = Program.objects.get()
    assert answer["Location"] == f"{PAGE}/{found.pk}"
    return found


def key_in(page: str) -> str:
    return re.search(r"fixward_[A-Za-z0-9]{40}", page)[0]


def test_a_program_is_made_and_its_key_shown_once(town: Town, chief: Client):
    found = made(chief)
    assert found.member.organization == town.alder
    answer = chief.post(f"{PAGE}/{found.pk}/keys", {"last_day": "2100-01-01"})
    assert answer["Cache-Control"] == "private, no-store"
    text = key_in(answer.content.decode())
    assert caller(text).program == found
    for path in (f"{PAGE}/{found.pk}", PAGE, "/staff/setup/for/alder/changes"):
        assert text not in chief.get(path).content.decode()
    assert AccessKey.objects.get().start in chief.get(f"{PAGE}/{found.pk}").content.decode()


def test_a_key_is_revoked_and_a_program_ended(town: Town, chief: Client):
    found = made(chief)
    text = key_in(chief.post(f"{PAGE}/{found.pk}/keys").content.decode())
    chief.post(f"{PAGE}/{found.pk}/keys/{AccessKey.objects.get().pk}/revoke")
    assert caller(text) is None
    text = key_in(chief.post(f"{PAGE}/{found.pk}/keys").content.decode())
    chief.post(f"{PAGE}/{found.pk}/remove")
    assert caller(text) is None
    assert b"Ended" in chief.get(PAGE).content


def test_a_day_that_is_none_or_gone_makes_no_key(town: Town, chief: Client):
    found = made(chief)
    for day in ("tomorrow", "2020-01-01", "9999-12-31"):
        answer = chief.post(f"{PAGE}/{found.pk}/keys", {"last_day": day}, follow=True)
        assert answer.status_code == 200
        assert "fixward_" not in answer.content.decode()
    assert not AccessKey.objects.exists()


def test_what_is_wrong_is_said_at_its_field(town: Town, chief: Client):
    for field, value in (("name", ""), ("scopes", []), ("contact", "x"), ("per_minute", "0"), ("per_minute", "many")):
        answer = chief.post(f"{PAGE}/new", NEW | {field: value})
        assert answer.status_code == 422
        assert f'id="id_{field}' in answer.content.decode()
    assert not Program.objects.exists()


def test_another_houses_program_is_not_found(town: Town, chief: Client):
    other = program(town.birch)
    assert chief.get(f"{PAGE}/{other.pk}").status_code == 404
    assert chief.post(f"{PAGE}/{other.pk}/keys").status_code == 404
    assert not AccessKey.objects.exists()


def test_the_steward_reads_who_comes_in_for_whom(town: Town, head: Client):
    program(town.birch, name="Birch app")
    assert "Birch app (City of Birch)" in head.get("/staff/setup/shared/programs").content.decode()
