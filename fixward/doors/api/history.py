"""Bringing in the history of another system, in batches."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from fixward.domain.programs.scopes import Scope
from fixward.domain.service_requests.operations import bring_history
from fixward.doors.api.coming_in import KEY, visit
from fixward.doors.api.problems import wrong

router = Router(tags=["History"], auth=KEY)
LARGEST_MB, LARGEST_MAPPING_MB = 20, 1


class LeftOut(Schema):
    line: int
    id: str
    reason: str


class BroughtOut(Schema):
    stored: int
    unchanged: int = Field(description="Stored before, and as they were.")
    changed: int = Field(description="Other than what was stored before, and left alone.")
    refused: list[LeftOut]


@router.post("/history", response=BroughtOut)
def history(request: HttpRequest, file: File[UploadedFile], mapping: File[UploadedFile]) -> BroughtOut:
    """A CSV file, and a mapping as docs/IMPORTING.md has it. Rows that were brought before stay as they are."""
    by = visit(request).member(Scope.MANAGE)
    if (file.size or 0) > LARGEST_MB * 1_000_000:
        raise wrong(file=_("Send at most %(most)d MB at once.") % {"most": LARGEST_MB})
    if (mapping.size or 0) > LARGEST_MAPPING_MB * 1_000_000:
        raise wrong(mapping=_("Send at most %(most)d MB at once.") % {"most": LARGEST_MAPPING_MB})
    with tempfile.TemporaryDirectory() as folder:
        report, refused = bring_history(
            _kept(file, Path(folder, "history.csv")), _kept(mapping, Path(folder, "mapping.toml")), by=by
        )
    left_out = [LeftOut(line=row.line, id=row.id, reason=row.reason) for row in refused]
    return BroughtOut(stored=report.stored, unchanged=report.unchanged, changed=report.changed, refused=left_out)


def _kept(file: UploadedFile, path: Path) -> Path:
    with path.open("wb") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
    return path
