"""The numbers of a page as CSV: one row a cell and measure, with part and whole, and durations in seconds."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from django.http import HttpResponse

from fixward.doors.figures import charts
from fixward.doors.figures.pages import Page
from fixward.followups.insights.counting import periods
from fixward.followups.insights.counting.periods import Period
from fixward.followups.insights.telling import choosing, measures
from fixward.followups.insights.telling.measures import Average, Count, Share, Spread, Value
from fixward.foundation.text import harmless

COLUMNS = (
    *("of", "level", "name", "code", "measure", "first_day", "last_day"),
    *("count", "part", "whole", "total", "mean", "median_s", "ninetieth_s"),
)
Row = dict[str, Any]


def answer(rows: Iterable[Row], name: str, columns: Sequence[str] = COLUMNS) -> HttpResponse:
    written = StringIO()
    writer = csv.DictWriter(written, columns, restval="")
    writer.writeheader()
    writer.writerows({column: harmless(value) for column, value in row.items()} for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def of_page(page: Page) -> Iterator[Row]:
    """The whole in each period, what stands open now, the months, and every line of every table."""
    here = {"of": page.scope.name, "level": "whole"}
    summary = page.summary
    for period, values in ((summary.period, summary.values), *summary.compared):
        for measure in measures.MEASURES:
            yield here | {"measure": measure.key} | in_days(period) | of(values[measure.key])
    # What stands open does so at this moment, whatever days are asked for.
    today = in_days(periods.day(periods.today()))
    for cell in page.now:
        yield here | {"measure": cell.key} | today | of(cell.value)
    for label, count in zip(charts.age_labels(), page.standing.ages, strict=True):
        yield here | {"level": "age", "name": label, "measure": "open"} | today | of(Count(count))
    for month, values in page.months.items():
        named = here | {"level": "month", "name": f"{month:%Y-%m}"} | in_days(periods.month(month))
        for key, value in values.items():
            yield named | {"measure": key} | of(value)
    for table in page.tables:
        for line in table.ordered:
            code = (line.codes or {}).get(table.sort.by, "")
            for key in table.columns:
                row = here | {"level": table.sort.by, "name": line.name, "code": code, "measure": key}
                yield row | (in_days(page.asked.period) if key in measures.BY_KEY else today) | of(line.value(key))


def in_days(period: Period) -> Row:
    days = choosing.in_days(period)
    return {"first_day": days["from"], "last_day": days["to"]}


def of(value: Value) -> Row:
    """Neither a percentage nor an average is written: whoever reads divides, and sees of how many. Only of stars the
    average stands alone, see `Average`.
    """
    match value:
        case Count(number):
            return {"count": number}
        case Share(part, whole):
            return {"part": part, "whole": whole}
        case Average(total, number, _):
            told = {"mean": value.mean} if value.is_coarse else {"total": total}
            return {"whole": number, **(told if value.mean is not None else {})}
        case Spread():
            spans = {"median_s": value.median, "ninetieth_s": value.ninetieth}
            return {"whole": value.number} | {
                name: round(span.total_seconds()) for name, span in spans.items() if span is not None
            }
