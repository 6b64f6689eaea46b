from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.places import spelling
from fixward.domain.places.imports.labels import LONGEST
from fixward.domain.places.imports.report import ImportRefused
from fixward.domain.places.models import Address
from fixward.foundation import grid
from fixward.foundation.database import statistics
from fixward.foundation.progress import Progress, silent
from fixward.foundation.text import clean

_AT_A_TIME = 2000


class UnreadRow(NamedTuple):
    """A row that was left out, by its line in the file."""

    line: int
    reason: str

    def __str__(self) -> str:
        return _("Line %(line)d: %(reason)s") % self._asdict()


@dataclass(slots=True)
class AddressReport:
    created: int = 0
    unchanged: int = 0
    unread: list[UnreadRow] = field(default_factory=list)


@transaction.atomic
def import_addresses(
    path: str | Path,
    *,
    source: str,
    name_field: str = "name",
    lon_field: str = "lon",
    lat_field: str = "lat",
    progress: Progress | None = None,
) -> AddressReport:
    """Store the addresses of a CSV file in UTF-8; what is known already stays as it is.

    Rows that cannot be read are listed in the report, the rest is stored. Raises ImportRefused where the file
    itself cannot be read or lacks a column, and then nothing is stored.
    """
    progress = progress or silent
    report, size = AddressReport(), _size(path)
    read = 0
    before = Address.objects.filter(source=source).count()
    with Path(path).open("rb") as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as file:
        addresses = _addresses(csv.DictReader(file), (name_field, lon_field, lat_field), source, report)
        while some := list(islice(addresses, _AT_A_TIME)):
            Address.objects.bulk_create(some, ignore_conflicts=True)
            read += len(some)
            progress(_("Storing"), min(raw.tell(), size), size)
    statistics.renew(Address)
    report.created = Address.objects.filter(source=source).count() - before
    report.unchanged = read - report.created
    return report


def _size(path: str | Path) -> int:
    try:
        return Path(path).stat().st_size
    except OSError as error:
        raise ImportRefused.file(_("The file cannot be read: %(error)s.") % {"error": error}) from error


def _addresses(
    rows: csv.DictReader[str], fields: tuple[str, str, str], source: str, report: AddressReport
) -> Iterator[Address]:
    try:
        _has_columns(rows.fieldnames or (), fields)
        for row in rows:
            try:
                yield _address(*(clean(row.get(name) or "") for name in fields), source=source)
            except ValueError as error:
                report.unread.append(UnreadRow(rows.line_num, str(error)))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ImportRefused.file(_("The file cannot be read: %(error)s.") % {"error": error}) from error


def _has_columns(there: Sequence[str], wanted: tuple[str, ...]) -> None:
    for name in wanted:
        if name not in there:
            reason = _("The file has no field “%(field)s”. Its fields are: %(there)s.")
            raise ImportRefused.file(reason % {"field": name, "there": ", ".join(there) or _("none")})


def _address(name: str, lon: str, lat: str, *, source: str) -> Address:
    """Raises ValueError with the reason for the person."""
    if not name:
        raise ValueError(_("it has no name"))
    if len(name) > LONGEST:
        raise ValueError(_("its name is longer than %(most)d characters") % {"most": LONGEST})
    x, y = _degrees(lon), _degrees(lat)
    if not (abs(x) <= 180 and -60 <= y <= 90):
        raise ValueError(_("it lies outside the world; are latitude and longitude swapped?"))
    return Address(name=name, search=spelling.normal(name), lon=x, lat=y, cell=grid.cell(x, y), source=source)


def _degrees(text: str) -> float:
    try:
        degrees = float(text)
    except ValueError:
        degrees = math.nan
    if not math.isfinite(degrees):
        raise ValueError(_("“%(text)s” is not a coordinate") % {"text": text[:40]})
    return degrees
