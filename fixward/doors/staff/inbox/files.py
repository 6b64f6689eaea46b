"""Any view as a file: CSV, Excel, GeoJSON; read by a cursor in the database, so that no size fills the memory."""

from __future__ import annotations

import tempfile
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import IO, Any

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
    file_name, sheet = f"{name}-{timezone.localdate().isoformat()}.{form}", Sheet(rows, member)
    if form == "xlsx":
        made = _xlsx(sheet, rows.count())
        return FileResponse(made, as_attachment=True, filename=file_name, content_type=_TYPES[form])
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return StreamingHttpResponse(_STREAMED[form](sheet), content_type=_TYPES[form], headers=headers)


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


def _xlsx(sheet: Sheet, count: int) -> IO[bytes]:
    """A temporary file, gone when it is closed; texts are written as texts, never as formulas or links."""
    from rustpy_xlsxwriter import write_worksheets  # noqa: PLC0415  (with its memory)

    title, last = str(_("Requests")), max(count - 1, 0) // _ROWS_OF_A_SHEET
    rows = iter(sheet)
    pages: list[tuple[str, Iterable[dict[str, Any]]]] = [
        (f"{title} {page + 1}" if page else title, islice(rows, _ROWS_OF_A_SHEET) if page < last else rows)
        for page in range(last + 1)
    ]
    if not count:
        pages = [(title, [dict.fromkeys(sheet.columns, "")])]  # else not even the names would be there
    made = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115  (the answer closes it)
    write_worksheets(pages, made.name, bold_headers=True, freeze_panes={"general": {"row": 1, "col": 1}})
    return made


_STREAMED: dict[str, Callable[[Sheet], Iterator[bytes]]] = {"csv": _csv, "geojson": _geojson}
