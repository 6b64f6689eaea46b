"""Rows as text: CSV by RFC 4180, JSON, GeoJSON by RFC 7946; always in pieces."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from fixward.domain.governments.models import Organization
from fixward.domain.open_data.columns import BULK, Column
from fixward.domain.open_data.rows import Row, pieces
from fixward.domain.service_requests.querysets import working
from fixward.foundation.text import harmless


def csv_of(found: Iterable[Sequence[Row]], columns: Sequence[Column]) -> Iterator[str]:
    yield csv_lines([], columns, heading=True)
    for piece in found:
        yield csv_lines(piece, columns)


def bulk_csv(organization: str = "") -> Iterator[str]:
    """GeoReport Bulk of all, or of the organization with this code; raises LookupError where there is none."""
    owner = Organization.objects.filter(code=organization).first()
    if organization and owner is None:
        raise LookupError(f"There is no organization with the code {organization}.")
    return csv_of(pieces(working(owner.pk) if owner else None), BULK)


def json_of(found: Iterable[Sequence[Row]], columns: Sequence[Column]) -> Iterator[str]:
    """An array of objects; what is empty is null."""
    yield "["
    comma = ""
    for piece in found:
        yield comma + ",\n".join(json.dumps(_named(row, columns), ensure_ascii=False) for row in piece)
        comma = ",\n"
    yield "]"


def csv_lines(piece: Sequence[Row], columns: Sequence[Column], *, heading: bool = False) -> str:
    """Nothing in it is taken for a formula by a spreadsheet: anybody may have written it."""
    written = StringIO()
    writer = csv.writer(written)
    if heading:
        writer.writerow([column.name for column in columns])
    writer.writerows([harmless(row.values[column.name]) for column in columns] for row in piece)
    return written.getvalue()


def features(piece: Sequence[Row], columns: Sequence[Column]) -> str:
    """One feature a line, with commas between; the caller puts them into a collection."""
    return ",\n".join(_feature(row, columns) for row in piece)


def _feature(row: Row, columns: Sequence[Column]) -> str:
    lon, lat = row.values["long"], row.values["lat"]
    feature = {
        "type": "Feature",
        "id": row.values["service_request_id"],
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": _named(row, [column for column in columns if column.name not in ("lat", "long")]),
    }
    return json.dumps(feature, ensure_ascii=False)


def _named(row: Row, columns: Sequence[Column]) -> dict[str, Any]:
    return {column.name: None if row.values[column.name] == "" else row.values[column.name] for column in columns}
