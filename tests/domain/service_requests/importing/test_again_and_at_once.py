"""Importing again, after a kill, and twice at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from fixward.domain.catalog.models import Service, ServiceGroup
from fixward.domain.governments.models import Department, Organization
from fixward.domain.routing import current
from fixward.domain.service_requests.imports import ImportRefused, storing
from fixward.domain.service_requests.models import Custody, Event, ServiceRequest
from tests.domain.service_requests.importing.old import IN_ALDER
from tests.town import Town


def test_importing_again_changes_nothing_and_says_what_differs_in_the_file(town: Town, take):
    lines = [IN_ALDER, "A2,Hole,0.5,0.5,2015-03-02 08:00,,,open,,"]
    take(*lines)
    before = list(ServiceRequest.objects.order_by("pk").values()), Event.objects.count()

    again = take(*lines)
    changed = take(lines[0], "A2,Hole,0.5,0.5,2015-03-02 08:00,,2015-03-04 10:00,done,,")

    assert (again.stored, again.unchanged, again.changed, again.refused_path) == (0, 2, 0, None)
    assert (changed.stored, changed.unchanged, changed.changed) == (0, 1, 1)
    assert (list(ServiceRequest.objects.order_by("pk").values()), Event.objects.count()) == before


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


def test_afterwards_commits_wait_for_the_disk_again(committed, take):
    _little_umbrella()
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        before = cursor.fetchone()
        during = []

        def look(*_told: object) -> None:
            cursor.execute("SHOW synchronous_commit")
            during.append(cursor.fetchone())

        take(IN_ALDER, progress=look)
        cursor.execute("SHOW synchronous_commit")
        assert (before, during, cursor.fetchone()) == (("on",), [("off",)], ("on",))


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
