"""Rows out of the CSV file: the cells that the mapping names, with the line they stand on."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, TextIO

from django.utils.translation import gettext as _

from fixward.domain.service_requests.imports.mapping import Columns, Mapping
from fixward.domain.service_requests.imports.report import ImportRefused, Refuse, Unreadable

_LONGEST_ID = 100
# The library's own limit is 128 KB a cell, and a longer one would end the whole import.
_LONGEST_CELL = 16 * 1024 * 1024


class Row(NamedTuple):
    """One row; `digest` tells whether the file said the same when it was imported before."""

    line: int
    id: str
    digest: str
    cells: Columns


def batches(path: Path, mapping: Mapping, *, size: int, refuse: Refuse) -> Iterator[tuple[list[Row], int]]:
    """The rows in portions, each with its end in bytes; a row without a usable id, or torn, is refused.

    Raises ImportRefused where the file is not there, or lacks a column that the mapping names.
    """
    csv.field_size_limit(_LONGEST_CELL)
    with _opened(path, mapping.encoding) as file:
        rows = _Rows(file, mapping)
        lines = iter(rows)
        while portion := list(islice(lines, size)):
            yield [row for line, found in portion if (row := rows.checked(line, found, refuse))], file.buffer.tell()


def _opened(path: Path, encoding: str) -> TextIO:
    try:
        # Bytes that are not text in this encoding are kept as they are, so that only their own row is refused.
        return path.open(encoding=encoding, errors="surrogateescape", newline="")
    except OSError as error:
        raise ImportRefused([_("The file cannot be read: %(error)s.") % {"error": error}]) from error


class _Rows:
    def __init__(self, file: TextIO, mapping: Mapping) -> None:
        self._reader = csv.reader(file, delimiter=mapping.delimiter)
        self._encoding = mapping.encoding
        self._lines: dict[str, int] = {}
        try:
            header = next(self._reader, [])
        except csv.Error as error:
            raise ImportRefused([_("The file cannot be read: %(error)s.") % {"error": error}]) from error
        self._width = len(header)
        # Columns that the mapping leaves out are read from an empty cell put behind each row.
        positions = _positions([name.strip() for name in header], mapping.columns)
        self._pick, self._id_at = itemgetter(*positions), positions[0]

    def __iter__(self) -> Iterator[tuple[int, list[str] | csv.Error]]:
        while True:
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield line, error
                continue
            if cells:
                yield line, cells

    def checked(self, line: int, cells: list[str] | csv.Error, refuse: Refuse) -> Row | None:
        try:
            return self._row(line, cells)
        except Unreadable as reason:
            there = cells if isinstance(cells, list) else []
            refuse(line, there[self._id_at] if len(there) > self._id_at else "", str(reason))
            return None

    def _row(self, line: int, cells: list[str] | csv.Error) -> Row:
        if isinstance(cells, csv.Error):
            raise Unreadable(_("it cannot be read: %(error)s") % {"error": cells})
        if len(cells) != self._width:
            raise Unreadable(_torn(cells, self._width))
        picked = Columns._make(self._pick([*cells, ""]))
        try:
            digest = hashlib.blake2b("\x1f".join(picked).encode(), digest_size=8).hexdigest()
        except UnicodeEncodeError:
            said = _("it holds bytes that are no text in %(encoding)s") % {"encoding": self._encoding}
            raise Unreadable(said) from None
        return Row(line, self._id(picked.id, line), digest, picked)

    def _id(self, text: str, line: int) -> str:
        identifier = text.replace("\0", "").strip()
        if not identifier:
            raise Unreadable(_("it has no id"))
        if len(identifier) > _LONGEST_ID:
            raise Unreadable(_("its id is longer than %(longest)d characters") % {"longest": _LONGEST_ID})
        first = self._lines.setdefault(identifier, line)
        if first != line:
            raise Unreadable(_("line %(line)d has the same id") % {"line": first})
        return identifier


def _positions(header: Sequence[str], columns: Columns) -> list[int]:
    wanted = {key: name for key, name in columns._asdict().items() if name}
    problems = [
        _("“columns.%(key)s” names “%(name)s”, which the file has %(times)d times.")
        % {"key": key, "name": name, "times": header.count(name)}
        for key, name in wanted.items()
        if header.count(name) != 1
    ]
    if problems:
        raise ImportRefused([*problems, _("The columns of the file: %(names)s.") % {"names": ", ".join(header) or "-"}])
    return [header.index(name) if name else -1 for name in columns]


def _torn(cells: list[str], width: int) -> str:
    lines = 1 + sum(cell.count("\n") for cell in cells)
    said = _("it has %(found)d cells where the header has %(width)d") % {"found": len(cells), "width": width}
    if lines == 1:
        return said
    return _("%(said)s, and goes over %(lines)d lines: is a quotation mark missing?") % {
        "said": said,
        "lines": lines,
    }
