"""Two levels crossed: rows by columns, one measure in each cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.governments.models import Organization
from fixward.doors.figures import scopes, sheets
from fixward.doors.figures.asked import Asked
from fixward.doors.figures.linked import HasHtml, Linked, Row, linked, path_of
from fixward.doors.figures.names import Names
from fixward.doors.figures.tables import Cell, words
from fixward.followups.insights.asking import reading
from fixward.followups.insights.asking.reading import Given
from fixward.followups.insights.counting import cuts
from fixward.followups.insights.counting.cuts import Cut
from fixward.followups.insights.models import NONE
from fixward.followups.insights.telling import measures, wording
from fixward.followups.insights.telling.measures import BY_KEY, MEASURES, Counted, Value
from fixward.followups.insights.telling.seeing import told_apart

LEVELS: Mapping[str, str | Promise] = {
    "organization": gettext_lazy("Governments"),
    "department": gettext_lazy("Departments"),
    "service": gettext_lazy("Services"),
    "place": gettext_lazy("Places"),
    "source": gettext_lazy("Ways to report"),
}
MOST_ROWS, MOST_COLUMNS = 40, 12
_NOTHING = Linked(wording.NONE)
Key = int | str


class Across:
    """What the address has wrong is passed over, and said. `FIELDS` are what its form writes, beside the period."""

    FIELDS = ("rows", "columns", "measure", "organization")

    def __init__(self, asked: Asked) -> None:
        self.asked, given = asked, asked.given
        self.rows = _known(given.get("rows", ""), LEVELS, "service")
        self.columns = _known(given.get("columns", ""), LEVELS, "organization")
        self.measure = _known(given.get("measure", ""), BY_KEY, "received")
        self.name, self.sentence = words(self.measure)
        self.measures = MEASURES
        self.levels = LEVELS

    @cached_property
    def organizations(self) -> list[Organization]:
        return list(Organization.objects.all())

    @property
    def wants_departments(self) -> bool:
        return "department" in (self.rows, self.columns)

    @cached_property
    def organization(self) -> Organization | None:
        """Whose departments they are."""
        code = self.asked.given.get("organization", "")
        return next((one for one in self.organizations if one.code == code), None) if self.wants_departments else None

    @cached_property
    def cut(self) -> Cut | None:
        pair = {self.rows, self.columns}
        if len(pair) < 2 or pair == {"organization", "department"}:
            return None
        return cuts.BY_KEYS.get(frozenset(pair | ({"organization"} if self.wants_departments else set())))

    @property
    def trouble(self) -> str:
        if self.cut is None:
            return _("These two cannot be crossed. Choose another pair.")
        if self.wants_departments and self.organization is None:
            return _("Choose whose departments to show.")
        if self.organization and self.asked.public and not self._apart:
            return _("This government does not tell its departments apart in public.")
        return ""

    @cached_property
    def values(self) -> dict[tuple[Key, Key], Value]:
        """By row and column; departments that are not told apart in public are left out."""
        if self.trouble or self.cut is None:
            return {}
        given: Given = {"organization": self.organization.pk} if self.organization else {}
        at = self.cut.keys.index(self.rows), self.cut.keys.index(self.columns)
        read = BY_KEY[self.measure].value
        counters = measures.counters([self.measure])
        found = reading.cells(self.cut, self.asked.period, public=self.asked.public, given=given, counters=counters)
        values = {(cell[at[0]], cell[at[1]]): read(Counted(vector)) for cell, vector in found.items()}
        return {cell: value for cell, value in values.items() if wording.known(value) and self._is_shown(cell)}

    def _is_shown(self, cell: tuple[Key, Key]) -> bool:
        if not self.asked.public or not self.wants_departments:
            return True
        return cell[0 if self.rows == "department" else 1] in self._apart

    @cached_property
    def _apart(self) -> frozenset[int]:
        return told_apart(self.organization) if self.organization else frozenset()

    @cached_property
    def sums(self) -> tuple[dict[Key, int], dict[Key, int]]:
        """Of how many each row and each column tells: the fullest come first."""
        rows, columns = defaultdict[Key, int](int), defaultdict[Key, int](int)
        for (row, column), value in self.values.items():
            rows[row] += wording.known(value)
            columns[column] += wording.known(value)
        return rows, columns

    @cached_property
    def row_names(self) -> Names:
        return Names(self.rows, self.sums[0])

    @cached_property
    def column_names(self) -> Names:
        return Names(self.columns, self.sums[1])

    @property
    def shown_rows(self) -> list[Key]:
        return _fullest(self.sums[0])[:MOST_ROWS]

    @cached_property
    def shown_columns(self) -> list[Key]:
        return _fullest(self.sums[1])[:MOST_COLUMNS]

    @property
    def headings(self) -> list[SafeString]:
        return [linked(*self._headed(self.column_names, value)) for value in self.shown_columns]

    @cached_property
    def lines(self) -> list[Row]:
        return [self._line(row) for row in self.shown_rows]

    @property
    def cut_off(self) -> str:
        """How much of the table is shown; empty where all of it is."""
        rows, columns = len(self.sums[0]), len(self.sums[1])
        if rows > MOST_ROWS and columns > MOST_COLUMNS:
            words = _("The fullest %(rows)s of %(all_rows)s rows and %(columns)s of %(all_columns)s columns are shown.")
        elif rows > MOST_ROWS:
            words = _("The fullest %(rows)s of %(all_rows)s rows are shown.")
        elif columns > MOST_COLUMNS:
            words = _("The fullest %(columns)s of %(all_columns)s columns are shown.")
        else:
            return ""
        numbers = {"rows": MOST_ROWS, "all_rows": rows, "columns": MOST_COLUMNS, "all_columns": columns}
        return words % {name: wording.number(number) for name, number in numbers.items()}

    def sheet(self) -> Iterator[sheets.Row]:
        """All cells, whatever the page shows."""
        for (row, column), value in self.values.items():
            yield {
                "of": self.column_names.name(column),
                "level": f"{self.rows} × {self.columns}",
                "name": self.row_names.name(row),
                "code": f"{self.row_names.code(row)} × {self.column_names.code(column)}",
                "measure": self.measure,
                **sheets.in_days(self.asked.period),
                **sheets.of(value),
            }

    def _headed(self, names: Names, value: Key) -> tuple[str, str]:
        codes = {"organization": self.organization.code} if self.organization else {}
        scope = scopes.Scope("", "", codes=codes)
        path = names.path(value, scope)
        return names.name(value), self.asked.link(path) if path else ""

    def _line(self, row: Key) -> Row:
        name, href = self._headed(self.row_names, row)
        return Row(name, self._cells(row), href)

    def _cells(self, row: Key) -> list[HasHtml]:
        """With the lists behind them: what the links of a row share, and those of a column, is written once."""
        codes = {"organization": self.organization.code} if self.organization else {}
        codes |= {self.rows: self.row_names.code(row), "measure": self.measure}
        behind = self.asked.link(path_of("behind"), **codes)
        values = [(self.values.get((row, column)), query) for column, query in self._columns_asked]
        return [
            Cell(self.measure, value, f"{behind}&{query}") if value is not None else _NOTHING for value, query in values
        ]

    @cached_property
    def _columns_asked(self) -> list[tuple[Key, str]]:
        """Each column that is shown, as an address asks for it."""
        return [(column, urlencode({self.columns: self.column_names.code(column)})) for column in self.shown_columns]


def _known(asked: str, known: Mapping[str, object], usual: str) -> str:
    return asked if asked in known else usual


def _fullest(sums: Mapping[Key, int]) -> list[Key]:
    return sorted(sums, key=lambda value: (-sums[value], value == NONE, str(value)))
