"""Importing a history in batches, each whole or not there: whoever was interrupted runs it again."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fixward.domain.routing import current
from fixward.domain.routing.table import RoutingTable
from fixward.domain.service_requests.imports import cells, mapping, storing
from fixward.domain.service_requests.imports.ahead import ahead
from fixward.domain.service_requests.imports.cells import Row
from fixward.domain.service_requests.imports.facts import Fact, Reader
from fixward.domain.service_requests.imports.landing import Agreement, Landed, Landing
from fixward.domain.service_requests.imports.report import (
    ImportRefused,
    Refuse,
    Report,
    Unreadable,
    refused_rows,
)
from fixward.domain.service_requests.imports.storing import Table
from fixward.domain.service_requests.imports.words import Words
from fixward.domain.service_requests.imports.worked import Worked
from fixward.domain.service_requests.models import Custody, Event, ServiceRequest
from fixward.foundation import clock
from fixward.foundation.database import statistics
from fixward.foundation.progress import Progress, silent

_AT_A_TIME = 5000
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
    report, meanings = Report(), mapping.read(Path(mapping_path))
    listed = (Path(report_dir) if report_dir else path.parent) / f"{path.name}.refused.csv"
    with _alone(meanings.source), _undisturbed(), refused_rows(listed, report) as refuse, _durable_at_the_end():
        _Importing(meanings, report, refuse).run(path, progress or silent)
        statistics.renew(ServiceRequest, Custody, Event)
    report.seconds = time.monotonic() - started
    return report


@contextmanager
def _alone(source: str) -> Iterator[None]:
    """Two imports from one source at once would take each other's new rows for their own."""
    locked = ("fixward.requests.import", source)
    # Inside somebody's transaction the lock ends with it, whatever happens there.
    is_ours = not connection.in_atomic_block
    take = "pg_try_advisory_lock" if is_ours else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {take}(hashtext(%s), hashtext(%s))", locked)
        if not cursor.fetchone()[0]:
            raise ImportRefused([_("Another import from “%(source)s” is running.") % {"source": source}])
        try:
            yield
        finally:
            if is_ours:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s), hashtext(%s))", locked)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """The interpreter as two busy threads with many rows need it; it is put back afterwards."""
    interval, collecting = sys.getswitchinterval(), gc.isenabled()
    # The rows of a batch hold no circles: looking for some, without finding one, took a third of the time.
    gc.disable()
    # The thread that stores gives way at each packet it sends, and waited five milliseconds for its turn.
    sys.setswitchinterval(0.0005)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if collecting:
            gc.enable()


@contextmanager
def _durable_at_the_end() -> Iterator[None]:
    """Batches do not wait for the disk, which took more time than all else: what is lost with it is imported again."""
    if connection.in_atomic_block:  # it is not ours to commit
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        try:
            yield
        finally:
            # One that waits has everything before it on the disk, too; one that writes nothing would not wait.
            cursor.execute("RESET synchronous_commit")
            cursor.execute("SELECT pg_logical_emit_message(true, 'fixward', 'imported')")


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows for the three tables, and how far in the file (bytes) they reach."""

    landed: list[Landed]
    tables: tuple[Table, ...]
    position: int


class _Importing:
    def __init__(self, meanings: mapping.Mapping, report: Report, refuse: Refuse) -> None:
        self._mapping, self._report, self._refuse = meanings, report, refuse
        self._now = clock.now()
        self._reader = Reader(meanings, now=self._now)
        self._words = Words(meanings)
        self._agreement = Agreement(meanings.places, report)
        self._table: RoutingTable | None = None

    def run(self, path: Path, progress: Progress) -> None:
        # Reading and routing need one processor, storing keeps the database's busy: both go on at once. Inside
        # somebody's transaction they cannot, for another connection would not see what it has written.
        prepared = self._prepared(path)
        for batch in prepared if connection.in_atomic_block else ahead(prepared):
            with transaction.atomic():
                for table in batch.tables:
                    storing.copy(table)
            self._report.stored += len(batch.landed)
            self._report.backwards += sum(row.fact.closed_at != row.fact.ended_at for row in batch.landed)
            self._agreement.count(batch.landed)
            progress(_("Importing"), batch.position, path.stat().st_size)

    def _prepared(self, path: Path) -> Iterator[_Batch]:
        for rows, position in cells.batches(path, self._mapping, size=_AT_A_TIME, refuse=self._refuse):
            landed = self._landed(self._facts(self._new(rows)))
            yield _Batch(landed, storing.tables(landed, mapping=self._mapping, worked=self._worked), position)

    def _new(self, rows: list[Row]) -> list[Row]:
        """The rows that were not imported before."""
        with connection.cursor() as cursor:
            cursor.execute(_KNOWN, [self._mapping.source, [row.id for row in rows]])
            known = dict(cursor.fetchall())
        changed = sum(row.id in known and known[row.id] != row.digest for row in rows)
        self._report.changed += changed
        self._report.unchanged += len(known) - changed
        return [row for row in rows if row.id not in known]

    def _facts(self, rows: list[Row]) -> list[Fact]:
        facts = []
        for row in rows:
            try:
                facts.append(self._reader.read(row))
            except Unreadable as reason:
                self._refuse(row.line, row.id, str(reason))
        return facts

    def _landed(self, facts: list[Fact]) -> list[Landed]:
        """Over the routing table as it is now, with the services and departments that these facts need."""
        words = {(cells.service, cells.target.strip(), cells.owner) for cells in (fact.row.cells for fact in facts)}
        if self._words.learn(words, self._report):
            current.refresh()
        table = current.current()
        if table is not self._table:
            self._table, self._worked = table, Worked(table.calendars, now=self._now)
            self._landing = Landing(table, self._words)
        return self._landing.land(facts, self._refuse)
