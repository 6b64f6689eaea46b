"""The example in docs/MEASURES.md, computed: the page says what the code does, for every measure."""

import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fixward.domain.conversations import operations as conversations
from fixward.domain.service_requests import operations
from fixward.followups.insights.asking import reading
from fixward.followups.insights.counting import spreads
from fixward.followups.insights.counting.cuts import ORGANIZATIONS, UMBRELLA
from fixward.followups.insights.counting.periods import month
from fixward.followups.insights.making import renewing
from fixward.followups.insights.telling import measures
from fixward.followups.insights.telling.measures import Average, Count, Share, Spread
from fixward.foundation import clock

PAGE = Path(__file__).resolve().parents[3] / "docs" / "MEASURES.md"
ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NEW_YORK = ZoneInfo("America/New_York")
JANUARY = month(dt.date(2026, 1, 1))


def on(day, hour):
    return clock.at(dt.datetime(2026, 1, day, hour, tzinfo=NEW_YORK).astimezone(dt.UTC))


@pytest.fixture
def example(town):
    """What the page tells."""
    with on(5, 9):
        a, b, c = town.report(), town.report(), town.report()
    with on(5, 11):
        operations.acknowledge(a, by=town.ada)
    with on(5, 13):
        conversations.ask(c, text="Where?", by=town.ada)
    with on(6, 10):
        operations.close(a, resolution="fixed", by=town.ada)
        conversations.rate(a, stars=4, by=town.rosa)
        operations.support(b, by=town.fred)
    with on(6, 11):
        d = town.report()
    with on(6, 12):
        operations.mark_duplicate(d, of=b, by=town.ada)
    with on(7, 9):
        operations.transfer(b, to=town.county, reason="A county road", by=town.ada)
    with on(7, 13):
        conversations.comment(c, text="There.", by=town.rosa)
    with on(7, 15):
        operations.close(c, resolution="no_work", text="Private ground", by=town.ada)
    with on(9, 9):
        operations.close(b, resolution="fixed", by=town.carla)
    renewing.of_requests([a.pk, b.pk, c.pk, d.pk], zone=NEW_YORK.key)
    return town


def test_every_measure_is_what_the_page_says(example):
    told = {key: said for key, *said in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert list(told) == [measure.key for measure in measures.MEASURES]
    columns = [
        reading.total(UMBRELLA, JANUARY, public=True),
        reading.total(ORGANIZATIONS, JANUARY, public=True, given={"organization": example.alder.pk}),
        reading.total(ORGANIZATIONS, JANUARY, public=True, given={"organization": example.county.pk}),
    ]
    for number, vector in enumerate(columns):
        for key, value in measures.values(vector).items():
            assert written(value, like=told[key][number]) == told[key][number], key


def written(value, *, like):
    """As the page writes it; durations that are as near as a spread keeps them are written as they stand there."""
    match value:
        case Count(number):
            return str(number)
        case Share(part, whole):
            return f"{part} of {whole}"
        case Average(total, number):
            return f"{total} in {number}"
        case Spread(counts=counts):
            kept = [spreads.seconds(step) / 3600 for step, count in sorted(counts.items()) for _ in range(count)]
            said = [float(hours) for hours in re.findall(r"(\d+) h", like)]
            near = len(kept) == len(said) and all(
                abs(one - other) <= other * spreads.ERROR for one, other in zip(kept, said, strict=True)
            )
            return like if near and (kept or like == "none") else str(kept)


def test_of_few_neither_percentages_nor_medians_are_told():
    assert Share(2, 3).percent is None
    assert Share(5, 10).percent == 50
    assert Spread.of({100: 9}).median is None
    assert Spread.of({100: 10}).median == dt.timedelta(seconds=spreads.seconds(100))
    assert Average(4, 9).mean is None
