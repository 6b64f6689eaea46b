"""The lists behind figures: what each row counts adds up to the figure, at every level."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.db import connection

from fixward.domain.conversations import operations as conversations
from fixward.domain.governments.models import Role
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.insights.asking import lists, reading
from fixward.followups.insights.counting import spreads
from fixward.followups.insights.counting.cuts import CUTS, DEPARTMENTS, ORGANIZATIONS, UMBRELLA
from fixward.followups.insights.counting.outcomes import number_of
from fixward.followups.insights.counting.periods import month
from fixward.followups.insights.making import renewing
from fixward.followups.insights.models import Turn
from fixward.followups.insights.telling import measures
from fixward.followups.insights.telling.measures import Average, Count, Share, Spread
from fixward.foundation import clock
from tests.town import IN_BIRCH, Town

NEW_YORK = ZoneInfo("America/New_York")
JANUARY = month(dt.date(2026, 1, 1))
_HOUR, _DAY = 3600, 86_400
# Of these a row says how it was closed, and not only whether it is of the share.
_BY_OUTCOME = {
    "no_work": {number_of(one) for one in ("nothing_found", "no_work", "no_answer")},
    "duplicates": {number_of("duplicate")},
}
_ONE_A_ROW = ("received", "arrived", "closed", "handed_on", "returns", "disputes", "reopened")


def on(day, hour):
    return clock.at(dt.datetime(2026, 1, day, hour, tzinfo=NEW_YORK).astimezone(dt.UTC))


@pytest.fixture
def wanderer(town: Town) -> ServiceRequest:
    """Held by Alder's streets for a day, by its desk for two, by the county for one, and by Alder's desk for four more.

    Beside it one that is closed at once, one that nobody rates and that is late, one that the county closes, one that
    repeats it, and one of Birch.
    """
    with on(5, 9):
        it, quick, slow, gone = town.report(), town.report(), town.report(), town.report()
        town.report(IN_BIRCH)
    with on(5, 11):
        operations.close(quick, resolution="fixed", by=town.ada)
        conversations.rate(quick, stars=2, by=town.rosa)
        operations.transfer(gone, to=town.county, reason="A county road", by=town.ada)
        operations.close(gone, resolution="fixed", by=town.carla)
    with on(6, 9):
        operations.assign(it, department=town.alder_desk, by=town.abel)
    with on(8, 9):
        operations.transfer(it, to=town.county, reason="A county road", by=town.abel)
    with on(9, 9):
        operations.return_to_sender(it, reason="No, the city's", by=town.carla)
        operations.support(it, by=town.fred)
    with on(12, 9):
        again = town.report()
        operations.mark_duplicate(again, of=it, by=town.abel)
    with on(13, 9):
        operations.close(it, resolution="fixed", by=town.abel)
        conversations.rate(it, stars=4, by=town.rosa)
    with on(20, 9):
        operations.close(slow, resolution="no_work", text="Private ground", by=town.abel)
    renewing.of_requests(list(ServiceRequest.objects.values_list("pk", flat=True)), zone=NEW_YORK.key)
    it.refresh_from_db()
    return it


def test_what_the_rows_count_adds_up_to_the_figure_at_every_level(wanderer):
    told = set[str]()
    for cut in CUTS:
        for cell, vector in reading.cells(cut, JANUARY, public=False).items():
            given = dict(zip(cut.keys, cell, strict=True))
            for key, value in measures.values(vector).items():
                rows = lists.behind(key, cut, JANUARY, public=False, given=given, most=99)
                adds_up(key, value, [row.amount for row in rows])
                told |= {key} if rows else set()
    # Which of the measures the town had anything of: of all but one, which needs two to quarrel.
    assert told == set(lists.BEHIND) - {"disputes", "reopened"}


def adds_up(key, value, amounts):
    match value:
        case Spread():
            assert Counter(spreads.steps(np.array(amounts, np.int32)).tolist()) == value.counts, key
        case Average(total, number):
            assert (sum(amounts), len(amounts)) == (total, number), key
        case Share(part, whole) if key in _BY_OUTCOME:
            assert (sum(amount in _BY_OUTCOME[key] for amount in amounts), len(amounts)) == (part, whole), key
        case Share(part, whole):
            assert (sum(map(bool, amounts)), len(amounts)) == (part, whole), key
        case Count(number) if key in _ONE_A_ROW:
            assert len(amounts) == number, key
        case Count(number):
            assert sum(amounts) == number, key


def amounts(measure, cut, wanderer, **given):
    rows = lists.behind(measure, cut, JANUARY, public=True, given=given, most=99)
    return [row.amount for row in rows if row.request == wanderer.pk]


def test_a_row_counts_the_time_of_all_of_its_organization_or_of_its_department(town, wanderer):
    alder = {"organization": town.alder.pk}
    desk = alder | {"department": town.alder_desk.pk}
    assert amounts("close", UMBRELLA, wanderer) == [8 * _DAY]
    assert amounts("close", ORGANIZATIONS, wanderer, **alder) == [7 * _DAY]
    assert amounts("close", DEPARTMENTS, wanderer, **desk) == [6 * _DAY]
    assert amounts("close_worked", ORGANIZATIONS, wanderer, **alder) == [5 * 9 * _HOUR]
    assert amounts("lost", UMBRELLA, wanderer) == [_DAY]
    assert amounts("lost_minutes", UMBRELLA, wanderer) == [_DAY // 60]
    assert amounts("hands", UMBRELLA, wanderer) == [2]
    # Each time that it came: a visit of the organization, but each stretch of the department.
    assert amounts("held", ORGANIZATIONS, wanderer, **alder) == [4 * _DAY, 3 * _DAY]
    assert amounts("held", DEPARTMENTS, wanderer, **desk) == [4 * _DAY, 2 * _DAY]


@pytest.mark.parametrize("measure", [key for key, behind in lists.BEHIND.items() if behind.part])
def test_whatever_is_not_of_a_share_is_of_the_others(wanderer, measure):
    seen = Counter[str]()
    for cut in CUTS:
        for cell, vector in reading.cells(cut, JANUARY, public=True).items():
            share = measures.values(vector)[measure]
            given = dict(zip(cut.keys, cell, strict=True))
            everyone, part, others = (
                lists.behind(measure, cut, JANUARY, public=True, given=given, part=which, most=99)
                for which in (None, True, False)
            )
            assert (len(part), len(others)) == (share.part, share.whole - share.part)
            assert Counter(everyone) == Counter(part) + Counter(others)
            seen += Counter(part=len(part), others=len(others))
    assert seen["part"]
    assert seen["others"]


def test_stretches_of_one_day_stand_in_the_order_in_which_they_were(town):
    with on(5, 9):
        it = town.report()
    bea = town.member("bea", town.birch, Role.WORKER)
    for hour, to, by in ((10, town.county, town.ada), (12, town.birch, town.carla), (15, town.elm, bea)):
        with on(5, hour):
            operations.transfer(it, to=to, reason="r", by=by)
    renewing.of_requests([it.pk], zone=NEW_YORK.key)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off")  # which happens to find them in this order
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    for number in (1, 2, 3):
        Turn.objects.filter(number=number).update(source="moved")  # however they lie in the table
        pages = [lists.behind("held", UMBRELLA, JANUARY, public=True, most=1, skip=skip) for skip in range(3)]
        assert [row.amount for (row,) in pages] == [3 * _HOUR, 2 * _HOUR, _HOUR]
