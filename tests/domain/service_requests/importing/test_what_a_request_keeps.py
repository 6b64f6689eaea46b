"""A request of the other system has its own id, times, words and holder here."""

import datetime as dt

import pytest
from django.db import connection

from fixward.domain.catalog.models import Service
from fixward.domain.service_requests.models import ServiceRequest
from tests.domain.service_requests.importing.old import IN_ALDER, NEW_YORK, one
from tests.town import Town


def test_a_request_keeps_its_own_id_times_and_words(town: Town, take):
    assert take(IN_ALDER).stored == 1

    found = one()
    assert (found.source_id, found.description, found.status, found.resolution) == ("A1", "A hole", "closed", "fixed")
    assert found.submitted_at == dt.datetime(2015, 3, 2, 8, tzinfo=NEW_YORK)
    assert found.updated_at == dt.datetime(2015, 3, 5, 9, 30, tzinfo=NEW_YORK)
    assert found.closed_at == dt.datetime(2015, 3, 4, 10, tzinfo=NEW_YORK)
    assert (found.service, found.place) == (town.pothole_service, town.places["alder"])


def test_custody_runs_from_creation_to_closing_and_says_what_was_used(town: Town, take):
    take(IN_ALDER)

    custody = one().custodies.get()
    assert (custody.how, custody.organization, custody.department) == ("imported", town.alder, town.alder_streets)
    assert (custody.started_at, custody.ended_at) == (one().submitted_at, one().closed_at)
    assert custody.used == dt.timedelta(hours=20)  # Monday and Tuesday 8 to 17, Wednesday 8 to 10
    assert custody.due_at == one().expected_at == dt.datetime(2015, 3, 5, 17, tzinfo=NEW_YORK)


def test_the_story_has_the_old_times_and_nobody_is_told(town: Town, take):
    take(IN_ALDER)

    events = list(one().events.values_list("kind", "at"))
    assert events == [("imported", one().submitted_at), ("closed", one().closed_at)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)


def test_an_open_request_has_an_open_custody(town: Town, take):
    take("A1,Hole,0.5,0.5,2015-03-02 08:00,,,open,,")

    assert one().is_open
    assert one().updated_at == one().submitted_at
    assert one().custodies.get().ended_at is None


@pytest.mark.parametrize(
    ("word", "organization", "department"),
    [
        ("Works", "county", "works"),
        ("works ", "county", "works"),
        ("Alder City", "alder", "streets"),
        ("Nobody", "birch", None),
        ("", "birch", None),
    ],
)
def test_the_owner_word_names_the_holder_and_without_one_routing_decides(
    town: Town, take, word: str, organization: str, department: str | None
):
    take(f"A1,Hole,6,2,2015-03-02 08:00,,,open,{word},")

    assert one().organization.code == organization
    assert (one().department and one().department.code) == department


def test_an_organization_without_a_desk_is_worked_by_its_handler(town: Town, take):
    take("A1,Hole,1,7,2015-03-02 08:00,,,open,,")

    assert (one().organization, one().on_behalf_of) == (town.county, town.elm)


def test_closed_before_created_counts_as_closed_at_once(town: Town, take):
    report = take("A1,Hole,0.5,0.5,2015-03-02 08:00,,2015-03-02 00:00,done,,")

    custody = one().custodies.get()
    assert report.backwards == 1
    assert one().closed_at == dt.datetime(2015, 3, 2, tzinfo=NEW_YORK)
    assert custody.ended_at == custody.started_at == one().submitted_at
    assert one().events.get(kind="closed").at == one().submitted_at


def test_text_is_kept_whole_and_clean(town: Town, take):
    text = "two\nlines, ‏עברית‏ 🕳" + "x" * 200_000
    take(f'A1,Hole,0.5,0.5,2015-03-02 08:00,,,open,,"{text}\0"', "A2,Hole,0.5,0.5,bad,,,open,,")

    assert one().description == text


@pytest.mark.parametrize("text", [r"\N", r"C:\new\table", "a\tb", "\\", r"\.", "end\\"])
def test_what_copy_would_read_as_a_sign_is_kept_as_text(town: Town, take, text: str):
    take(f"A1,Hole,0.5,0.5,2015-03-02 08:00,,,open,,{text}")

    assert one().description == text


def test_missing_services_and_departments_are_made_where_the_mapping_says_so(town: Town, take):
    line = "A1,NEW - KIND OF (THING),0.5,0.5,2015-03-02 08:00,,2015-03-04 10:00,done,Water_Works-12,"
    making = {
        "[services.words]": "[services]\ncreate = true\n[services.words]",
        "[owners]": "[owners]\ncreate = true",
        'owner = "Who"': 'owner = "Who"\ntarget = "Text"',
    }
    report = take(f"{line}9", f"{line}9".replace("A1", "A2"), swap=making)

    service = Service.objects.get(name__en="NEW - KIND OF (THING)")
    assert (report.stored, report.services, report.departments) == (2, 1, 1)
    assert (service.code, service.group.code, service.is_active) == ("new-kind-of-thing", "imported", False)
    assert (service.close_amount, service.close_unit) == (9, "days")
    assert set(ServiceRequest.objects.values_list("department__name", flat=True)) == {"Water Works-12"}
    assert set(ServiceRequest.objects.values_list("expected_at", flat=True)) == {
        dt.datetime(2015, 3, 11, 8, tzinfo=NEW_YORK)
    }
