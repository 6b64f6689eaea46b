"""Periods as an address names them."""

from __future__ import annotations

import datetime as dt

import pytest

from fixward.domain.service_requests import operations
from fixward.followups.insights.counting.periods import Period
from fixward.followups.insights.making import renewing
from fixward.followups.insights.telling.choosing import choose, months_until, words
from fixward.foundation import clock
from tests.town import Town

TODAY = dt.date(2026, 11, 28)  # a Saturday


def days(period: Period | None) -> str:
    return f"{period.first:%y%m%d}-{period.until - dt.timedelta(days=1):%y%m%d}" if period else ""


@pytest.mark.parametrize(
    ("code", "period", "before", "year_before"),
    [
        ("month", "261101-261128", "261001-261028", "251101-251128"),
        ("last-month", "261001-261031", "260901-260930", "251001-251031"),
        ("last-week", "261116-261122", "261109-261115", "251117-251123"),
        ("quarter", "261001-261128", "260701-260828", "251001-251128"),
        ("last-quarter", "260701-260930", "260401-260630", "250701-250930"),
        ("year", "260101-261128", "250101-251128", ""),
        ("last-year", "250101-251231", "240101-241231", ""),
        ("12-months", "251101-261031", "241101-251031", ""),
    ],
)
def test_a_period_has_those_it_is_compared_with(code: str, period: str, before: str, year_before: str) -> None:
    chosen = choose({"period": code}, today=TODAY)
    assert (days(chosen.period), days(chosen.before), days(chosen.year_before)) == (period, before, year_before)


def test_from_day_to_day_includes_both_in_either_order() -> None:
    chosen = choose({"period": "days", "from": "2026-02-10", "to": "2026-02-01"}, today=TODAY)
    assert (days(chosen.period), days(chosen.before)) == ("260201-260210", "260122-260131")
    assert chosen.query == {"period": "days", "from": "2026-02-01", "to": "2026-02-10"}


@pytest.mark.parametrize(
    ("first", "last", "before", "year_before"),
    [
        ("2026-10-01", "2026-10-31", "260901-260930", "251001-251031"),
        ("2026-07-01", "2026-09-30", "260401-260630", "250701-250930"),
        ("2025-01-01", "2025-12-31", "240101-241231", ""),
        ("2026-10-02", "2026-10-31", "260902-261001", "251002-251031"),
    ],
)
def test_whole_months_from_day_to_day_are_compared_like_those_with_a_name(
    first: str, last: str, before: str, year_before: str
) -> None:
    chosen = choose({"period": "days", "from": first, "to": last}, today=TODAY)
    assert (days(chosen.before), days(chosen.year_before)) == (before, year_before)


def test_what_is_private_is_no_beginning_for_the_public(town: Town) -> None:
    with clock.at(dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)):
        hidden = town.report()
        operations.hide(hidden, reason="r", by=town.abel)
    with clock.at(dt.datetime(2026, 8, 4, 12, tzinfo=dt.UTC)):
        shown = town.report()
    renewing.of_requests([hidden.pk, shown.pk], zone="UTC")
    begins = {public: choose({"period": "all"}, today=TODAY, public=public).first for public in (True, False)}
    assert begins == {True: dt.date(2026, 8, 1), False: dt.date(2026, 5, 1)}


@pytest.mark.parametrize("given", [{}, {"from": "2026-02-31", "to": "x"}, {"from": "2027-01-01", "to": "2027-02-01"}])
def test_days_that_are_none_are_the_usual_and_said(given: dict[str, str]) -> None:
    chosen = choose({"period": "days", **given}, today=TODAY)
    assert (chosen.code, bool(chosen.trouble)) == ("last-month", True)


def test_a_period_is_called_by_its_name() -> None:
    named = {"last-month": "October 2026", "last-quarter": "quarter 3 of 2026", "last-year": "2025"}
    for code, name in named.items():
        assert words(choose({"period": code}, today=TODAY).period) == name


def test_the_curve_ends_with_the_period_and_has_a_year_before_it() -> None:
    assert days(months_until(choose({"period": "last-week"}, today=TODAY))) == "251101-261130"
    assert days(months_until(choose({"period": "days", "from": "2020-05-05", "to": "2026-01-02"}, today=TODAY))) == (
        "200501-260131"
    )


def test_what_began_tomorrow_by_another_zone_began_today(town: Town) -> None:
    with clock.at(dt.datetime(2026, 8, 4, 12, tzinfo=dt.UTC)):
        renewing.of_requests([town.report().pk], zone="UTC")
    assert choose({"period": "all"}, today=dt.date(2026, 7, 31)).first == dt.date(2026, 7, 31)
