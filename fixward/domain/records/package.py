"""The package: a ZIP with a hash for everything in it, written piece by piece."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import IO, Any, Self

from fixward.foundation import clock
from fixward.foundation.text import harmless

_CHUNK = 1 << 16
SUMS, MANIFEST = "SHA256SUMS", "manifest.json"


class Package:
    """A ZIP in the making. Its lists lie on disk as well, so that no number of files fills the memory."""

    def __init__(self, into: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._sums, self._listed = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 closed by __exit__
        self._moment = clock.now().timetuple()[:6]
        self.count = 0

    def add(self, name: str, content: Iterable[bytes], *, packed: bool = True) -> str:
        """Write one file, `packed` where that makes it smaller; gives its SHA-256 in hex."""
        about = zipfile.ZipInfo(name, date_time=self._moment)
        about.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        about.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(about, "w", force_zip64=True) as written:
            for chunk in content:
                written.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self._list(name, size, digest.hexdigest())
        return digest.hexdigest()

    def close(self, about: Mapping[str, Any]) -> None:
        """Write the manifest and the sums, which `sha256sum -c` reads."""
        self.add(MANIFEST, self._manifest(about))
        self._zip.writestr(SUMS, b"".join(chunks(self._sums)))
        self._zip.close()

    def _manifest(self, about: Mapping[str, Any]) -> Iterator[bytes]:
        """The JSON object with the list of files in it, which is as long as the package has files."""
        head = json.dumps(about, ensure_ascii=False, indent=1)
        yield f'{head[:-2]},\n "files": [\n'.encode()
        yield from chunks(self._listed)
        yield b"\n ]\n}\n"

    def _list(self, name: str, size: int, digest: str) -> None:
        self._sums.write(f"{digest}  {name}\n".encode())
        line = json.dumps({"name": name, "size": size, "sha256": digest}, ensure_ascii=False)
        self._listed.write(f"{',' * bool(self.count)}\n  {line}".encode())
        self.count += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()
        self._sums.close()
        self._listed.close()


class Table:
    """Rows in two forms: CSV for spreadsheets, and JSON lines with everything as it is."""

    def __init__(self, name: str, columns: list[str]) -> None:
        self.name, self.columns, self.count = name, columns, 0
        self._csv, self._lines = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 closed by `put`
        self._csv.write(b"\xef\xbb\xbf")  # without it Excel takes accents for something else
        self._write(columns)

    def add(self, row: Mapping[str, Any]) -> None:
        self._write([harmless(row[name]) for name in self.columns])
        self._lines.write(json.dumps(dict(row), ensure_ascii=False).encode() + b"\n")
        self.count += 1

    def put(self, package: Package) -> None:
        """Into the package, as data/<name>.csv and .jsonl; what lay on disk is gone."""
        for end, file in (("csv", self._csv), ("jsonl", self._lines)):
            package.add(f"data/{self.name}.{end}", chunks(file))
            file.close()

    def _write(self, cells: list[Any]) -> None:
        text = io.StringIO()
        csv.writer(text).writerow(cells)
        self._csv.write(text.getvalue().encode())


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """From its beginning."""
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk
