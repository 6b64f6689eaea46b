"""The pages of the set-up: who comes in, what is drawn, and that a form changes what it says."""

import json

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fixward.domain.catalog.models import Offering, Question, Service
from fixward.domain.governments.models import (
    Branding,
    Change,
    Department,
    Grant,
    Holiday,
    Member,
    Organization,
    Role,
    Zone,
)
from fixward.domain.routing.models import AssignmentRule, Responsibility
from fixward.doors.staff.setup.sections import OWN, SHARED
from tests.doors.residents.conftest import picture
from tests.doors.staff.browsers import browser_of
from tests.town import Town

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
OWN_PAGES = [name for name in OWN if name != "handling"]


def test_who_is_no_administrator_reads_whom_to_ask(town: Town):
    answer = browser_of(town.abel).get("/staff/setup/")
    assert (answer.status_code, b"Ask an administrator" in answer.content) == (403, True)
    assert b"/staff/setup/" not in browser_of(town.abel).get("/staff/").content


def test_an_administrator_finds_the_setup_from_the_inbox(town: Town, chief: Client):
    assert b'href="/staff/setup/"' in chief.get("/staff/").content


@pytest.mark.parametrize("name", OWN_PAGES)
def test_each_section_opens_for_the_own_administrator_and_for_nobody_else(town: Town, chief: Client, name: str):
    page = chief.get(f"/staff/setup/for/alder/{name}").content.decode()
    assert "<h1>" in page
    assert (f"/for/alder/{name}/new" in page) == OWN[name].is_open_for_new
    if OWN[name].new:
        assert chief.get(f"/staff/setup/for/alder/{name}/new").status_code == 200
    for member in (town.abel, town.cora, town.member("boss", town.birch, Role.ADMINISTRATOR)):
        assert browser_of(member).get(f"/staff/setup/for/alder/{name}").status_code == 404
        assert browser_of(member).post(f"/staff/setup/for/alder/{name}/new").status_code == 404


@pytest.mark.parametrize("name", SHARED)
def test_what_all_share_opens_for_the_steward_alone(town: Town, chief: Client, head: Client, name: str):
    assert head.get(f"/staff/setup/shared/{name}").status_code == 200
    assert head.get(f"/staff/setup/shared/{name}/new").status_code == (200 if SHARED[name].new else 404)
    assert chief.get(f"/staff/setup/shared/{name}").status_code == 404


def test_a_thing_of_another_organization_is_not_found(town: Town, chief: Client):
    assert chief.get(f"/staff/setup/for/alder/departments/{town.county_works.pk}").status_code == 404
    assert chief.post(f"/staff/setup/for/alder/departments/{town.county_works.pk}/remove").status_code == 404


def test_the_profile_is_changed_logged_and_taken_back(town: Town, chief: Client):
    page = "/staff/setup/for/alder/profile"
    days = {"remind_after_days": 3, "answer_within_days": 9}
    form = {"name": "City of Alder", "email": "", "time_zone": "America/New_York", "language": "es"} | days
    assert chief.post(page, form | {"holds_comments": "on"}).status_code == 302
    town.alder.refresh_from_db()
    assert (town.alder.language, town.alder.holds_comments, town.alder.email) == ("es", True, "")
    log = chief.get("/staff/setup/for/alder/changes").content.decode()
    assert "Comments wait for a manager" in log
    assert "alder@example.org" in log
    change = Change.objects.get()
    assert chief.post(f"/staff/setup/changes/{change.pk}/undo").status_code == 302
    town.alder.refresh_from_db()
    assert (town.alder.language, town.alder.email) == ("en", "alder@example.org")
    assert "taken back later" in chief.get("/staff/setup/for/alder/changes").content.decode()


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(town: Town, chief: Client):
    answer = chief.post(
        "/staff/setup/for/alder/profile",
        {"name": "Alder", "email": "nonsense", "time_zone": "Mars", "language": "en"},
    )
    assert answer.status_code == 422
    assert 'href="#id_email"' in answer.content.decode()
    typed = {"name": "Alder", "time_zone": "Mars", "language": "en", "remind_after_days": 3, "answer_within_days": 9}
    answer = chief.post("/staff/setup/for/alder/profile", typed)
    assert 'href="#id_time_zone"' in answer.content.decode()
    town.alder.refresh_from_db()
    assert (town.alder.name, Change.objects.count()) == ("City of Alder", 0)


def test_a_logo_is_kept_where_the_form_is_right_and_no_file_where_it_is_not(town: Town, chief: Client):
    page, form = "/staff/setup/for/alder/look", {"frame_origins": "", "greeting_en": "", "greeting_es": ""}
    before = logos()
    assert chief.post(page, form | {"colour": "blue", "logo": picture("city.jpg")}).status_code == 422
    assert logos() == before
    assert chief.post(page, form | {"colour": "#0c4a47", "logo": picture("city.jpg")}).status_code == 302
    assert logos() == before + 1
    name = Branding.objects.get(organization=town.alder).logo.name
    assert chief.post(page, form | {"colour": "#123456"}).status_code == 302
    assert Branding.objects.get(organization=town.alder).logo.name == name


def logos() -> int:
    return len(default_storage.listdir("logos")[1]) if default_storage.exists("logos") else 0


def test_hours_are_typed_a_line_a_day(town: Town, chief: Client):
    page = "/staff/setup/for/alder/hours"
    assert chief.post(page, {"day_0": "8:00-12:00, 13:00–17:30"}).status_code == 302
    assert [str(row) for row in town.alder.opening_hours.all()] == ["0 08:00-12:00", "0 13:00-17:30"]
    assert "08:00-12:00, 13:00-17:30" in chief.get(page).content.decode()
    assert chief.post(page, {"day_0": "8 to 5"}).status_code == 422
    assert town.alder.opening_hours.count() == 2


def test_holidays_departments_and_own_questions_are_added_changed_and_removed(town: Town, chief: Client):
    base = "/staff/setup/for/alder"
    chief.post(f"{base}/holidays/new", {"day": "2026-12-24", "name": "Eve"})
    holiday = Holiday.objects.get()
    chief.post(f"{base}/holidays/{holiday.pk}", {"day": "2026-12-25", "name": "Day"})
    holiday.refresh_from_db()
    assert holiday.name == "Day"
    chief.post(f"{base}/holidays/{holiday.pk}/remove")
    assert not Holiday.objects.exists()
    chief.post(f"{base}/departments/new", {"name": "Parks", "code": "parks"})
    assert Department.objects.get(code="parks").organization == town.alder
    question = {
        "service": town.pothole_service.pk,
        "text_en": "Which lane?",
        "text_es": "¿Qué carril?",
        "code": "lane",
        "datatype": "singlevaluelist",
        "values_": "left | Left | Izquierdo\nright | Right",
        "position": "1",
    }
    assert chief.post(f"{base}/questions/new", question).status_code == 302
    made = Question.objects.get(code="lane")
    assert (made.organization, made.values[0]) == (
        town.alder,
        {"key": "left", "name": {"en": "Left", "es": "Izquierdo"}},
    )
    assert "left | Left | Izquierdo" in chief.get(f"{base}/questions/{made.pk}").content.decode()
    made.values[1]["stop"] = {"en": "Call"}
    made.save()
    assert chief.post(f"{base}/questions/{made.pk}", question).status_code == 302
    made.refresh_from_db()
    assert made.values[1]["stop"] == {"en": "Call"}


def test_a_department_in_use_stays_and_says_why(town: Town, chief: Client):
    answer = chief.post(f"/staff/setup/for/alder/departments/{town.alder_streets.pk}/remove", follow=True)
    assert "in use" in answer.content.decode()
    assert Department.objects.filter(pk=town.alder_streets.pk).exists()


def test_a_service_is_adopted_with_an_own_name_and_target(town: Town, chief: Client):
    Offering.objects.filter(organization=town.alder, service=town.light_service).delete()
    page = chief.get("/staff/setup/for/alder/services").content.decode()
    assert f"/services/new?service={town.light_service.pk}" in page
    form = {
        "service": town.light_service.pk,
        "department": town.alder_desk.pk,
        "name_en": "Dark lamp",
        "name_es": "Farola",
        "is_private": "on",
        "acknowledge_unit": "working_days",
        "close_amount": "2",
        "close_unit": "days",
    }
    assert chief.post("/staff/setup/for/alder/services/new", form).status_code == 302
    made = Offering.objects.get(organization=town.alder, service=town.light_service)
    assert (made.name, made.department, made.is_private, made.close_amount, made.acknowledge_amount) == (
        {"en": "Dark lamp", "es": "Farola"},
        town.alder_desk,
        True,
        2,
        None,
    )
    assert chief.post("/staff/setup/for/alder/services/new", form | {"close_amount": "99999"}).status_code == 422


def test_a_zone_is_drawn_or_comes_from_a_file_and_a_rule_names_it(town: Town, chief: Client):
    base = "/staff/setup/for/alder"
    assert chief.post(f"{base}/zones/new", {"name": "West", "outline": json.dumps(SQUARE)}).status_code == 302
    file = SimpleUploadedFile("east.geojson", json.dumps({"type": "Feature", "geometry": SQUARE}).encode())
    assert chief.post(f"{base}/zones/new", {"name": "East", "file": file}).status_code == 302
    assert [str(zone) for zone in Zone.objects.order_by("pk")] == ["West", "East"]
    assert chief.post(f"{base}/zones/new", {"name": "Nowhere", "outline": "{"}).status_code == 422
    rule = {"zone": Zone.objects.first().place_id, "department": town.alder_desk.pk}
    assert chief.post(f"{base}/rules/new", rule).status_code == 302
    answer = chief.post(f"{base}/rules/new", rule)
    assert (answer.status_code, "claim the same services" in answer.content.decode()) == (422, True)
    assert AssignmentRule.objects.count() == 1


def test_a_grant_is_given_listed_and_ended(town: Town, chief: Client):
    base = "/staff/setup/for/alder/grants"
    form = {
        "to": town.county.pk,
        "role": 20,
        "least_role": 30,
        "service_codes": ["pothole"],
        "place": town.places["alder"].pk,
        "valid_from": "2026-01-01",
    }
    assert chief.post(f"{base}/new", form).status_code == 302
    grant = Grant.objects.get()
    assert (grant.organization, grant.to, grant.service_codes) == (town.alder, town.county, ["pothole"])
    assert "Cedar County" in chief.get(base).content.decode()
    assert chief.post(f"{base}/{grant.pk}", form | {"valid_to": "2026-02-01"}).status_code == 302
    assert "Ended" in chief.get(base).content.decode()


def test_a_member_gets_another_role_and_a_membership_ends(town: Town, chief: Client):
    base = "/staff/setup/for/alder/members"
    assert chief.post(f"{base}/{town.ada.pk}", {"role": 30, "departments": [town.alder_streets.pk]}).status_code == 302
    town.ada.refresh_from_db()
    assert town.ada.role == Role.MANAGER
    chief.post(f"{base}/{town.ada.pk}/remove")
    town.ada.refresh_from_db()
    assert town.ada.left_at is not None
    last = Member.objects.get(person__email="chief@example.org")
    answer = chief.post(f"{base}/{last.pk}/remove", follow=True)
    assert "last administrator" in answer.content.decode()


def test_the_steward_makes_an_organization_and_invites_its_first_administrator(town: Town, head: Client):
    form = {"name": "City of Oak", "code": "oak", "standing": "partner"}
    assert head.post("/staff/setup/shared/organizations/new", form).status_code == 302
    assert head.get("/staff/setup/for/oak").status_code == 200
    answer = head.post("/staff/setup/for/oak/invitations/new", {"email": "o@example.org", "role": 40, "language": "en"})
    assert answer.status_code == 302
    assert head.post("/staff/setup/for/oak/handling", {"handled_by": town.county.pk}).status_code == 302
    assert Organization.objects.get(code="oak").handled_by == town.county


def test_a_conflict_of_responsibilities_is_explained_and_its_ground_shown(town: Town, head: Client):
    form = {"organization": town.birch.pk, "place": town.places["alder"].pk}
    answer = head.post("/staff/setup/shared/responsibilities/new", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "City of Birch: all services" in page
    assert "City of Alder: all services" in page
    assert "MultiPolygon" in page or "Polygon" in page
    narrower = form | {"service": town.light_service.pk}
    assert head.post("/staff/setup/shared/responsibilities/new", narrower).status_code == 302
    assert Responsibility.objects.filter(service=town.light_service, organization=town.birch).exists()


def test_the_ground_of_a_place_and_of_assets_is_drawn_for_administrators(town: Town, head: Client):
    ground = head.get("/staff/setup/ground.geojson", {"place": town.places["elm"].pk}).json()
    assert ground["type"] == "Polygon"
    roads = head.get("/staff/setup/ground.geojson", {"layer": town.layer.pk, "owner": "State"}).json()
    assert roads["type"] == "GeometryCollection"
    assert browser_of(town.abel).get("/staff/setup/ground.geojson", {"place": 1}).status_code == 404


def test_the_steward_changes_the_catalog(town: Town, head: Client):
    form = {
        "name_en": "Sinkhole",
        "name_es": "Socavón",
        "code": "sinkhole",
        "group": town.pothole_service.group_id,
        "position": "1",
        "is_active": "on",
        "duplicate_radius_m": "50",
        "reopen_days": "10",
        "acknowledge_unit": "hours",
        "close_unit": "hours",
    }
    assert head.post("/staff/setup/shared/services/new", form).status_code == 302
    assert Service.objects.get(code="sinkhole").name == {"en": "Sinkhole", "es": "Socavón"}
    assert "Shared services" in head.get("/staff/setup/").content.decode()
    assert "sinkhole" in head.get("/staff/setup/changes").content.decode()


@pytest.mark.parametrize(("name", "more"), [("holidays", 10), ("members", 10), ("services", 10), ("changes", 10)])
def test_ten_more_rows_cost_no_query_more(town: Town, chief: Client, django_assert_num_queries, name: str, more: int):
    page = f"/staff/setup/for/alder/{name}"
    chief.post("/staff/setup/for/alder/holidays/new", {"day": "2027-01-31", "name": "First"})
    chief.get(page)
    with CaptureQueriesContext(connection) as few:
        chief.get(page)
    queries = len(few)
    for number in range(more):
        chief.post("/staff/setup/for/alder/holidays/new", {"day": f"2027-02-{number + 1:02}", "name": f"{number}"})
        town.member(f"more{number}", town.alder, Role.WORKER)
        Service.objects.create(code=f"s{number}", group=town.pothole_service.group, name={"en": f"{number}"})
    with django_assert_num_queries(queries):
        assert chief.get(page).status_code == 200
