"""What is covered when it is read is not found by trying words either; whoever reads it whole finds it."""

import importlib

import pytest
from django.apps import apps
from django.db import connection

from fixward.domain.conversations.operations import comment, edit_description
from fixward.domain.desks.filters import Filters as DeskFilters
from fixward.domain.desks.sheets import Sheet
from fixward.domain.desks.views import Desk, View
from fixward.domain.governments.models import Grant, Member, Role
from fixward.domain.people.operations import close_account
from fixward.domain.service_requests.filters import Filters
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import move_pin
from tests.town import IN_ALDER, IN_COUNTY, Town

PHONE = "727-555-0137"
WRITTEN = f"Deep hole, call {PHONE} or zenobia@example.net"


def found(**asked: str) -> set[str]:
    return {row.number for row in Filters.read(asked).choose(ServiceRequest.objects.public())}


def found_on_desk(member: Member, organization, **asked: str) -> set[str]:
    desk = Desk(member, organization)
    ways = [DeskFilters.read(asked).choose(desk.rows(View.ALL), desk, ahead=ahead) for ahead in (False, True)]
    first, second = ({row.number for row in way} for way in ways)
    assert first == second
    return first


@pytest.mark.parametrize("tried", ["727", "555-", "0137", PHONE, "zen", "zenobia@example.net", "example.net"])
def test_everybody_finds_by_what_they_may_read_and_by_nothing_else(town: Town, tried: str):
    hole = town.report(description=WRITTEN)
    assert found(text=tried) == set()
    assert found(text="deep CALL") == {hole.number}


def test_a_description_that_is_changed_is_found_as_it_is_now(town: Town):
    hole = town.report(description=WRITTEN)
    edit_description(hole, text="Deep hole, 727 people say, call 941-555-0182", reason="Named somebody", by=town.abel)
    assert found(text="727 people") == {hole.number}
    assert found(text="941") == set()


def test_and_so_is_one_out_of_which_a_person_was_taken(town: Town):
    hole = town.report(description=f"Deep hole, {town.rosa.email}, call 941-555-0182", by=town.rosa)
    close_account(town.rosa, by=town.rosa)
    hole.refresh_from_db()
    assert town.rosa.email not in hole.description
    assert hole.covered_description.count("[…]") < 2
    assert (found(text="941"), found(text="deep")) == (set(), {hole.number})


def test_an_address_that_is_moved_is_covered_anew(town: Town):
    hole = town.report(address="1 Hill Road")
    assert hole.covered_address is None
    lon, lat = IN_ALDER
    move_pin(hole, lon=lon, lat=lat, address=f"1 Hill Road, {PHONE}", by=town.ada)
    hole.refresh_from_db()
    assert (hole.address, hole.covered_address) == (f"1 Hill Road, {PHONE}", "1 Hill Road, […]")
    move_pin(hole, lon=lon, lat=lat, address="2 Hill Road", by=town.ada)
    hole.refresh_from_db()
    assert hole.covered_address is None


def test_on_a_desk_who_reads_it_covered_does_not_find_it(town: Town):
    hole = town.report(description=WRITTEN, address=f"1 Hill Road, {PHONE}")
    for tried in (PHONE, '"727-555-0137"', "zenobia@example.net"):
        assert found_on_desk(town.ada, town.alder, q=tried) == {hole.number}
        assert found_on_desk(town.vera, town.alder, q=tried) == set()
    assert found_on_desk(town.vera, town.alder, q="hole hill") == {hole.number}
    assert found_on_desk(town.vera, town.alder, q="hole -0137") == {hole.number}


def test_nor_what_a_resident_wrote_of_themselves_in_a_comment(town: Town):
    comment(town.pothole, text=f"A bicycle fell in, call {PHONE}", by=town.rosa)
    comment(town.pothole, text="Still there, past the bakery", by=town.rosa)
    number = town.pothole.number
    assert found_on_desk(town.ada, town.alder, q=PHONE) == {number}
    assert found_on_desk(town.vera, town.alder, q=PHONE) == set()
    assert found_on_desk(town.vera, town.alder, q="bakery") == {number}


def test_under_a_grant_each_request_is_found_as_it_is_read(town: Town):
    hole = town.report(IN_COUNTY, description=WRITTEN)
    grant = Grant.objects.create(organization=town.county, to=town.alder, least_role=Role.MANAGER, role=Role.VIEWER)
    assert found_on_desk(Member.objects.get(pk=town.abel.pk), town.county, q=PHONE) == set()
    Grant.objects.filter(pk=grant.pk).update(role=Role.WORKER)
    assert found_on_desk(Member.objects.get(pk=town.abel.pk), town.county, q=PHONE) == {hole.number}


def test_a_file_of_a_desk_is_covered_for_who_reads_it_covered(town: Town):
    town.report(description=WRITTEN)
    rows = ServiceRequest.objects.all()
    assert PHONE in str(list(Sheet(rows, town.ada)))
    assert "Deep hole, call […] or […]" in str(list(Sheet(rows, town.vera)))


def test_what_was_there_before_is_covered_by_the_migration(town: Town):
    hole, plain = town.report(description=WRITTEN, address=PHONE), town.report(description="Deep hole")
    ServiceRequest.objects.update(covered_description=None, covered_address=None)
    migration = importlib.import_module("fixward.domain.service_requests.migrations.0004_covered_words_are_found")
    with connection.schema_editor() as editor:
        migration.fill(apps, editor)
    hole.refresh_from_db()
    plain.refresh_from_db()
    assert (hole.covered_description, hole.covered_address) == ("Deep hole, call […] or […]", "[…]")
    assert (plain.covered_description, plain.covered_address) == (None, None)


def test_the_words_are_looked_up_in_an_index(town: Town):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Filters.read({"text": "bicycle", "state": "all"}).choose(ServiceRequest.objects.order_by()).explain()
    assert "public_words_of_description" in plan
