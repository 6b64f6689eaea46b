"""What is drawn: each picture with its title, its numbers as a table, and the same for the script that draws it."""

from __future__ import annotations

import datetime as dt
import json
import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fixward.doors.figures.asked import Asked
from fixward.doors.figures.cards import list_behind
from fixward.doors.figures.linked import Linked, Row, path_of
from fixward.doors.figures.scopes import Scope
from fixward.doors.figures.tables import OPEN, Table, words
from fixward.followups.insights.asking import reading
from fixward.followups.insights.asking.standing import AGES, Standing
from fixward.followups.insights.counting import periods, spreads, vectors
from fixward.followups.insights.telling import choosing, measures, wording
from fixward.followups.insights.telling.measures import BY_KEY, Counted, Spread, Value

_DAY = 86_400
# Days up to which a time to close counts in each bar; the last bar has what is longer.
_BARS = (1, 3, 7, 14, 30, 90)
_LEAST_MONTHS = 6
_OF_A_MONTH = ("received", "closed")
Months = dict[dt.date, dict[str, Value]]


@dataclass(frozen=True)
class Chart:
    """`data` is what frontend/charts reads; `kind` says which picture it is."""

    id: str
    kind: str
    title: str
    headings: Sequence[str]
    points: Sequence[Row]
    data: dict[str, Any]
    note: str = ""
    is_open: bool = False

    @property
    def json(self) -> str:
        return json.dumps({"kind": self.kind, **self.data})


def months(scope: Scope, asked: Asked) -> Months:
    """Received and closed, month by month, until the end of the period; from the first month that has any."""
    whole = choosing.months_until(asked.chosen)
    found = reading.by_month(
        scope.cut, whole, public=asked.public, given=scope.given, counters=measures.counters(_OF_A_MONTH)
    )
    month = min([*found, periods.months_after(whole.until, -_LEAST_MONTHS)])
    values = Months()
    while month < whole.until:
        counted = Counted(found.get(month, vectors.EMPTY))
        values[month] = {key: BY_KEY[key].value(counted) for key in _OF_A_MONTH}
        month = periods.month_after(month)
    return values


def trend(months: Months, scope: Scope, asked: Asked) -> Chart:
    names = [words(key)[0] for key in _OF_A_MONTH]
    points = [_month(month, values, scope, asked) for month, values in months.items()]
    series = [[wording.known(values[key]) for values in months.values()] for key in _OF_A_MONTH]
    data = {"names": names, "labels": [point.name for point in points], "series": series}
    note = _("The last month is not over.") if choosing.months_until(asked.chosen).until > periods.today() else ""
    return Chart("trend", "trend", _("Received and closed by month"), names, points, data, note)


def _month(first: Any, values: dict[str, Any], scope: Scope, asked: Asked) -> Row:
    month = periods.month(first)
    cells = [Linked(wording.text(value), list_behind(key, value, scope, asked, month)) for key, value in values.items()]
    return Row(date_format(first, "YEAR_MONTH_FORMAT"), cells, asked.link_in(scope.path, month))


def age_labels() -> list[str]:
    """Of the counts that `Standing.ages` has."""
    return [_("up to a week"), *(_between(*days) for days in pairwise(AGES)), _("longer")]


def ages(standing: Standing, scope: Scope, asked: Asked) -> Chart:
    """What stands open now, by how long ago it was reported."""
    labels = age_labels()
    path = path_of("behind")
    points = [
        Row(
            label,
            [
                Linked(
                    wording.number(count),
                    asked.link(path, measure=OPEN, age=str(age), **scope.codes) if count else "",
                )
            ],
        )
        for age, (label, count) in enumerate(zip(labels, standing.ages, strict=True))
    ]
    data = {"labels": labels, "series": [list(standing.ages)], "names": [words(OPEN)[0]]}
    title = _("What stands open now, by how long ago it was reported")
    return Chart("ages", "bars", title, [words(OPEN)[0]], points, data, is_open=True)


def distribution(spread: Spread, scope: Scope, asked: Asked) -> Chart | None:
    """Times to close, in bars that grow; none where nothing was decided."""
    if not spread.number:
        return None
    counts = [0] * (len(_BARS) + 1)
    for step, count in spread.counts.items():
        counts[bisect_left(_BARS, spreads.seconds(step) / _DAY)] += count
    name, path = _("Requests"), path_of("behind")
    points = [
        Row(
            took(bar),
            [
                Linked(
                    wording.number(count),
                    asked.link(path, measure="close", bar=str(bar), **scope.codes) if count else "",
                )
            ],
        )
        for bar, count in enumerate(counts)
    ]
    data = {"labels": [point.name for point in points], "series": [counts], "names": [name]}
    note = _("Durations are known to two percent, so that one at the edge of a bar may stand in the next.")
    return Chart("times", "bars", _("How long it took until closed"), [name], points, data, note, is_open=True)


def took(bar: int) -> str:
    """How long it took until closed, in words."""
    if bar == 0:
        return _("up to a day")
    return _between(_BARS[bar - 1], _BARS[bar]) if bar < len(_BARS) else _("longer")


def _between(more: int, most: int) -> str:
    return _("%(more)d to %(most)d days") % {"more": more, "most": most}


def bounds(bar: int) -> tuple[float, float]:
    """The durations of a bar, in seconds: from the one, and less than the other. Raises IndexError for no bar."""
    if not 0 <= bar <= len(_BARS):
        raise IndexError(bar)
    steps = [next(n for n in range(spreads.STEPS) if spreads.seconds(n) / _DAY > days) for days in _BARS]
    edges = [0.0, *map(spreads.least, steps), math.inf]
    return edges[bar], edges[bar + 1]


def places(table: Table) -> Chart | None:
    """Received by place, on the map; its table is the one of the places."""
    amounts = {
        line.path.rstrip("/").rpartition("/")[2]: wording.known(line.value("received"))
        for line in table.lines
        if line.path
    }
    if not any(amounts.values()):
        return None
    names = {line.path.rstrip("/").rpartition("/")[2]: line.name for line in table.lines if line.path}
    data = {
        "outlines": reverse("map_outlines"),
        "amounts": amounts,
        "labels": names,
        "name": words("received")[0],
        "pieces": _pieces(max(amounts.values())),
    }
    return Chart("map", "map", _("Received by place"), [], [], data, _said_of_places(table))


def _pieces(most: int) -> list[dict[str, Any]]:
    """Of the map's colours: none, and up to four stretches of whole numbers that are as long as each other."""
    size = max(1, math.ceil(most / 4))
    stretches = [(0, 0), *((least, min(least + size - 1, most)) for least in range(1, most + 1, size))]
    return [{"least": least, "most": most, "words": _stretch(least, most)} for least, most in stretches]


def _stretch(least: int, most: int) -> str:
    return wording.number(least) if least == most else f"{wording.number(least)} – {wording.number(most)}"


def _said_of_places(table: Table) -> str:
    if table.is_whole:
        return _("The table of places has the same numbers.")
    said = {"shown": wording.number(len(table.rows)), "count": wording.number(table.count)}
    return _("The table of places has the first %(shown)s of %(count)s, and a link to all.") % said
