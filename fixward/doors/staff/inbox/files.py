"""Any view as a file: CSV, Excel, GeoJSON; read by a cursor in the database, so that no size fills the memory."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable, Iterator
from io import StringIO
from itertools import islice
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fixward.domain.desks.sheets import Sheet, sheet
from fixward.domain.desks.views import Requests
from fixward.domain.governments.models import Member
from fixward.foundation.text import harmless

FORMATS = {"csv": "CSV", "xlsx": "Excel", "geojson": "GeoJSON"}
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}
_ROWS_OF_A_PACKET = 500
_ROWS_OF_A_SHEET = 1_000_000  # Excel takes 1,048,576


def answer(form: str, rows: Requests, *, member: Member, name: str) -> HttpResponseBase:
    """The file, sent while it is read; an Excel file is whole only at its end, and is made on disk first."""
    writers: dict[str, Callable[[Sheet], Any]] = {"csv": _csv, "xlsx": _xlsx, "geojson": _geojson}
    file_name = f"{name}-{timezone.localdate().isoformat()}.{form}"
    content = writers[form](sheet(rows, member))
    if form == "xlsx":
        return FileResponse(content, as_attachment=True, filename=file_name, content_type=_TYPES[form])
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return StreamingHttpResponse(content, content_type=_TYPES[form], headers=headers)


def _csv(sheet: Sheet) -> Iterator[str]:
    written = StringIO()
    writer = csv.writer(written)
    written.write("\ufeff")  # without it Excel takes accents for something else
    writer.writerow(sheet.columns)
    rows = iter(sheet.rows)
    while packet := list(islice(rows, _ROWS_OF_A_PACKET)):
        writer.writerows([harmless(cell) for cell in row] for row in packet)
        yield written.getvalue()
        written.seek(0)
        written.truncate()
    yield written.getvalue()  # the heading alone, where there is no row


def _geojson(sheet: Sheet) -> Iterator[str]:
    lon, lat = (sheet.columns.index(name) for name in ("lon", "lat"))
    yield '{"type":"FeatureCollection","features":['
    rows, comma = iter(sheet.rows), ""
    while packet := list(islice(rows, _ROWS_OF_A_PACKET)):
        features = (
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [row[lon], row[lat]]},
                "properties": dict(zip(sheet.columns, row, strict=True)),
            }
            for row in packet
        )
        yield comma + ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
        comma = ",\n"
    yield "]}"


def _xlsx(sheet: Sheet) -> Any:
    """A temporary file, gone when it is closed; texts are written as texts, never as formulas or links."""
    made = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    texts = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, {"constant_memory": True, "in_memory": False, **texts}) as book:
        bold = book.add_format({"bold": True})
        rows, title = iter(sheet.rows), str(_("Requests"))
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
