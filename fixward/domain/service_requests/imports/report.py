"""What an import did, and the list of the rows it refused."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    import _csv

_SHOWN = 5


class ImportRefused(Exception):
    """Nothing was stored, since the mapping or the file as a whole is wrong; `sentences` says what to mend."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)

    def __str__(self) -> str:
        return "\n".join([_("Nothing was stored."), *self.sentences])


class Unreadable(ValueError):
    """Why one row is refused: a sentence for the list."""


@dataclass(slots=True)
class Report:
    """The counts of one import. `compared` are the stored rows whose place the file names, `agreeing` those that agree.

    `changed` rows differ in the file from what was imported before, and were left alone. `backwards` were closed
    before they were created, by the file's own times. `services` and `departments` were made for words of the file.
    """

    stored: int = 0
    unchanged: int = 0
    changed: int = 0
    refused: int = 0
    backwards: int = 0
    services: int = 0
    departments: int = 0
    compared: int = 0
    agreeing: int = 0
    seconds: float = 0.0
    refused_path: Path | None = None
    disagreements: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def agreement(self) -> float | None:
        """The share of the compared rows for which file and boundaries name the same place."""
        return self.agreeing / self.compared if self.compared else None

    def __str__(self) -> str:
        return "\n".join(self._sentences())

    def _sentences(self) -> Iterator[str]:
        yield _("%(stored)d stored, %(unchanged)d as before, %(refused)d refused, in %(seconds).1f seconds.") % {
            "stored": self.stored,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "seconds": self.seconds,
        }
        if self.services or self.departments:
            yield _("%(services)d services and %(departments)d departments were made for words of the file.") % {
                "services": self.services,
                "departments": self.departments,
            }
        if self.changed:
            yield ngettext(
                "%(n)d differs in the file from what was imported before, and was left alone.",
                "%(n)d differ in the file from what was imported before, and were left alone.",
                self.changed,
            ) % {"n": self.changed}
        if self.backwards:
            yield ngettext(
                "%(n)d was closed before it was created, by the file; it counts as closed at once.",
                "%(n)d were closed before they were created, by the file; they count as closed at once.",
                self.backwards,
            ) % {"n": self.backwards}
        if self.agreement is not None:
            yield _("The boundaries agree with the file about the place for %(share).1f %% of %(compared)d rows.") % {
                "share": self.agreement * 100,
                "compared": self.compared,
            }
        for (word, place), count in self.disagreements.most_common(_SHOWN):
            yield _("  “%(word)s” in the file, %(place)s by the boundaries: %(count)d") % {
                "count": count,
                "word": word,
                "place": f"“{place}”" if place else _("no place"),
            }
        if self.refused_path:
            yield _("Which rows were refused and why: %(path)s") % {"path": self.refused_path}


Refuse = Callable[[int, str, str], None]  # line, id, reason


@contextmanager
def refused_rows(path: Path, report: Report) -> Iterator[Refuse]:
    """A function that lists a refused row in the file and counts it; no file remains where there is none."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = _header(file)

        def refuse(line: int, identifier: str, reason: str) -> None:
            report.refused += 1
            rows.writerow((line, identifier.encode(errors="replace").decode(), reason))

        try:
            yield refuse
        finally:
            if report.refused:
                report.refused_path = path
            else:
                path.unlink()


def _header(file: TextIO) -> _csv.Writer:
    rows = csv.writer(file)
    rows.writerow(("line", "id", "reason"))
    return rows
