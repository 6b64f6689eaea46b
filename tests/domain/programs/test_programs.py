"""Programs: who lets them in, as whom they act, and that they are nobody who could log in or be met."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core import serializers
from django.db import IntegrityError, transaction

from fixward.domain.conversations import mentions
from fixward.domain.conversations.story import story
from fixward.domain.governments import changes, policy, queries
from fixward.domain.governments.models import Change, Grant, Member, Role
from fixward.domain.people.models import Person
from fixward.domain.people.operations import close_account
from fixward.domain.programs import operations, secret
from fixward.domain.programs.models import AccessKey, Program
from fixward.domain.programs.queries import caller, programs_of
from fixward.domain.programs.scopes import Scope
from fixward.domain.programs.setup import PROGRAM
from fixward.domain.service_requests import operations as requests
from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.notifications.who import hears
from fixward.foundation import clock
from tests.programs import administrator, key_for, key_of, program
from tests.town import IN_BIRCH


def test_a_key_is_kept_nowhere_and_known_again(town):
    text = key_for(town.alder, "work")
    found = caller(text)
    assert found is not None
    assert found.organization == town.alder
    assert text.startswith("fixward_")
    kept = serializers.serialize("json", [*AccessKey.objects.all(), *Program.objects.all(), *Change.objects.all()])
    assert text not in kept
    assert secret.digest(text) not in json.dumps([change.after for change in Change.objects.all()])


@pytest.mark.parametrize("text", ["", "x", "fixward_" + "a" * 40, "fixward_" + "ü" * 40, "fixward_\x00" + "a" * 39])
def test_what_is_no_key_brings_in_nobody(town, text):
    assert caller(text) is None


def test_what_cannot_be_a_key_asks_no_database_and_a_key_one_query(town, django_assert_num_queries):
    text = key_for(town.alder)
    with django_assert_num_queries(0):
        caller("guess")
    caller(text)  # notes the first use
    with django_assert_num_queries(1):
        found = caller(text)
        assert found is not None
        assert (found.by, found.may(Scope.REPORT), found.organization.is_steward) == (found.by, True, False)


def test_use_is_noted_some_minutes_apart(town, django_assert_num_queries):
    text = key_for(town.alder)
    caller(text)
    first = AccessKey.objects.get().last_used_at
    caller(text)
    assert AccessKey.objects.get().last_used_at == first
    with clock.at(clock.now() + dt.timedelta(minutes=6)), django_assert_num_queries(2):
        caller(text)
    assert AccessKey.objects.get().last_used_at > first


def test_a_key_ends_by_its_day_by_being_revoked_and_with_its_program(town):
    app, by = program(town.alder), administrator(town.alder)
    tomorrow = clock.now() + dt.timedelta(days=1)
    _key, short = operations.make_key(app, expires_at=tomorrow, by=by)
    assert caller(short) is not None
    with clock.at(tomorrow):
        assert caller(short) is None
    revoked, text = operations.make_key(app, by=by)
    operations.revoke_key(revoked, by=by)
    assert caller(text) is None
    last = key_of(app)
    operations.end(app, by=by)
    assert caller(last) is None
    app.refresh_from_db()
    assert not app.member.is_active
    with pytest.raises(changes.Refused):
        operations.make_key(app, by=by)


def test_what_was_revoked_is_not_brought_back_by_taking_the_change_back(town):
    by = administrator(town.alder)
    key, text = operations.make_key(program(town.alder), by=by)
    operations.revoke_key(key, by=by)
    with pytest.raises(changes.Refused):
        changes.undo(Change.objects.filter(subject="key").first(), by=by)
    assert caller(text) is None


def test_making_changing_and_revoking_stand_in_the_log_with_before_and_after(town):
    by = administrator(town.alder)
    app = program(town.alder, "read")
    changes.save(PROGRAM, app, by=by, scopes=["work"])
    change = Change.objects.filter(subject="program").first()
    assert (change.before["scopes"], change.after["scopes"], change.by) == (["read"], ["work"], by)
    key, _text = operations.make_key(app, by=by)
    operations.revoke_key(key, by=by)
    change = Change.objects.filter(subject="key").first()
    assert (change.before["revoked_at"], bool(change.after["revoked_at"])) == (None, True)


def test_only_administrators_of_the_house_make_keys_and_no_grant_gives_that(town):
    app = program(town.alder)
    Grant.objects.create(organization=town.alder, to=town.birch, role=Role.ADMINISTRATOR, least_role=Role.VIEWER)
    boss = town.member("boss", town.birch, Role.ADMINISTRATOR)
    assert policy.can_set_up(boss, town.alder)
    for member in (boss, town.abel, town.cora):
        with pytest.raises(changes.Refused):
            operations.make_key(app, by=member)
    assert not app.keys.exists()


def test_a_program_has_at_most_five_keys_at_a_time(town):
    app, by = program(town.alder), administrator(town.alder)
    keys = [operations.make_key(app, by=by)[0] for _ in range(5)]
    with pytest.raises(changes.Refused):
        operations.make_key(app, by=by)
    operations.revoke_key(keys[0], by=by)
    assert operations.make_key(app, by=by)


@pytest.mark.parametrize(
    ("scopes", "role"),
    [
        (["report"], Role.VIEWER),
        (["read"], Role.VIEWER),
        (["report", "work"], Role.WORKER),
        (["manage"], Role.MANAGER),
    ],
)
def test_the_policies_ask_for_the_role_that_the_scopes_give_and_none_administers(town, scopes, role):
    app = program(town.alder, *scopes)
    assert app.member.role == role
    assert not policy.can_set_up(app.member, town.alder)
    assert not policy.can_manage_members(app.member, town.alder)


def test_without_the_scope_to_read_a_program_sees_what_everybody_sees(town):
    private = town.report()
    ServiceRequest.objects.update(is_private=True)
    blind, seeing = caller(key_for(town.alder, "report")), caller(key_for(town.alder, "read"))
    assert blind.viewer is None
    assert not ServiceRequest.objects.visible_to(blind.viewer).exists()
    assert ServiceRequest.objects.visible_to(seeing.viewer).get() == private
    elsewhere = caller(key_for(town.birch, "work"))
    assert not ServiceRequest.objects.visible_to(elsewhere.viewer).exists()


def test_a_program_works_as_its_organization_and_the_story_says_so(town):
    found = caller(key_for(town.alder, "work", name="Field app"))
    done = requests.acknowledge(town.pothole, by=found.by)
    entry = next(entry for entry in story(done, town.ada) if entry.kind == "acknowledged")
    assert entry.by == "Program “Field app”, City of Alder"
    assert next(entry for entry in story(done, None) if entry.kind == "acknowledged").by == "City of Alder"
    with pytest.raises(requests.Refused):
        requests.acknowledge(town.report(IN_BIRCH), by=found.by)


def test_a_program_is_no_member_to_be_met(town):
    app = program(town.alder, "work", name="Ada2")
    stands_for = app.member
    assert stands_for.is_active
    assert stands_for not in queries.members(town.alder)
    assert stands_for not in Member.objects.working()
    assert not queries.memberships(stands_for.person).exists()
    with pytest.raises(requests.Refused):
        requests.assign(town.pothole, department=None, member=stands_for, by=town.ada)
    assert stands_for not in [one for name in mentions.names(town.pothole, town.ada) for one in name.members]


def test_a_program_is_no_administrator_without_whom_nobody_may_leave(town):
    program(town.alder, "manage")
    assert policy.has_administrator(town.alder)
    Member.objects.filter(role=Role.ADMINISTRATOR).update(left_at=clock.now())
    assert not policy.has_administrator(town.alder)


def test_the_desk_hears_of_what_its_own_program_sends_in(town):
    found = caller(key_for(town.alder))
    made = town.report(by=found.by)
    told = [recipient.address for recipient in hears(made.events.get())]
    assert "streets.alder@example.org" in told
    assert not any("program" in address for address in told)


def test_nobody_can_ever_log_in_as_a_program_and_the_database_keeps_that(town):
    person = program(town.alder).member.person
    assert not person.is_active
    assert not person.has_usable_password()
    assert "@" not in person.email
    for wrong in ({"is_active": True}, {"email": "app@example.org"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=person.pk).update(**wrong)


def test_a_program_of_who_is_not_on_the_platform_is_refused(town):
    by = town.member("head", town.county, Role.ADMINISTRATOR)
    with pytest.raises(changes.Refused):
        changes.save(PROGRAM, Program(organization=town.state, made_by=by.person), by=by, name="A", scopes=["read"])


def test_wrong_scopes_and_limits_are_said_at_their_field_and_store_nothing(town):
    by = administrator(town.alder)
    for field, value in (("scopes", []), ("scopes", ["everything"]), ("per_minute", 0), ("contact", "nobody")):
        given = {"name": "App", "contact": "it@example.org", "scopes": ["read"], field: value}
        with pytest.raises(changes.Refused) as refused:
            changes.save(PROGRAM, Program(organization=town.alder, made_by=by.person), by=by, **given)
        assert field in refused.value.sentences
    assert not Program.objects.exists()
    assert not Person.objects.filter(is_program=True).exists()


def test_a_personal_key_acts_as_its_person_and_never_as_a_member(town):
    _key, text = operations.make_own_key(town.ada.person, name="Mine", scopes=["report", "read"], by=town.ada.person)
    found = caller(text)
    assert found.by == town.ada.person
    assert found.viewer == town.ada.person
    assert found.organization is None
    assert not found.may(Scope.WORK)


def test_a_personal_key_takes_no_scope_of_an_organization(town):
    with pytest.raises(changes.Refused):
        operations.make_own_key(town.rosa, name="Mine", scopes=["work"], by=town.rosa)
    with pytest.raises(changes.Refused):
        operations.make_own_key(town.rosa, name="Mine", scopes=["read"], by=town.fred)
    assert not AccessKey.objects.exists()


def test_personal_keys_are_told_to_their_person_and_gone_with_the_account(town):
    _key, text = operations.make_own_key(town.rosa, name="Mine", scopes=["read"], by=town.rosa)
    close_account(town.rosa, by=town.rosa)
    assert caller(text) is None
    assert not Program.objects.exists()


def test_a_list_of_programs_costs_no_more_queries_with_more_of_them(town, django_assert_num_queries):
    for number in range(3):
        key_for(town.alder, name=f"App {number}")
    with django_assert_num_queries(1):
        rows = [(row.organization.name, row.good_keys, row.made_by.name) for row in programs_of(None)]
    assert len(rows) == 3
