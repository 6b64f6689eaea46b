"""Real history: the 5,000 real requests where they are at hand, and a few lines of CSV for each rule."""

import csv
import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from fixward.domain.catalog.models import Service, ServiceGroup
from fixward.domain.governments.models import Department, Organization
from fixward.domain.governments.working_time import WEEKDAYS_EIGHT_TO_FIVE, Calendar, Target, Unit, due, used
from fixward.domain.places.imports import import_boundaries
from fixward.domain.routing import current
from fixward.domain.service_requests.imports import ImportRefused, Report, import_history, storing
from fixward.domain.service_requests.imports.times import parser
from fixward.domain.service_requests.imports.worked import Worked
from fixward.domain.service_requests.models import Custody, Event, ServiceRequest
from tests.town import Town

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data"
REAL = DATA / "miami_dade_311_5000.csv"
NEW_YORK = ZoneInfo("America/New_York")

MAPPING = """
source = "old"
[columns]
id = "Id"
service = "What"
lon = "X"
lat = "Y"
created = "Opened"
updated = "Changed"
closed = "Closed"
status = "State"
owner = "Who"
description = "Text"
[times]
zone = "America/New_York"
formats = ["%Y-%m-%d %H:%M"]
[status]
open = "submitted"
done = "fixed"
[services.words]
Hole = "pothole"
[owners]
organization = "county"
[owners.words]
Works = { department = "works" }
Alder_City = { organization = "alder" }
Nobody = {}
"""
HEADER = "Id,What,X,Y,Opened,Changed,Closed,State,Who,Text"
IN_ALDER = "A1,Hole,0.5,0.5,2015-03-02 08:00,2015-03-05 09:30,2015-03-04 10:00,done,,A hole"


@pytest.fixture
def take(tmp_path: Path):
    """Imports these lines, by the mapping above with pieces of it replaced."""

    def take(*lines: str, header: str = HEADER, **replaced: str) -> Report:
        mapping = MAPPING
        for old, new in replaced.pop("swap", {}).items():
            assert old in mapping
            mapping = mapping.replace(old, new)
        (tmp_path / "mapping.toml").write_text(mapping)
        (tmp_path / "old.csv").write_bytes("\n".join([header, *lines]).encode(errors="surrogateescape"))
        return import_history(tmp_path / "old.csv", tmp_path / "mapping.toml", **replaced)

    return take


def refused(report: Report) -> list[dict[str, str]]:
    assert report.refused_path
    with report.refused_path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def one() -> ServiceRequest:
    return ServiceRequest.objects.get(source="old")


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


def test_importing_again_changes_nothing_and_says_what_differs_in_the_file(town: Town, take):
    lines = [IN_ALDER, "A2,Hole,0.5,0.5,2015-03-02 08:00,,,open,,"]
    take(*lines)
    before = list(ServiceRequest.objects.order_by("pk").values()), Event.objects.count()

    again = take(*lines)
    changed = take(lines[0], "A2,Hole,0.5,0.5,2015-03-02 08:00,,2015-03-04 10:00,done,,")

    assert (again.stored, again.unchanged, again.changed, again.refused_path) == (0, 2, 0, None)
    assert (changed.stored, changed.unchanged, changed.changed) == (0, 1, 1)
    assert (list(ServiceRequest.objects.order_by("pk").values()), Event.objects.count()) == before


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",Hole,0.5,0.5,2015-03-02 08:00,,,open,,", "no id"),
        ("x" * 101 + ",Hole,0.5,0.5,2015-03-02 08:00,,,open,,", "longer than 100"),
        ("B,Hole,,0.5,2015-03-02 08:00,,,open,,", "no coordinates"),
        ("B,Hole,nan,0.5,2015-03-02 08:00,,,open,,", "not on earth"),
        ("B,Hole,east,0.5,2015-03-02 08:00,,,open,,", "not on earth"),
        ("B,Hole,0.5,91,2015-03-02 08:00,,,open,,", "not on earth"),
        ("B,Hole,50,50,2015-03-02 08:00,,,open,,", "in no place here"),
        ("B,Hole,0.5,0.5,03/02/2015,,,open,,", "not a time"),
        ("B,Hole,0.5,0.5,0201-03-02 08:00,,,open,,", "not a time"),
        ("B,Hole,0.5,0.5,2999-03-02 08:00,,,open,,", "future"),
        ("B,Hole,0.5,0.5,,,,open,,", "no time of creation"),
        ("B,Hole,0.5,0.5,2015-03-02 08:00,,,done,,", "no closing time"),
        ("B,Hole,0.5,0.5,2015-03-02 08:00,,,lost,,", "status “lost”"),
        ("B,Hill,0.5,0.5,2015-03-02 08:00,,,open,,", "service “Hill”"),
        ("B,,0.5,0.5,2015-03-02 08:00,,,open,,", "no service"),
        ("B,Hole,0.5,0.5,2015-03-02 08:00,,,open,Parks,", "owner “Parks”"),
        ("B,Hole,0.5", "3 cells"),
        ("B,Hole,0.5,0.5,2015-03-02 08:00,,,open,,\udcff", "no text in utf-8"),
        ("A1,Hole,0.5,0.5,2015-03-02 08:00,,,open,,", "line 2 has the same id"),
    ],
)
def test_a_row_that_cannot_be_read_is_listed_with_line_and_reason_and_the_rest_is_stored(
    town: Town, take, line: str, reason: str
):
    report = take(IN_ALDER, line, "A3,Hole,0.5,0.5,2015-03-02 08:00,,,open,,")

    (row,) = refused(report)
    assert (report.stored, report.refused, row["line"], row["id"]) == (2, 1, "3", line.split(",")[0])
    assert reason in row["reason"]


def test_text_is_kept_whole_and_clean(town: Town, take):
    text = "two\nlines, ‏עברית‏ 🕳" + "x" * 200_000
    take(f'A1,Hole,0.5,0.5,2015-03-02 08:00,,,open,,"{text}\0"', "A2,Hole,0.5,0.5,bad,,,open,,")

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


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('source = "old"', "", "“source” is missing"),
        ('source = "old"', "source = 7", "“source” must be a text, and is 7"),
        ('source = "old"', 'source = "old', "cannot be read"),
        ('id = "Id"', "", "“columns.id” is missing"),
        ('id = "Id"', 'id = "Number"', "“columns.id” names “Number”, which the file has 0 times"),
        ('id = "Id"', 'id = "Id"\naddres = "A"', "“columns.addres” is not a key of a mapping"),
        ('zone = "America/New_York"', 'zone = "Florida"', "“times.zone” must be a time zone"),
        ('["%Y-%m-%d %H:%M"]', '["YYYY-MM-DD"]', "not a date format"),
        ('["%Y-%m-%d %H:%M"]', "[]", "“times.formats” must be a list of texts"),
        ('done = "fixed"', 'done = "finished"', "“status.done” must be one of submitted, acknowledged, fixed"),
        ('Hole = "pothole"', 'Hole = "pit"', "“pit”, which no service has"),
        ('Hole = "pothole"', 'Hole = "a hole"', "“services.words.Hole” must be a code"),
        ('organization = "county"', 'organization = "shire"', "the organization “shire”, which is not here"),
        ('department = "works"', 'department = "water"', "“water”, which “county” does not have"),
        ("Works = {", 'Parks = "parks"\nWorks = {', "“owners.words.Parks” must be a table"),
        ("[owners]", "[owners]\ncreate = 1", "“owners.create” must be true or false"),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_key_and_what_was_expected(town: Town, take, tmp_path, old, new, sentence):
    with pytest.raises(ImportRefused) as refusal:
        take(IN_ALDER, swap={old: new})

    assert sentence in str(refusal.value)
    assert not ServiceRequest.objects.exists()
    assert not list(tmp_path.glob("*.refused.csv"))


def test_without_a_steward_nothing_is_imported(db, take):
    with pytest.raises(ImportRefused, match="steward"):
        take(IN_ALDER)


def test_a_killed_import_leaves_whole_batches_and_the_next_one_completes_it(committed, take, monkeypatch):
    _little_umbrella()
    monkeypatch.setattr("fixward.domain.service_requests.imports.history._AT_A_TIME", 10)
    lines = [IN_ALDER.replace("A1", f"A{number}") for number in range(35)]
    copy, copied = storing.copy, []

    def dying(table: storing.Table) -> None:
        copied.append(table.name)
        if len(copied) == 8:  # the custodies of the third batch
            raise KeyboardInterrupt
        copy(table)

    monkeypatch.setattr(storing, "copy", dying)
    with pytest.raises(KeyboardInterrupt):
        take(*lines)
    assert [table.objects.count() for table in (ServiceRequest, Custody, Event)] == [20, 20, 40]

    monkeypatch.setattr(storing, "copy", copy)
    told = []
    report = take(*lines, progress=lambda what, done, total: told.append((done, total)))

    assert (report.stored, report.unchanged) == (15, 20)
    assert [table.objects.count() for table in (ServiceRequest, Custody, Event)] == [35, 35, 70]
    assert told[-1][0] == told[-1][1]


def test_two_imports_from_one_source_at_once_are_refused(committed, take):
    _little_umbrella()

    def second(*_told: object) -> None:
        with pytest.raises(ImportRefused, match="Another import"):
            _in_another_thread(lambda: take(IN_ALDER))

    assert take(IN_ALDER, progress=second).stored == 1


def _in_another_thread(work) -> None:
    def alone():
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(alone).result()


def _little_umbrella() -> None:
    """No places, one government: every point is its."""
    county = Organization.objects.create(code="county", name="Cedar County", is_steward=True)
    Organization.objects.create(code="alder", name="Alder")
    Department.objects.create(organization=county, code="works", name="Public Works")
    group = ServiceGroup.objects.create(code="roads", name={"en": "Roads"})
    Service.objects.create(code="pothole", group=group, name={"en": "Pothole"})
    current.refresh()


HOLIDAYS = frozenset({dt.date(2015, 7, 3), dt.date(2016, 12, 26)})
CALENDAR = Calendar(NEW_YORK, WEEKDAYS_EIGHT_TO_FIVE, HOLIDAYS)
MOMENTS = st.datetimes(dt.datetime(2012, 12, 30), dt.datetime(2017, 1, 2), timezones=st.just(dt.UTC))


@given(st.lists(st.tuples(MOMENTS, MOMENTS), min_size=1, max_size=5), st.integers(0, 30))
def test_used_and_due_times_are_those_of_working_time(pairs, amount):
    worked = Worked({1: CALENDAR}, now=dt.datetime(2017, 1, 2, tzinfo=dt.UTC))
    for start, end in (sorted(pair) for pair in pairs):
        for unit in Unit:
            target = Target(amount, unit)
            assert worked.used(1, start, end, unit) == used(start, end, unit, CALENDAR)
            assert worked.due(1, target, start) == due(start, target, CALENDAR)


@given(
    st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.sampled_from(["%m/%d/%Y %I:%M:%S %p", "%Y-%m-%dT%H:%M", "%d.%m.%Y", "%d %b %Y %H:%M", "%Y%m%d%H%M%S"]),
)
def test_times_are_read_as_strptime_reads_them(moment, pattern):
    text = moment.strftime(pattern)
    assert parser(pattern)(text) == dt.datetime.strptime(text, pattern)


@given(st.text(alphabet="0123456789/: APMapm", max_size=24))
def test_what_strptime_refuses_is_refused(text):
    pattern = "%m/%d/%Y %I:%M %p"
    try:
        wanted = dt.datetime.strptime(text, pattern)
    except ValueError:
        wanted = None
    try:
        found = parser(pattern)(text)
    except ValueError:
        found = None
    assert found == wanted


@pytest.fixture
def miami(db: None) -> None:
    if not REAL.exists():
        pytest.skip("The real requests of Miami-Dade are not at hand.")
    for name, kind in (("county", "county"), ("municipalities", "municipality")):
        import_boundaries(DATA / f"miami_dade_{name}.geojson", kind=kind, name_field="NAME", code_field="GEOID")
    Organization.objects.create(code="miami-dade-county", name="Miami-Dade County", is_steward=True)
    Organization.objects.create(code="city-of-miami", name="City of Miami")
    current.refresh()


def import_miami(tmp_path: Path) -> Report:
    return import_history(REAL, ROOT / "demo" / "mappings" / "miami_dade.toml", report_dir=tmp_path)


@pytest.mark.slow
def test_five_thousand_real_requests_are_what_the_file_says(miami, tmp_path):
    report = import_miami(tmp_path)

    with REAL.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    there = {row["Ticket ID"]: row for row in rows if row["Latitude"]}
    assert (report.stored, report.refused, report.changed) == (len(there), len(rows) - len(there), 0)
    assert [row["id"] for row in refused(report)] == [row["Ticket ID"] for row in rows if not row["Latitude"]]
    assert report.agreement is not None
    assert report.agreement >= 0.99
    assert report.compared == sum(bool(row["City"]) for row in there.values())
    _assert_statuses(there)
    _assert_each(there)

    before = list(ServiceRequest.objects.order_by("pk").values()), Custody.objects.count(), Event.objects.count()
    again = import_miami(tmp_path)
    assert (again.stored, again.unchanged, again.changed) == (0, len(there), 0)
    after = list(ServiceRequest.objects.order_by("pk").values()), Custody.objects.count(), Event.objects.count()
    assert before == after


def _assert_statuses(there: dict[str, dict[str, str]]) -> None:
    meant = {"CLOSED": "fixed", "LIEN": "fixed", "DUP": "duplicate", "OPEN": "submitted"}
    counted = Counter(meant.get(row["Ticket Status"], "acknowledged") for row in there.values())
    stored = Counter(one.resolution or one.status for one in ServiceRequest.objects.all())
    assert stored == counted


def _assert_each(there: dict[str, dict[str, str]]) -> None:
    held = Custody.objects.select_related("service_request", "organization", "department")
    found = {custody.service_request.source_id: custody for custody in held}
    departments: dict[str, set[str]] = {}
    assert found.keys() == there.keys()
    for identifier, row in there.items():
        custody, kept = found[identifier], found[identifier].service_request
        created, updated, closed = (
            _moment(row[f"Ticket {name} Date / Time"]) for name in ("Created", "Last Updated", "Closed")
        )
        if kept.is_open:
            closed = None
        elif closed is None:
            closed = updated
        assert (kept.submitted_at, kept.updated_at, kept.closed_at) == (created, updated, closed)
        assert (kept.lon, kept.lat) == (float(row["Longitude"]), float(row["Latitude"]))
        assert custody.started_at == created
        assert custody.ended_at == (max(closed, created) if closed else None)
        assert custody.organization.code == (
            "city-of-miami" if row["Case Owner"] == "COM_Code_Enforcement" else "miami-dade-county"
        )
        departments.setdefault(row["Case Owner"], set()).add(custody.department.code)
    assert all(len(codes) == 1 for codes in departments.values())
    assert len(departments) == Department.objects.count() == 10
    assert Service.objects.count() == len({row["Issue Type"] for row in there.values()})


def _moment(text: str) -> dt.datetime | None:
    return dt.datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=NEW_YORK) if text else None
