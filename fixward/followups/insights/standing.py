"""What stands open now: how much, how old, how much late. No fact of the past, so it is read from the requests."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, Value

from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.insights.cuts import Cut
from fixward.followups.insights.models import NONE
from fixward.followups.insights.reading import Cell
from fixward.foundation import clock

# How old, in days: up to a week, a month, a quarter, a year, and older.
AGES = (7, 30, 90, 365)


@dataclass(frozen=True, slots=True)
class Standing:
    """`ages` are counts by AGES, youngest first; `late` are those past their holder's own target."""

    open: int
    late: int
    waiting: int
    ages: tuple[int, ...]
    oldest_at: dt.datetime | None


NOTHING = Standing(0, 0, 0, (0,) * (len(AGES) + 1), None)


def now(cut: Cut, *, public: bool, **given: int | str) -> dict[Cell, Standing]:
    """For each value of the keys that are not given; of an organization or department what it holds now."""
    at = clock.now()
    of = ServiceRequest.objects.open().order_by()
    if public:
        of = of.filter(is_private=False, hidden_at=None)
    of = of.filter(**{name: None if value == NONE else value for name, value in given.items()})
    limits = [None, *(at - dt.timedelta(days=days) for days in AGES), None]
    ages = {f"age_{n}": Count("pk", filter=_between(*limits[n : n + 2])) for n in range(len(AGES) + 1)}
    # Of the umbrella everything is one: without a key each request would be a row of its own.
    rows = (
        of.annotate(everything=Value(0))
        .values("everything", *cut.keys)
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=at)),
            waiting=Count("waiting_since"),
            oldest_at=Min("submitted_at"),
            **ages,
        )
    )
    return {tuple(_key(row[name]) for name in cut.keys): _standing(row) for row in rows}


def _between(later: dt.datetime | None, earlier: dt.datetime | None) -> Q:
    """Submitted after the one moment and not after the other."""
    return (Q(submitted_at__gt=earlier) if earlier else Q()) & (Q(submitted_at__lte=later) if later else Q())


def _key(value: Any) -> int | str:
    return NONE if value is None else value


def _standing(row: dict[str, Any]) -> Standing:
    ages = tuple(row[f"age_{n}"] for n in range(len(AGES) + 1))
    return Standing(row["open"], row["late"], row["waiting"], ages, row["oldest_at"])
