"""Texts as they are released: passages blacked out by hand, the reporter's traces taken out, the rest masked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from fixward.domain.people.models import Person
from fixward.domain.people.personal import Traces
from fixward.domain.records.models import Withholding
from fixward.domain.service_requests.models import Reporter
from fixward.foundation.text import masked

BLACK = "█████"  # as long however long the passage was
COVERED = "…"  # as `Traces` writes it
_SHORTEST_NAME = 3
_NOTHING = re.compile(r"(?!)")
_ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Covered:
    """A text as it is released. `by_rule` says that something was covered that nobody chose by hand."""

    text: str
    by_rule: bool = False
    withheld: str = ""
    """Why all of it stays out."""


def covered(
    text: str, *, sort: str, withholdings: Iterable[Withholding], traces: Iterable[Traces], masks: bool
) -> Covered:
    """By hand first: whoever marked a passage saw the text without masks."""
    for one in withholdings:
        if not one.passage:
            return Covered("", withheld=one.reason)
        blacked = pattern(one.passage).sub(BLACK, text)
        if blacked == text and one.service_request_id is not None:
            # The text is another one than was looked at: nobody knows what stands there now.
            return Covered("", withheld=one.reason)
        text = blacked
    shown = text
    for trace in traces:
        shown = _part_of_name(trace.name).sub(COVERED, trace.without(shown))
    if masks:
        shown = masked(shown, plates=sort != _ADDRESS)
    return Covered(shown, by_rule=shown != text)


@lru_cache(maxsize=256)
def pattern(passage: str) -> re.Pattern[str]:
    """The passage wherever it stands, with whatever space between its words, in capitals or not."""
    return re.compile(r"\s+".join(map(re.escape, passage.split())), re.IGNORECASE)


@lru_cache(maxsize=1024)
def _part_of_name(name: str) -> re.Pattern[str]:
    """A first or a last name alone, as people sign; only as names are written, for many are words as well."""
    parts = [part for part in name.split() if len(part) >= _SHORTEST_NAME]
    spellings = sorted({spelt for part in parts for spelt in (part.title(), part.upper())}, key=len, reverse=True)
    if not spellings:
        return _NOTHING
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, spellings))})(?!\w)")


def traces_of(reporter: Reporter | None, residents: Iterable[Person]) -> list[Traces]:
    """How the reporter and those who wrote were known."""
    known = {(person.email, person.name, person.phone) for person in residents}
    if reporter is not None:
        known.add(("", reporter.name, reporter.phone))
        if reporter.person:
            known.add((reporter.person.email, reporter.person.name, reporter.person.phone))
    return [Traces(*one) for one in sorted(known) if any(one)]
