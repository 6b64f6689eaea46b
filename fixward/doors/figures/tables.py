"""Tables of the level below: a row for each organization, department, service, place, with the same measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.doors.figures.asked import Asked
from fixward.doors.figures.linked import Row, linked, path_of
from fixward.doors.figures.names import Names
from fixward.doors.figures.scopes import Scope
from fixward.followups.insights.asking import standing
from fixward.followups.insights.asking.reading import Cells, Counters
from fixward.followups.insights.asking.standing import NOTHING_OPEN, Now, Standing
from fixward.followups.insights.counting import cuts, vectors
from fixward.followups.insights.counting.cuts import Cut
from fixward.followups.insights.counting.vectors import Vector
from fixward.followups.insights.telling import measures, wording
from fixward.followups.insights.telling.measures import BY_KEY, Count, Counted, Value
from fixward.followups.insights.telling.seeing import told_apart

SHOWN = 25
OPEN, LATE, WAITING = "open", "late", "waiting"
# What stands open now is no measure of a period: it is read from the requests.
NOW: Mapping[str, tuple[str | Promise, str | Promise]] = {
    OPEN: (gettext_lazy("Open now"), gettext_lazy("Requests that are held and not closed at this moment.")),
    LATE: (gettext_lazy("Overdue now"), gettext_lazy("Those of them that are past their holder's own target.")),
    WAITING: (gettext_lazy("Waiting for the reporter"), gettext_lazy("Those of them in which a question is open.")),
}
# Whose sentence one needs to understand those that say "the same", "of them" or "that time".
_MEANT_BY: Mapping[str, str] = {
    "acknowledge_worked": "acknowledge",
    "close_worked": "close",
    "held_worked": "held",
    "lost_minutes": "lost",
    LATE: OPEN,
    WAITING: OPEN,
}
_USUAL = ("received", "closed", OPEN, LATE, "close", "within_target", "first_touch")
_OF_HOLDERS = ("received", "arrived", "closed", OPEN, LATE, "close", "within_target", "first_touch")
_OF_DESKS = ("received", "closed", OPEN, LATE, "close", "within_target", "held")
# Where the time of one goes is told of few, too: no median is needed for it.
_WITHIN_A_DESK = ("received", "closed", OPEN, LATE, "close", "within_target", "held_minutes")


@dataclass(frozen=True)
class Sort:
    """One table below a page: by which key it tells rows apart, and what it says of them."""

    key: str
    title: str | Promise
    by: str
    columns: tuple[str, ...] = _USUAL

    def cut(self, scope: Scope) -> Cut:
        keys = {*scope.given, self.by} | ({"organization"} if self.by == "department" else set())
        return cuts.BY_KEYS[frozenset(keys)]


ORGANIZATIONS = Sort("organizations", gettext_lazy("Governments"), "organization", _OF_HOLDERS)
DEPARTMENTS = Sort("departments", gettext_lazy("Departments"), "department", _OF_DESKS)
SERVICES = Sort("services", gettext_lazy("Services"), "service")
SERVICES_OF_DESK = Sort("services", gettext_lazy("Services"), "service", _WITHIN_A_DESK)
PLACES = Sort("places", gettext_lazy("Places"), "place")
PLACES_OF_DESK = Sort("places", gettext_lazy("Places"), "place", _WITHIN_A_DESK)
CHANNELS = Sort("channels", gettext_lazy("Ways to report"), "source", ("received", "closed", "close", "within_target"))
BELOW: Mapping[str, tuple[Sort, ...]] = {
    "umbrella": (ORGANIZATIONS, SERVICES, PLACES, CHANNELS),
    "organization": (DEPARTMENTS, SERVICES, PLACES, CHANNELS),
    "department": (SERVICES_OF_DESK, PLACES_OF_DESK),
    "service": (ORGANIZATIONS, PLACES),
    "place": (ORGANIZATIONS, SERVICES),
}


@dataclass(frozen=True)
class Cell:
    key: str
    value: Value
    href: str = ""

    @cached_property
    def text(self) -> str:
        return wording.text(self.value, self.key)

    @property
    def html(self) -> SafeString:
        return linked(self.text, self.href)


@dataclass(eq=False)
class Line:
    """One row; `codes` name it in an address, and where there are none it has no list of its own."""

    name: str
    path: str
    codes: Mapping[str, str] | None
    vector: Vector
    standing: Standing
    _counted: Counted = field(init=False)
    _values: dict[str, Value] = field(init=False)

    def __post_init__(self) -> None:
        self._counted = Counted(self.vector)
        self._values = {OPEN: Count(self.standing.open), LATE: Count(self.standing.late)}

    def value(self, key: str) -> Value:
        if key not in self._values:
            self._values[key] = BY_KEY[key].value(self._counted)
        return self._values[key]


@dataclass(frozen=True)
class Heading:
    key: str
    name: str
    sentence: str
    href: str
    direction: str


@dataclass
class Table:
    sort: Sort
    lines: list[Line]
    asked: Asked
    path: str

    @property
    def key(self) -> str:
        return self.sort.key

    @property
    def title(self) -> str:
        return str(self.sort.title)

    @property
    def columns(self) -> tuple[str, ...]:
        return self.sort.columns

    @cached_property
    def order(self) -> tuple[str, bool]:
        """By which column, and whether the most comes first. Of another table's order nothing is taken."""
        asked = self.asked.given.get("sort", "")
        rising = asked.startswith("-")
        table, _dot, column = asked.removeprefix("-").partition(".")
        known = table == self.key and column in (*self.columns, "name")
        return (column, not rising) if known else (self.columns[0], True)

    @cached_property
    def ordered(self) -> list[Line]:
        column, most_first = self.order
        named = sorted(self.lines, key=lambda line: line.name.casefold(), reverse=column == "name" and not most_first)
        if column == "name":
            return named
        sizes = {id(line): wording.size(line.value(column)) for line in named}
        telling = [line for line in named if sizes[id(line)] >= 0]
        silent = [line for line in named if sizes[id(line)] < 0]
        # What so few cannot say is neither the most nor the least.
        return [*sorted(telling, key=lambda line: sizes[id(line)], reverse=most_first), *silent]

    @property
    def headings(self) -> list[Heading]:
        return [self._heading(key, *words(key)) for key in self.columns]

    @property
    def name_heading(self) -> Heading:
        return self._heading("name", self.title, "")

    @property
    def is_whole(self) -> bool:
        return len(self.lines) <= SHOWN or self.asked.given.get("whole") == self.key

    @property
    def more(self) -> str:
        return self.asked.changed(self.path, whole=self.key) + f"#{self.key}"

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def shown(self) -> int:
        return self.count if self.is_whole else SHOWN

    @property
    def rows(self) -> list[Row]:
        lines = self.ordered if self.is_whole else self.ordered[:SHOWN]
        return [self._drawn(line) for line in lines]

    def _drawn(self, line: Line) -> Row:
        behind = self.asked.link(path_of("behind"), **line.codes) if line.codes is not None else ""
        cells = [Cell(key, value, _behind(behind, key, value)) for key, value in self._values(line)]
        return Row(line.name, cells, self.asked.link(line.path) if line.path else "")

    def _values(self, line: Line) -> list[tuple[str, Value]]:
        return [(key, line.value(key)) for key in self.columns]

    def _heading(self, key: str, name: str, sentence: str) -> Heading:
        column, most_first = self.order
        is_current = column == key
        rising = is_current and most_first
        href = self.asked.changed(self.path, sort=f"{'-' if rising else ''}{self.key}.{key}") + f"#{self.key}"
        descending = most_first if key != "name" else not most_first
        return Heading(key, name, sentence, href, ("descending" if descending else "ascending") if is_current else "")


def _behind(lists: str, key: str, value: Value) -> str:
    """The list behind a figure, of those that are behind its row: what they share is written once."""
    return f"{lists}&measure={key}" if lists and wording.known(value) else ""


def words(key: str) -> tuple[str, str]:
    """The name of a measure, or of what stands open now, and its sentence, with the one that it speaks of."""
    name, sentence = _words(key)
    return name, f"{_words(_MEANT_BY[key])[1]} {sentence}" if key in _MEANT_BY else sentence


def _words(key: str) -> tuple[str, str]:
    if key in NOW:
        return str(NOW[key][0]), str(NOW[key][1])
    measure = measures.BY_KEY[key]
    return str(measure.name), str(measure.sentence)


def wanted_below(scope: Scope) -> dict[Cut, Counters]:
    """By what the tables of a page tell apart, and what they count."""
    return {
        sort.cut(scope): measures.counters(key for key in sort.columns if key in BY_KEY) for sort in BELOW[scope.kind]
    }


def standing_below(scope: Scope) -> list[str]:
    """By which keys its tables tell what stands open now."""
    return [sort.by for sort in BELOW[scope.kind] if OPEN in sort.columns]


def below(scope: Scope, asked: Asked, cells: Mapping[Cut, Cells], now: Now) -> list[Table]:
    """All tables of a page. What one may not tell apart is told together."""
    sorts = BELOW[scope.kind]
    found = [(sort, _lines(sort, scope, asked, cells[sort.cut(scope)], now.by.get(sort.by, {}))) for sort in sorts]
    return [Table(sort, lines, asked, scope.path) for sort, lines in found if lines]


def _lines(sort: Sort, scope: Scope, asked: Asked, cells: Cells, stands: Mapping[int | str, Standing]) -> list[Line]:
    at = sort.cut(scope).keys.index(sort.by)
    counted = {cell[at]: vector for cell, vector in cells.items()}
    known = dict.fromkeys([*counted, *stands])
    names = Names(sort.by, known)
    lines = [
        Line(
            names.name(value),
            names.path(value, scope),
            {**scope.codes, sort.by: names.code(value)},
            counted.get(value, vectors.EMPTY),
            stands.get(value, NOTHING_OPEN),
        )
        for value in known
    ]
    return _public_departments(scope.thing, lines) if sort.by == "department" and asked.public else lines


def _public_departments(organization: Any, lines: list[Line]) -> list[Line]:
    """Those that are told apart, and one line for all others."""
    apart = {str(pk) for pk in told_apart(organization)}
    shown = [line for line in lines if line.codes and line.codes["department"] in apart]
    rest = [line for line in lines if line not in shown]
    if not shown or not rest:
        return shown
    vector = vectors.added(line.vector for line in rest)
    return [*shown, Line(_("Other departments"), "", None, vector, standing.added(line.standing for line in rest))]
