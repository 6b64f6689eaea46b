"""The certificate of destruction of one run, as an auditor reads it: what, of which request, when."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from fixward.domain.records.models import Destruction, Run

COLUMNS = ("number", "kind", "count", "closed_at", "destroyed_at", "months_kept")
_AT_A_TIME = 1000


def lines(run: Run) -> Iterator[str]:
    """As CSV, read by a cursor, so that no size fills the memory."""
    yield ",".join(COLUMNS) + "\r\n"
    rows = Destruction.objects.filter(run=run).select_related("service_request").order_by("pk")
    for row in rows.iterator(chunk_size=_AT_A_TIME):
        written = io.StringIO()
        moments = [moment.isoformat(timespec="seconds") for moment in (row.closed_at, row.at)]
        months = run.schedules.get(row.kind, "")
        csv.writer(written).writerow([row.service_request.number, row.kind, row.count, *moments, months])
        yield written.getvalue()
