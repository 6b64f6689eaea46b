"""The log of changes: everything that is set up is checked, recorded, and can be taken back."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from fixward.domain.catalog.models import Offering, Question
from fixward.domain.catalog.setup import OFFERING, QUESTION, SERVICE
from fixward.domain.governments import policy
from fixward.domain.governments.branding import BRANDING, branding_of
from fixward.domain.governments.changes import Refused, remove, save, undo
from fixward.domain.governments.models import Change, Department, Grant, Holiday, Member, Organization, Role, Zone
from fixward.domain.governments.setup import DEPARTMENT, GRANT, HOLIDAY, HOURS, MEMBER, ORGANIZATION, PROFILE
from fixward.domain.governments.zones import ZONE
from fixward.domain.places.models import Boundary, Place
from fixward.domain.routing import current
from fixward.domain.routing.models import AssignmentRule, Responsibility
from fixward.domain.routing.setup import RESPONSIBILITY, RULE
from tests.town import IN_ALDER, Town

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
LARGER = {"type": "Polygon", "coordinates": [[[0, 0], [3, 0], [3, 1], [0, 1], [0, 0]]]}


@pytest.fixture
def chief(town: Town) -> Member:
    """Alder's administrator."""
    return town.member("chief", town.alder, Role.ADMINISTRATOR)


@pytest.fixture
def head(town: Town) -> Member:
    """The steward's administrator."""
    return town.member("head", town.county, Role.ADMINISTRATOR)


def test_a_change_is_recorded_with_before_and_after_and_who_did_it(town: Town, chief: Member):
    save(PROFILE, town.alder, by=chief, phone="555 0100", holds_comments=True)

    change = Change.objects.get()
    assert (change.organization, change.by, change.subject) == (town.alder, chief, "profile")
    assert (change.before["phone"], change.after["phone"]) == ("", "555 0100")
    town.alder.refresh_from_db()
    assert (town.alder.phone, town.alder.holds_comments) == ("555 0100", True)


def test_a_change_that_changes_nothing_is_not_recorded(town: Town, chief: Member):
    save(PROFILE, town.alder, by=chief, name="City of Alder")
    assert not Change.objects.exists()


def test_the_log_is_only_added_to(town: Town, chief: Member):
    save(PROFILE, town.alder, by=chief, phone="555 0100")
    for spoil in (lambda: Change.objects.update(title="x"), lambda: Change.objects.all().delete()):
        with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
            spoil()


def test_who_is_not_an_administrator_there_changes_nothing(town: Town, chief: Member):
    for member in (town.abel, town.cora):
        with pytest.raises(Refused, match="administrator"):
            save(PROFILE, town.alder, by=member, phone="1")
    with pytest.raises(Refused, match="administrator"):
        save(PROFILE, town.birch, by=chief, phone="1")
    assert not Change.objects.exists()


def test_a_grant_without_limits_lets_anothers_administrator_set_up_but_not_hire_nor_pass_it_on(town: Town):
    boss = town.member("boss", town.birch, Role.ADMINISTRATOR)
    town.member("chief", town.alder, Role.ADMINISTRATOR)
    today = dt.date(2020, 1, 1)
    grant = Grant.objects.create(organization=town.alder, to=town.birch, role=Role.ADMINISTRATOR, valid_from=today)
    assert policy.can_set_up(boss, town.alder)
    assert not policy.can_manage_members(boss, town.alder)
    assert not policy.can_give_grants(boss, town.alder)
    grant.service_codes = ["pothole"]
    grant.save()
    assert not policy.can_set_up(Member.objects.get(pk=boss.pk), town.alder)


def test_the_steward_sets_up_who_has_no_administrator(town: Town, head: Member):
    assert policy.can_set_up(head, town.elm)
    town.member("elma", town.elm, Role.ADMINISTRATOR)
    assert not policy.can_set_up(head, town.elm)


def test_bad_values_are_refused_at_their_field_and_nothing_is_stored(town: Town, chief: Member):
    with pytest.raises(Refused) as refusal:
        save(PROFILE, town.alder, by=chief, time_zone="Mars/Olympus", phone="1")
    assert list(refusal.value.sentences) == ["time_zone"]
    town.alder.refresh_from_db()
    assert (town.alder.phone, Change.objects.count()) == ("", 0)


def test_undo_brings_back_what_was_and_is_a_change_of_its_own(town: Town, chief: Member):
    save(PROFILE, town.alder, by=chief, phone="555 0100")
    undo(Change.objects.get(), by=chief)

    town.alder.refresh_from_db()
    assert town.alder.phone == ""
    assert Change.objects.first().undoes == Change.objects.last()
    with pytest.raises(Refused, match="already"):
        undo(Change.objects.last(), by=chief)


def test_undo_of_what_was_changed_again_is_refused(town: Town, chief: Member):
    save(PROFILE, town.alder, by=chief, phone="1")
    first = Change.objects.get()
    save(PROFILE, town.alder, by=chief, phone="2")
    with pytest.raises(Refused, match="changed again"):
        undo(first, by=chief)


def test_undo_leaves_what_was_changed_beside_it(town: Town, chief: Member):
    save(PROFILE, town.alder, by=chief, phone="1")
    first = Change.objects.get()
    save(PROFILE, town.alder, by=chief, website="https://alder.example.org")
    undo(first, by=chief)
    town.alder.refresh_from_db()
    assert (town.alder.phone, town.alder.website) == ("", "https://alder.example.org")


def test_undo_by_somebody_elses_administrator_is_refused(town: Town, chief: Member, head: Member):
    save(PROFILE, town.alder, by=chief, phone="1")
    with pytest.raises(Refused, match="administrator"):
        undo(Change.objects.get(), by=head)


def test_what_was_removed_comes_back_and_what_was_new_goes(town: Town, chief: Member):
    day = dt.date(2026, 12, 24)
    made = save(HOLIDAY, Holiday(organization=town.alder), by=chief, day=day, name="Eve")
    remove(HOLIDAY, made, by=chief)
    assert not Holiday.objects.exists()
    undo(Change.objects.first(), by=chief)
    again = Holiday.objects.get()
    assert (again.day, again.name, again.organization) == (day, "Eve", town.alder)
    with pytest.raises(Refused, match="already"):
        save(HOLIDAY, Holiday(organization=town.alder), by=chief, day=day, name="Twice")


def test_undo_of_something_new_removes_it_unless_it_is_in_use(town: Town, chief: Member):
    parks = save(DEPARTMENT, Department(organization=town.alder), by=chief, name="Parks", code="parks")
    change = Change.objects.get()
    save(OFFERING, Offering.objects.get(organization=town.alder, service__code="light"), by=chief, department=parks.pk)
    with pytest.raises(Refused, match="in use"):
        undo(change, by=chief)
    undo(Change.objects.first(), by=chief)
    undo(change, by=chief)
    assert not Department.objects.filter(code="parks").exists()


def test_undo_is_checked_like_any_other_change(town: Town, chief: Member):
    parks = save(DEPARTMENT, Department(organization=town.alder), by=chief, name="Parks", code="parks")
    save(DEPARTMENT, parks, by=chief, code="green")
    renamed = Change.objects.first()
    save(DEPARTMENT, Department(organization=town.alder), by=chief, name="Parks", code="parks")
    with pytest.raises(Refused, match="short name"):
        undo(renamed, by=chief)


def test_there_is_one_front_desk(town: Town, chief: Member):
    with pytest.raises(Refused, match="City desk"):
        save(DEPARTMENT, town.alder_streets, by=chief, is_front_desk=True)


def test_the_last_administrator_stays(town: Town, chief: Member):
    for values in ({"role": int(Role.WORKER)}, {"left_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}):
        with pytest.raises(Refused, match="last administrator"):
            save(MEMBER, chief, by=chief, **values)
    second = town.member("second", town.alder, Role.ADMINISTRATOR)
    save(MEMBER, chief, by=chief, role=int(Role.WORKER))
    with pytest.raises(Refused, match="last administrator"):
        save(MEMBER, second, by=second, role=int(Role.VIEWER))


def test_departments_of_a_member_are_its_organizations_own(town: Town, chief: Member):
    save(MEMBER, town.ada, by=chief, departments=[town.alder_streets.pk])
    assert list(town.ada.departments.all()) == [town.alder_streets]
    with pytest.raises(Refused, match="departments of this"):
        save(MEMBER, town.ada, by=chief, departments=[town.county_works.pk])
    undo(Change.objects.first(), by=chief)
    assert not town.ada.departments.exists()


def test_hours_are_written_as_a_whole_and_do_not_overlap(town: Town, chief: Member):
    save(HOURS, town.alder, by=chief, hours=[[0, "08:00", "12:00"], [0, "13:00", "17:00"]])
    assert town.alder.opening_hours.count() == 2
    with pytest.raises(Refused, match="overlap"):
        save(HOURS, town.alder, by=chief, hours=[[0, "08:00", "12:00"], [0, "11:00", "17:00"]])
    undo(Change.objects.get(), by=chief)
    assert not town.alder.opening_hours.exists()


def test_only_an_own_administrator_gives_a_grant(town: Town, chief: Member, head: Member):
    values = {"to": town.county.pk, "role": 20, "least_role": 20, "valid_from": dt.date(2026, 1, 1)}
    with pytest.raises(Refused, match="administrator"):
        save(GRANT, Grant(organization=town.alder), by=head, **values)
    made = save(GRANT, Grant(organization=town.alder), by=chief, **values)
    assert made.to == town.county
    with pytest.raises(Refused, match="another"):
        save(GRANT, Grant(organization=town.alder), by=chief, **(values | {"to": town.alder.pk}))


def test_a_look_is_checked_and_taken_back(town: Town, chief: Member):
    save(BRANDING, branding_of(town.alder), by=chief, colour="#0c4a47", greeting={"en": "Hello"})
    with pytest.raises(Refused) as refusal:
        save(BRANDING, branding_of(town.alder), by=chief, colour="red;")
    assert list(refusal.value.sentences) == ["colour"]
    undo(Change.objects.get(), by=chief)
    assert branding_of(town.alder).colour == ""


def test_a_rule_in_a_zone_routes_there_until_it_is_taken_back(town: Town, chief: Member):
    zone = save(ZONE, Zone(organization=town.alder), by=chief, name="Harbor", outline=SQUARE)
    save(
        RULE,
        AssignmentRule(organization=town.alder),
        by=chief,
        department=town.alder_desk.pk,
        zone=zone.place_id,
        service=town.pothole_service.pk,
    )
    current.refresh()
    assert town.report(IN_ALDER).department == town.alder_desk
    with pytest.raises(Refused, match="in use"):
        remove(ZONE, zone, by=chief)
    undo(Change.objects.first(), by=chief)
    current.refresh()
    assert town.report(IN_ALDER).department == town.alder_streets
    remove(ZONE, zone, by=chief)
    assert not Place.objects.filter(kind="zone").exists()
    undo(Change.objects.first(), by=chief)
    assert Zone.objects.get().place.name == "Harbor"


def test_a_zone_drawn_anew_keeps_where_it_lay_before(town: Town, chief: Member):
    zone = save(ZONE, Zone(organization=town.alder), by=chief, name="Harbor", outline=SQUARE)
    save(ZONE, zone, by=chief, outline=LARGER)
    assert Boundary.objects.filter(place=zone.place).count() == 2
    undo(Change.objects.first(), by=chief)
    assert Boundary.objects.filter(place=zone.place).count() == 2
    assert ZONE.read(Zone.objects.get())["outline"]["coordinates"][0][0][1] == [0.0, 1.0]


@pytest.mark.parametrize("outline", [None, {}, {"type": "Point", "coordinates": [0, 0]}, {"type": "Polygon"}])
def test_what_is_no_area_is_no_zone(town: Town, chief: Member, outline: object):
    with pytest.raises(Refused) as refusal:
        save(ZONE, Zone(organization=town.alder), by=chief, name="Harbor", outline=outline)
    assert list(refusal.value.sentences) == ["outline"]
    assert not Zone.objects.exists()


def test_equal_claims_on_the_same_ground_are_refused_with_both_named(town: Town, head: Member):
    with pytest.raises(Refused, match=r"City of Birch.*City of Alder"):
        save(RESPONSIBILITY, Responsibility(), by=head, organization=town.birch.pk, place=town.places["alder"].pk)
    made = save(
        RESPONSIBILITY,
        Responsibility(),
        by=head,
        organization=town.county.pk,
        place=town.places["alder"].pk,
        service=town.light_service.pk,
    )
    change = Change.objects.get()
    assert (change.organization, change.after["service"]) == (None, town.light_service.pk)
    undo(change, by=head)
    assert not Responsibility.objects.filter(pk=made.pk).exists()


def test_the_shared_catalog_is_the_stewards_and_a_question_of_its_own_each_organizations(
    town: Town, chief: Member, head: Member
):
    with pytest.raises(Refused, match="administrator"):
        save(SERVICE, town.pothole_service, by=chief, name={"en": "Hole"})
    save(SERVICE, town.pothole_service, by=head, name={"en": "Hole", "es": "Hoyo"})
    with pytest.raises(Refused, match="short name"):
        save(SERVICE, town.pothole_service, by=head, code="hole")
    values = {"service": town.pothole_service.pk, "code": "depth", "text": {"en": "How deep?"}, "datatype": "string"}
    own = save(QUESTION, Question(organization=town.alder), by=chief, **values)
    assert own.organization == town.alder
    with pytest.raises(Refused, match="administrator"):
        save(QUESTION, Question(), by=chief, **(values | {"code": "all"}))


def test_a_new_organization_has_a_name_of_its_own(town: Town, head: Member):
    values = {"name": "City of Oak", "code": "oak", "standing": "partner"}
    made = save(ORGANIZATION, Organization(), by=head, **values)
    assert policy.can_set_up(head, made)
    with pytest.raises(Refused) as refusal:
        save(ORGANIZATION, Organization(), by=head, **values)
    assert list(refusal.value.sentences) == ["code"]
    undo(Change.objects.first(), by=head)
    assert not Organization.objects.filter(code="oak").exists()
