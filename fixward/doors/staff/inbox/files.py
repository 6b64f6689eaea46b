"""Any view as a file: CSV, Excel, GeoJSON; read by a cursor in the database, so that no size fills the memory."""

from __future__ import annotations

import tempfile
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fixward.domain.desks.sheets import Sheet
from fixward.domain.desks.views import Requests
from fixward.domain.governments.models import Member

FORMATS = {"csv": "CSV", "xlsx": "Excel", "geojson": "GeoJSON"}
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}
_ROWS_OF_A_SHEET = 1_000_000  # Excel takes 1,048,576


def answer(form: str, rows: Requests, *, member: Member, name: str) -> HttpResponseBase:
    """The file, sent while it is read; an Excel file is whole only at its end, and is made on disk first."""
    writers: dict[str, Callable[[Sheet], Any]] = {"csv": _csv, "xlsx": _xlsx, "geojson": _geojson}
    file_name = f"{name}-{timezone.localdate().isoformat()}.{form}"
    content = writers[form](Sheet(rows, member))
    if form == "xlsx":
        return FileResponse(content, as_attachment=True, filename=file_name, content_type=_TYPES[form])
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return StreamingHttpResponse(content, content_type=_TYPES[form], headers=headers)


def _csv(sheet: Sheet) -> Iterator[bytes]:
    yield BOM_UTF8  # without it Excel takes accents for something else
    yield from sheet.csv()


def _geojson(sheet: Sheet) -> Iterator[bytes]:
    yield b'{"type":"FeatureCollection","features":['
    comma = b""
    for packet in sheet.features():
        yield comma + packet.rstrip(b"\n").replace(b"\n", b",\n")
        comma = b",\n"
    yield b"]}"


def _xlsx(sheet: Sheet) -> Any:
    """A temporary file, gone when it is closed; texts are written as texts, never as formulas or links."""
    made = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    texts = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, {"constant_memory": True, "in_memory": False, **texts}) as book:
        bold = book.add_format({"bold": True})
        rows, title = iter(sheet), str(_("Requests"))
        for number in range(1, 1000):
            page = book.add_worksheet(title if number == 1 else f"{title} {number}")
            page.write_row(0, 0, sheet.columns, bold)
            page.freeze_panes(1, 1)
            written = 0
            for written, row in enumerate(islice(rows, _ROWS_OF_A_SHEET), start=1):
                page.write_row(written, 0, row)
            if written < _ROWS_OF_A_SHEET:
                break
    made.seek(0)
    return made
