"""What a package holds of each request: rows of tables, files, and pages that read well on their own."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.template.loader import render_to_string

from fixward.domain.records.covering import BLACK
from fixward.domain.records.kinds import Sort
from fixward.domain.records.models import Export
from fixward.domain.records.package import Package, Table, chunks
from fixward.domain.records.release import Piece, Released, names_reporter, reporter_of
from fixward.domain.service_requests.models import ServiceRequest

PER_PAGE = 100
_REQUEST = [
    "number",
    "source",
    "source_id",
    "service_code",
    "service",
    "description",
    "answers",
    "address",
    "lon",
    "lat",
    "place",
    "status",
    "resolution",
    "organization",
    "department",
    "on_behalf_of",
    "duplicate_of",
    "is_private",
    "is_hidden",
    "submitted_at",
    "acknowledged_at",
    "closed_at",
    "rating",
    "rating_text",
]
_REPORTER = ["reporter_name", "reporter_phone", "reporter_email"]
_SAID = ["number", "id", "at", "what", "by", "text", "withheld"]
_TABLES = {
    "messages": [*_SAID, "is_hidden"],
    "notes": _SAID,
    "events": [*_SAID, "is_internal"],
    "files": ["number", "id", "at", "what", "text", "file", "sha256", "is_hidden", "withheld"],
}
_OF = {Sort.MESSAGE: "messages", Sort.NOTE: "notes", Sort.EVENT: "events"}
_OWN = (Sort.DESCRIPTION, Sort.ADDRESS, Sort.ANSWERS, Sort.RATING)


class Writing:
    """Takes releases one by one, and at the end puts tables and pages into the package."""

    def __init__(self, export: Export, package: Package) -> None:
        self.export, self.package = export, package
        reporter = _REPORTER if export.with_reporters else []
        self._requests = Table("requests", [*_REQUEST, *reporter])
        tables = {name: columns for name, columns in _TABLES.items() if name != "notes" or export.with_notes}
        self._tables = {name: Table(name, columns) for name, columns in tables.items()}
        self._page: list[Released] = []
        self.pages: list[dict[str, str]] = []
        self.counts: Counter[str] = Counter()
        self.withheld: Counter[str] = Counter()

    def take(self, released: Released) -> None:
        if released.withheld:
            self.withheld[str(Sort.REQUEST)] += 1
            return
        self._count(released)
        self._requests.add(_request(released, self.export))
        for piece in released.pieces:
            if piece.photo is not None or piece.attachment is not None:
                self._file(released, piece)
            elif table := _OF.get(piece.sort):
                self._tables[table].add(_said(released, piece, self._tables[table].columns))
        self._page.append(released)
        if len(self._page) == PER_PAGE:
            self._draw()

    def finish(self) -> None:
        if self._page:
            self._draw()
        for table in (self._requests, *self._tables.values()):
            self.counts[table.name] = table.count
            table.put(self.package)

    def _count(self, released: Released) -> None:
        """How much stays out: by hand under its sort, by rule under the rule."""
        for piece in released.pieces:
            if piece.withheld and not piece.withholdings:
                self.withheld["hidden"] += 1
            elif piece.withheld:
                self.withheld[str(piece.sort)] += 1
            elif piece.by_rule:
                self.withheld["covered"] += 1
        one = released.service_request
        if not names_reporter(self.export, one) and reporter_of(one) is not None:
            self.withheld["reporters"] += 1

    def _file(self, released: Released, piece: Piece) -> None:
        row = _said(released, piece, ["number", "id", "at", "what", "text", "is_hidden", "withheld"])
        row |= {"file": "", "sha256": ""}
        if not piece.withheld:
            kept = (piece.photo or piece.attachment).file  # type: ignore[union-attr]
            name = file_name(released, piece)
            try:
                opened = kept.storage.open(kept.name, "rb")
            except FileNotFoundError:
                row["withheld"] = "missing"
                self.withheld["missing"] += 1
            else:
                with opened as file:
                    row |= {"file": name, "sha256": self.package.add(name, chunks(file), packed=False)}
        self._tables["files"].add({column: row[column] for column in _TABLES["files"]})

    def _draw(self) -> None:
        """One page of the requests that came since the last one."""
        name = f"requests-{len(self.pages) + 1:04}.html"
        first, last = self._page[0].service_request.number, self._page[-1].service_request.number
        self.pages.append({"name": name, "first": first, "last": last, "count": str(len(self._page))})
        context = {"export": self.export, "page": [_Shown(one) for one in self._page], "number": len(self.pages)}
        self.package.add(name, [render_to_string("records/package_page.html", context).encode()])
        self._page = []


class _Shown:
    """A release as a page draws it."""

    def __init__(self, released: Released) -> None:
        self.service_request = released.service_request
        self.description = next((one for one in released.of(Sort.DESCRIPTION)), None)
        self.address, self.answers = released.text(Sort.ADDRESS), released.text(Sort.ANSWERS)
        self.place = "" if is_place_withheld(released) else str(released.service_request.place or "")
        self.story = [
            one for one in released.pieces if (one.sort not in _OWN or one.sort == Sort.RATING) and not one.is_echo
        ]
        self._released = released

    def entries(self) -> Iterator[tuple[Piece, str]]:
        """Each piece, and the name of its file where it has one."""
        for piece in self.story:
            yield piece, "" if piece.withheld else file_name(self._released, piece)


def file_name(released: Released, piece: Piece) -> str:
    """Where its file lies in the package, empty where it has none. Not under its own name, which may tell who."""
    number = released.service_request.number
    if piece.photo is not None:
        return f"files/{number}-{piece.photo.pk}.jpg"
    if piece.attachment is not None:
        return f"files/{number}-file-{piece.attachment.pk}{PurePosixPath(str(piece.attachment.file.name)).suffix}"
    return ""


def _request(released: Released, export: Export) -> dict[str, Any]:
    one = released.service_request
    rating = next(iter(released.of(Sort.RATING)), None)
    row: dict[str, Any] = {
        name: getattr(one, name)
        for name in ("number", "source", "source_id", "lon", "lat", "status", "resolution", "is_private")
    }
    row |= {name: str(getattr(one, name) or "") for name in ("service", "place", "organization", "department")}
    row |= {"on_behalf_of": str(one.on_behalf_of or ""), "duplicate_of": _public_number(one.duplicate_of)}
    row |= {name: _moment(getattr(one, name)) for name in ("submitted_at", "acknowledged_at", "closed_at")}
    row |= {name: _text(released, name) for name in ("description", "answers", "address")}
    row |= {"service_code": one.service.code, "is_hidden": one.hidden_at is not None}
    row |= {"rating": rating.title if rating else "", "rating_text": rating.text if rating else ""}
    if is_place_withheld(released):
        row |= dict.fromkeys(("lon", "lat", "place"), "")
    if export.with_reporters:
        # The columns are there for all; what stands in them only where the organization holds the request now.
        reporter = reporter_of(one) if names_reporter(export, one) else None
        person = reporter.person if reporter else None
        row["reporter_name"] = reporter.name if reporter else ""
        row["reporter_phone"] = reporter.phone if reporter else ""
        row["reporter_email"] = person.email if person and person.closed_at is None else ""
    return row


def is_place_withheld(released: Released) -> bool:
    """Where somebody keeps out the address or a part of it, the pin would tell it all the same."""
    return any(piece.withheld or piece.withholdings or BLACK in piece.text for piece in released.of(Sort.ADDRESS))


def _public_number(other: ServiceRequest | None) -> str:
    return other.number if other is not None and other.is_public else ""


def _text(released: Released, sort: str) -> str:
    return released.text(Sort(sort))


def _said(released: Released, piece: Piece, columns: list[str]) -> dict[str, Any]:
    row = {
        "number": released.service_request.number,
        "id": piece.thing,
        "at": _moment(piece.at),
        "what": piece.title,
        "by": piece.by,
        "text": piece.text,
        "withheld": piece.withheld,
        "is_hidden": piece.is_hidden,
        "is_internal": piece.is_internal,
    }
    return {column: row[column] for column in columns}


def _moment(moment: dt.datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""
