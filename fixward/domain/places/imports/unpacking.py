"""A file before any library reads it: unpacked within bounds, and known by its first bytes for what its name says."""

from __future__ import annotations

import gzip
import lzma
import re
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import Protocol

from django.utils.translation import gettext as _

from fixward.domain.places.imports.report import ImportRefused

LINES = (".ndjson", ".geojsonl", ".geojsonseq", ".jsonl")
MOST_UNPACKED = 1000  # megabytes
_IN_ZIP = (".shp", ".gpkg", ".geojson", ".json", *LINES)
_OF_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_AT_A_TIME = 1 << 20  # bytes
_HEAD = 4096  # bytes, in which a file shows what it is
_PATIENCE = 5  # seconds for the list of a GeoPackage's tables
_PLAIN = re.compile(r"\s*CREATE\s+(UNIQUE\s+)?(TABLE|INDEX|TRIGGER)\b.*", re.I | re.S)
_TREE = re.compile(r"""\s*CREATE\s+VIRTUAL\s+TABLE\s+("[^"]+"|'[^']+'|\w+)\s+USING\s+rtree\s*\([\w\s,"]*\)\s*""", re.I)
_VIEW = re.compile(r"\s*CREATE\s+VIEW\b[^()]*", re.I)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The data itself, where it lies or out of its .zip or .gz. Raises ImportRefused for what is no file of ground."""
    if not path.is_file():
        raise ImportRefused.file(_("There is no file %(path)s.") % {"path": path})
    with tempfile.TemporaryDirectory() as folder:
        found = _data(path.resolve(), Path(folder))
        _must_be_what_it_is_called(found)
        yield found


def _data(path: Path, folder: Path) -> Path:
    name = path.name.lower()
    if name.endswith(".gz"):
        inner = folder / f"ground{PurePosixPath(name.removesuffix('.gz')).suffix}"
        with _packed(), gzip.open(path) as file:
            _pour(file, inner, MOST_UNPACKED * 1_000_000)
        return _data(inner, folder)
    return _from_zip(path, folder) if name.endswith(".zip") else path


def _from_zip(path: Path, folder: Path) -> Path:
    """The one layer with the files that belong to it, under names of ours."""
    with _packed(), zipfile.ZipFile(path) as archive:
        chosen = PurePosixPath(_only_member(archive))
        room = MOST_UNPACKED * 1_000_000
        for name in archive.namelist():
            part = PurePosixPath(name)
            if part == chosen or (_is_beside(part, chosen) and chosen.suffix.lower() == ".shp"):
                with archive.open(name) as file:
                    room = _pour(file, folder / f"ground{part.suffix.lower()}", room)
    return folder / f"ground{chosen.suffix.lower()}"


def _is_beside(part: PurePosixPath, chosen: PurePosixPath) -> bool:
    return part.suffix.lower() in _OF_SHAPEFILE and (part.parent, part.stem.lower()) == (
        chosen.parent,
        chosen.stem.lower(),
    )


def _only_member(archive: zipfile.ZipFile) -> str:
    names = [name for name in archive.namelist() if name.lower().endswith(_IN_ZIP)]
    names = [name for name in names if not name.startswith("__MACOSX/")]  # notes of the system that packed it
    if len(names) != 1:
        raise ImportRefused.file(
            _("The archive must hold one Shapefile, GeoPackage or GeoJSON file; it holds: %(names)s.")
            % {"names": ", ".join(names) or _("none")}
        )
    return names[0]


def _pour(file: _Readable, target: Path, room: int) -> int:
    """Counted while it is unpacked: what an archive says of its own size need not be true. The room that is left."""
    with target.open("wb") as copy:
        while chunk := file.read(_AT_A_TIME):
            room -= len(chunk)
            if room < 0:
                raise ImportRefused.file(
                    _("Unpacked, the file has more than %(most)d MB. Bring it in in parts.") % {"most": MOST_UNPACKED}
                )
            copy.write(chunk)
    return room


@contextmanager
def _packed() -> Iterator[None]:
    """What is wrong with an archive (damaged, encrypted, packed in a way unknown here), as a refusal."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError) as error:
        raise ImportRefused.file(_("The file cannot be read: %(error)s.") % {"error": error}) from error


def _must_be_what_it_is_called(path: Path) -> None:
    """GDAL knows a file by its content, whatever its name: what it may meet is looked at before."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    name = path.name.lower()
    if name.endswith(".gpkg"):
        is_it = head.startswith(b"SQLite format 3\0")
    elif name.endswith(".shp"):
        is_it = head.startswith(b"\x00\x00\x27\x0a")
    else:
        is_it = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x1e").startswith((b"{", b"["))
    if not is_it:
        raise ImportRefused.file(_("This is no GeoJSON, Shapefile or GeoPackage."))
    if name.endswith(".gpkg"):
        _must_hold_plain_layers(path)


def _must_hold_plain_layers(path: Path) -> None:
    """Views can compute for ever, and virtual tables reach out of the file; triggers sleep while nothing is written."""
    import sqlite3  # noqa: PLC0415  (with its memory)

    end = time.monotonic() + _PATIENCE
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            base.set_progress_handler(lambda: time.monotonic() > end, 10_000)
            base.execute("PRAGMA query_only = 1")
            base.execute("PRAGMA trusted_schema = 0")
            made = base.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
            layers = {str(name).lower() for (name,) in base.execute("SELECT table_name FROM gpkg_contents")}
    except sqlite3.Error as error:
        raise ImportRefused.file(_("The file cannot be read: %(error)s.") % {"error": error}) from error
    for name, sql in made:
        if _PLAIN.fullmatch(sql) or _TREE.fullmatch(sql):
            continue
        if not _VIEW.fullmatch(sql) or str(name).lower() in layers:
            raise ImportRefused.file(
                _("“%(name)s” in this GeoPackage is computed, not stored. Save the layer as a file of its own.")
                % {"name": name}
            )
