"""A history that a program brings in batches: as `fixward requests import` does it, but nothing is set up by it."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member
from fixward.domain.service_requests import policy
from fixward.domain.service_requests.imports import ImportRefused, Report, import_history, mapping
from fixward.domain.service_requests.operations.common import Refused


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was left out: its line in the file, its id there, and why."""

    line: int
    id: str
    reason: str


def bring_history(file: Path, meanings: Path, *, by: Member) -> tuple[Report, list[RefusedRow]]:
    """Store what is new in a CSV file, by a mapping (see docs/IMPORTING.md); raises Refused.

    The same file again changes nothing. A mapping that would make services or departments is refused: whoever may
    bring requests may not set up the catalog by it.
    """
    if not policy.can_bring_history(by):
        raise Refused(_("Only a manager of the steward can bring in a history."))
    try:
        read = mapping.read(meanings)
        if read.services.create or read.owners.create:
            raise Refused(_("A mapping that makes services or departments is not taken here. Set them up first."))
        with tempfile.TemporaryDirectory() as folder:
            report = import_history(file, meanings, report_dir=folder)
            return report, _refused(report.refused_path)
    except ImportRefused as refusal:
        raise Refused(str(refusal)) from refusal


def _refused(path: Path | None) -> list[RefusedRow]:
    if path is None:
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [RefusedRow(int(row["line"]), row["id"], row["reason"]) for row in csv.DictReader(file)]
