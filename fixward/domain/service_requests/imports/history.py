"""Importing a history in batches, each whole or not there: whoever was interrupted runs it again."""

from __future__ import annotations

import time
from pathlib import Path

from django.db import connection, transaction

from fixward.domain.routing import current
from fixward.domain.routing.table import RoutingTable
from fixward.domain.service_requests.imports import cells, mapping, storing
from fixward.domain.service_requests.imports.cells import Row
from fixward.domain.service_requests.imports.facts import Fact, Reader
from fixward.domain.service_requests.imports.landing import Agreement, Landed, Landing
from fixward.domain.service_requests.imports.report import (
    Progress,
    Refuse,
    Report,
    Unreadable,
    refused_rows,
    silent,
)
from fixward.domain.service_requests.imports.words import Words
from fixward.domain.service_requests.imports.worked import Worked
from fixward.foundation import clock

_AT_A_TIME = 5000
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('fixward.requests.import'), hashtext(%s))"
_KNOWN = """
SELECT source_id, event.data->>'digest'
FROM service_requests_servicerequest AS request
LEFT JOIN service_requests_event AS event ON event.service_request_id = request.id AND event.kind = 'imported'
WHERE source = %s AND source_id = ANY(%s)
"""


def import_history(
    path: str | Path,
    mapping_path: str | Path,
    *,
    report_dir: str | Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Store the requests of a CSV file with their own ids and times; what was stored before stays as it is.

    Rows that cannot be read are listed in `<file>.refused.csv`, in `report_dir` or beside the file. Raises
    ImportRefused where the mapping or the file as a whole is wrong; then nothing is stored.
    """
    path, started = Path(path), time.monotonic()
    report = Report()
    importing = _Importing(mapping.read(Path(mapping_path)), report)
    listed = (Path(report_dir) if report_dir else path.parent) / f"{path.name}.refused.csv"
    with refused_rows(listed, report) as refuse:
        importing.run(path, refuse, progress or silent)
    report.seconds = time.monotonic() - started
    return report


class _Importing:
    def __init__(self, meanings: mapping.Mapping, report: Report) -> None:
        self._mapping, self._report = meanings, report
        self._now = clock.now()
        self._reader = Reader(meanings, now=self._now)
        self._words = Words(meanings)
        self._agreement = Agreement(meanings.places, report)
        self._table: RoutingTable | None = None

    def run(self, path: Path, refuse: Refuse, progress: Progress) -> None:
        for rows in cells.batches(path, self._mapping, size=_AT_A_TIME, refuse=refuse, progress=progress):
            with transaction.atomic():
                landed = self._landed(self._facts(self._new(rows), refuse), refuse)
                storing.store(landed, mapping=self._mapping, worked=self._worked)
            self._report.stored += len(landed)
            self._report.backwards += sum(row.fact.closed_at != row.fact.ended_at for row in landed)
            self._agreement.count(landed)

    def _new(self, rows: list[Row]) -> list[Row]:
        """The rows that were not imported before; two imports of one source at once wait for each other."""
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [self._mapping.source])
            cursor.execute(_KNOWN, [self._mapping.source, [row.id for row in rows]])
            known = dict(cursor.fetchall())
        changed = sum(row.id in known and known[row.id] != row.digest for row in rows)
        self._report.changed += changed
        self._report.unchanged += len(known) - changed
        return [row for row in rows if row.id not in known]

    def _facts(self, rows: list[Row], refuse: Refuse) -> list[Fact]:
        facts = []
        for row in rows:
            try:
                facts.append(self._reader.read(row))
            except Unreadable as reason:
                refuse(row.line, row.id, str(reason))
        return facts

    def _landed(self, facts: list[Fact], refuse: Refuse) -> list[Landed]:
        landing = self._landing(facts)
        landed = []
        for fact in facts:
            try:
                landed.append(landing.land(fact))
            except Unreadable as reason:
                refuse(fact.row.line, fact.row.id, str(reason))
        return landed

    def _landing(self, facts: list[Fact]) -> Landing:
        words = {(cells.service, cells.target.strip(), cells.owner) for cells in (fact.row.cells for fact in facts)}
        if self._words.learn(words, self._report):
            current.refresh()
        table = current.current()
        if table is not self._table:
            self._table, self._worked = table, Worked(table.calendars, now=self._now)
        return Landing(table, self._words)
