"""What is new, taken over into tiles: many at once, for each costs as much for one event as for a hundred.

Until then it waits in fresh tiles, one for everything that happened on one day with the same keys, to which the worker
only adds. Pages read both, so nothing is seen later for that. See docs/adr/0027.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import structlog
from django.db import models, transaction

from fixward.followups.insights.counting import cuts
from fixward.followups.insights.counting.cuts import CUTS
from fixward.followups.insights.counting.days import number, start_of
from fixward.followups.insights.counting.tallies import Kept, Key
from fixward.followups.insights.counting.vectors import Vector, gathered
from fixward.followups.insights.making import tiles
from fixward.followups.insights.making.tiles import TileKey
from fixward.followups.insights.models import Reading, Span, Tile
from fixward.foundation import clock
from fixward.foundation.database import turns

logger = structlog.get_logger(__name__)

# Fresh tiles; with more, pages would take noticeably longer.
MANY = 15_000


def settle_when_many() -> None:
    if _fresh()[: MANY + 1].count() > MANY:
        settle()


@transaction.atomic
def settle() -> None:
    """All of it. A year that is over gets its tiles."""
    turns.alone(tiles.WRITING)
    reading = Reading.objects.first()
    if reading is None:
        return
    tiles.add(gathered(_settled(reading.open_from)))
    count, _by_model = _fresh().delete()
    while reading.open_from < this_year(reading.zone):
        _close(reading.open_from)
        reading.open_from = reading.open_from.replace(year=reading.open_from.year + 1)
        reading.save(update_fields=["open_from"])
    if count:
        logger.info("figures_settled", tiles=count)


def this_year(zone: str) -> dt.date:
    """Its first day, where the days that count are those of this zone."""
    return clock.now().astimezone(ZoneInfo(zone)).date().replace(month=1, day=1)


def _fresh() -> models.QuerySet[Tile]:
    return Tile.objects.filter(cut__in=[cut.number for cut in cuts.FRESH.values()])


def _settled(open_from: dt.date) -> Iterator[tuple[TileKey, Vector]]:
    """Every fresh tile, under the key of each tile that is to have it."""
    first_open = number(open_from)
    for kept in tiles.FRESH:
        for tile, vector in tiles.all_of(kept, table=Tile._meta.db_table):
            spans = (Span.MONTH, Span.YEAR, Span.EVER) if tile.key.start < first_open else (Span.MONTH,)
            for cut in (cut for cut in CUTS if cut.level is kept.cut.level):
                key = Key(0, tile.key.public, **{name: getattr(tile.key, name) for name in cut.keys})
                for span in (Span.DAY, *spans) if cut.by_day else spans:
                    yield TileKey(Kept(cut, span), key._replace(start=start_of(span, tile.key.start))), vector


def _close(year: dt.date) -> None:
    """Its months become a tile of the year, and join those of ever."""
    table, next_year = Tile._meta.db_table, year.replace(year=year.year + 1)
    for cut in CUTS:
        months = tiles.all_of(Kept(cut, Span.MONTH), table=table, since=year, until=next_year)
        tiles.add(
            gathered(
                (TileKey(Kept(cut, span), month.key._replace(start=start_of(span, month.key.start))), vector)
                for month, vector in months
                for span in (Span.YEAR, Span.EVER)
            )
        )
