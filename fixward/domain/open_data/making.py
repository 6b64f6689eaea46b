"""Making an edition: every public request is read once, and written to the files of all and of its organizations."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, NamedTuple

import structlog
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from fixward.domain.governments.models import Organization
from fixward.domain.open_data import beside, columns, rows, writing
from fixward.domain.open_data.models import FORMATS, REQUESTS, Edition, Made
from fixward.domain.open_data.rows import Row
from fixward.foundation import clock

logger = structlog.get_logger(__name__)

FOLDER = "open-data"
KEPT = 2
_CONVERTER = Path(__file__).with_name("parquet.py")
_LONGEST_S = 3_600
_CHUNK = 1 << 20


class Failed(Exception):
    """The files could not be made; what was given out before still is."""


def make() -> Edition | None:
    """A new edition in place of the last one; None where OPEN_DATA is off. Raises Failed, and then nothing changes."""
    if not settings.OPEN_DATA:
        return None
    settings.VAR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="open-data-", dir=settings.VAR) as name:
        written, beside = _written(Path(name)), _beside(Path(name))
        _convert(written, beside)
        edition = _kept(written, beside)
    _remove_old()
    logger.info("open_data_made", rows=written[0].count, files=len(edition.files))
    return edition


def newest() -> Edition | None:
    return Edition.objects.first() if settings.OPEN_DATA else None


class _Writing:
    """The files of one organization, or of all; open only while a piece is added, for there may be hundreds."""

    def __init__(self, folder: Path, organization: str = "") -> None:
        self.organization, self.count = organization, 0
        stem = f"of-{organization}" if organization else "all"
        self.files = {form: folder / f"{stem}.{form}" for form in FORMATS}
        self._append("csv", writing.csv_lines([], columns.ALL, heading=True))
        self._append("geojson", '{"type":"FeatureCollection","features":[\n')

    def add(self, piece: list[Row]) -> None:
        if piece:
            self._append("csv", writing.csv_lines(piece, columns.ALL))
            self._append("geojson", (",\n" if self.count else "") + writing.features(piece, columns.ALL))
            self.count += len(piece)

    def finish(self) -> None:
        self._append("geojson", "\n]}\n")

    def _append(self, form: str, text: str) -> None:
        with self.files[form].open("a", encoding="utf-8", newline="") as file:
            file.write(text)


def _written(folder: Path) -> list[_Writing]:
    """That of all first."""
    all_of_them = _Writing(folder)
    own = {
        code: _Writing(folder, code) for code in Organization.objects.order_by("code").values_list("code", flat=True)
    }
    for piece in rows.pieces():
        all_of_them.add(piece)
        for code in {code for row in piece for code in row.organizations} & own.keys():
            own[code].add([row for row in piece if code in row.organizations])
    written = [all_of_them, *own.values()]
    for one in written:
        one.finish()
    return written


class _Table(NamedTuple):
    """One that is given out beside the requests, with the file of its rows."""

    what: beside.Beside
    source: Path
    rows: int

    @property
    def path(self) -> Path:
        return self.source.with_suffix(".parquet")


def _beside(folder: Path) -> list[_Table]:
    """Each under a name of its own, which is none of a government's."""
    found = []
    for table in beside.TABLES.values():
        source = folder / f"beside-{table.name}.csv"
        found.append(_Table(table, source, table.write(source)))
    return found


def _convert(written: list[_Writing], tables: list[_Table]) -> None:
    """In a process of its own, which knows nothing of us: what it takes of memory goes with it."""
    types = {column.name: column.kind for column in columns.ALL}
    files = [[str(one.files["csv"]), str(one.files["parquet"])] for one in written]
    more = [{"types": beside.types(one.what), "files": [[str(one.source), str(one.path)]]} for one in tables]
    asked = json.dumps([{"types": types, "files": files}, *more])
    command = [sys.executable, "-I", str(_CONVERTER)]
    try:
        subprocess.run(command, input=asked, text=True, check=True, timeout=_LONGEST_S, env={}, capture_output=True)
    except subprocess.SubprocessError as error:
        said = str(getattr(error, "stderr", "") or "")[-500:]
        raise Failed(f"Parquet could not be written. {said}") from error


def _kept(written: list[_Writing], tables: list[_Table]) -> Edition:
    """All files are in the storage before the row says that they are there: nobody gets half of an edition."""
    stamp = f"{clock.now():%Y%m%dT%H%M%S%f}"
    kept: list[Made] = []
    try:
        for one in written:
            kept += (_keep(one.files[form], one.count, form, stamp, organization=one.organization) for form in FORMATS)
        kept += (_keep(one.path, one.rows, "parquet", stamp, table=one.what.name) for one in tables)
        return Edition.objects.create(files=[asdict(one) for one in kept])
    except BaseException:
        for made in kept:
            default_storage.delete(made.name)
        raise


def _keep(path: Path, count: int, form: str, stamp: str, *, organization: str = "", table: str = REQUESTS) -> Made:
    with path.open("rb") as file:
        digest = _digest(file)
        name = default_storage.save(f"{FOLDER}/{stamp}/{path.name}", File(file))
    return Made(organization, form, name, path.stat().st_size, count, digest, table)


def _digest(file: IO[bytes]) -> str:
    found = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def _remove_old() -> None:
    for old in Edition.objects.all()[KEPT:]:
        old.delete()
        for kept in old.files:
            default_storage.delete(kept["name"])
        with suppress(OSError):  # a folder is a thing only on a disk
            default_storage.delete(str(Path(old.files[0]["name"]).parent) if old.files else "")
