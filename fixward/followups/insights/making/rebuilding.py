"""All facts and tiles anew from the events alone, beside those in use, which are swapped at the end.

The site runs meanwhile, and figures are renewed as ever; what happens meanwhile is read again after the swap.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from fixward.domain.service_requests import feed
from fixward.followups.insights.counting import tallies, vectors
from fixward.followups.insights.counting.cuts import CUTS, Cut
from fixward.followups.insights.counting.days import number
from fixward.followups.insights.counting.periods import month_after
from fixward.followups.insights.counting.points import GROUPS, Group
from fixward.followups.insights.making import flows, folding, tiles
from fixward.followups.insights.making.renewing import renew, zone
from fixward.followups.insights.making.settling import this_year
from fixward.followups.insights.models import Handover, Life, Reading, Span, Tile, Turn
from fixward.foundation import clock
from fixward.foundation.database import turns
from fixward.foundation.database.sharing import each, hurry
from fixward.foundation.progress import Progress, silent

AT_A_TIME = 20_000
_SCHEMA = "figures_being_made"
_MODELS: tuple[type[models.Model], ...] = (Life, Turn, Handover, Tile)
_RANGE = "service_request_id BETWEEN %(first)s AND %(last)s"
_CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = to_regclass(%s) AND contype IN ('p', 'u') ORDER BY contype
"""
_INDEXES = """
SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s
AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE conrelid = to_regclass(%s))
"""


class Running(Exception):
    """Somebody else rebuilds just now."""


def rebuild(progress: Progress = silent) -> int:
    """Gives how many requests there are facts of. Raises Running."""
    with _alone():
        place, made_at, days_of = feed.end(), clock.now(), zone()
        _begin()
        count = _fold_all(days_of, progress)
        _finish((Life, Turn))
        flows.fill(_made(Handover), turn=_made(Turn))
        _finish((Handover,))
        open_from = this_year(days_of)
        _tile_all(progress, open_from=open_from)
        _finish((Tile,))
        _swap(Reading(feed=place.feed, event=place.event, zone=days_of, made_at=made_at, open_from=open_from))
        renew()
    return count


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [_SCHEMA])
        if not cursor.fetchone()[0]:
            raise Running
        collects = gc.isenabled()
        try:
            hurry()
            gc.disable()  # to look a million tiles through for circles takes a fifth of the time, and there are none
            yield
        finally:
            if collects:
                gc.enable()
            cursor.execute("RESET synchronous_commit; RESET work_mem; RESET maintenance_work_mem")
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [_SCHEMA])


def _begin() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE; CREATE SCHEMA {_SCHEMA}")
        for model in _MODELS:
            cursor.execute(
                f"CREATE TABLE {_made(model)} (LIKE {model._meta.db_table} INCLUDING IDENTITY INCLUDING STORAGE)"
            )


def _fold_all(days_of: str, progress: Progress) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(service_request_id), max(service_request_id) FROM service_requests_event")
        first, last = cursor.fetchone()
    if first is None:
        return 0
    starts = range(first, last + 1, AT_A_TIME)
    for done, _none in enumerate(each(partial(_fold, days_of=days_of), starts), start=1):
        progress(_("Reading events"), done, len(starts))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_made(Life)}")  # noqa: S608 our own table
        return int(cursor.fetchone()[0])


def _fold(start: int, *, days_of: str) -> None:
    folding.fold(_RANGE, zone=days_of, life=_made(Life), turn=_made(Turn), first=start, last=start + AT_A_TIME - 1)


def _tile_all(progress: Progress, *, open_from: dt.date) -> None:
    """All cuts of a year at once, then for ever, one cut after the other."""
    years = _years()
    for done, _none in enumerate(each(partial(_tile, open_from=open_from), years), start=1):
        progress(_("Adding up"), done, len(years) + len(CUTS))
    for done, _none in enumerate(each(_tile_ever, CUTS), start=len(years) + 1):
        progress(_("Adding up"), done, len(years) + len(CUTS))


def _tile(year: dt.date, *, open_from: dt.date) -> None:
    """Month by month, each from its facts; the year, if it is over, is the sum of its months."""
    months = list[tuple[tiles.TileKey, vectors.Vector]]()
    for month in range(1, 13):
        found = _month(year.replace(month=month))
        tiles.copy(found, into=_made(Tile))
        if year < open_from:
            months += [(_of_year(tile, year), vector) for tile, vector in found.items() if tile.kept.span is Span.MONTH]
    tiles.copy(vectors.gathered(months), into=_made(Tile))


def _tile_ever(cut: Cut) -> None:
    """The sum of the years."""
    ever = tallies.Kept(cut, Span.EVER)
    years = (
        (tiles.TileKey(ever, tile.key._replace(start=0)), vector)
        for tile, vector in tiles.all_of(tallies.Kept(cut, Span.YEAR), table=_made(Tile))
    )
    tiles.copy(vectors.gathered(years), into=_made(Tile))


def _of_year(month: tiles.TileKey, year: dt.date) -> tiles.TileKey:
    kept = tallies.Kept(month.kept.cut, Span.YEAR)
    return tiles.TileKey(kept, month.key._replace(start=number(year)))


def _month(first: dt.date) -> tiles.Tallies:
    values = {"first": first, "until": month_after(first)}
    pieces = tallies.read(GROUPS, _in_these_days, values, tables=_TABLES)
    return tiles.of(pieces, [*tiles.MONTHS, *tiles.DAYS])


def _in_these_days(group: Group) -> str:
    return f"{group.day} >= %(first)s AND {group.day} < %(until)s"


def _years() -> list[dt.date]:
    """From the first to the last in which anything counts."""
    bounds = []
    with connection.cursor() as cursor:
        for table, day in {(group.table, group.day) for group in GROUPS}:
            cursor.execute(f"SELECT min({day}), max({day}) FROM {_TABLES[table]}")  # noqa: S608 our own table
            bounds += [day.year for day in cursor.fetchone() if day]
    return [dt.date(year, 1, 1) for year in range(min(bounds), max(bounds) + 1)] if bounds else []


def _finish(made: tuple[type[models.Model], ...]) -> None:
    """With the indexes and constraints of those in use, under the same names: a schema of its own allows it."""
    for model in made:
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(_CONSTRAINTS, [table])
            for name, definition in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {_made(model)} ADD CONSTRAINT {name} {definition}")
            cursor.execute(_INDEXES, [table, table])
            for (definition,) in cursor.fetchall():
                cursor.execute(definition.replace(f" ON public.{table} ", f" ON {_made(model)} "))
            cursor.execute(f"ANALYZE {_made(model)}")


def _swap(reading: Reading) -> None:
    """In a moment: whoever reads waits for it, and sees the old or the new, never half."""
    with transaction.atomic():
        turns.alone(tiles.WRITING)
        with connection.cursor() as cursor:
            for model in _MODELS:
                cursor.execute(f"DROP TABLE {model._meta.db_table}; ALTER TABLE {_made(model)} SET SCHEMA public")
            cursor.execute(f"DROP SCHEMA {_SCHEMA}")
            cursor.execute("SET LOCAL synchronous_commit = on")
        Reading.objects.all().delete()
        reading.save()


def _made(model: type[models.Model]) -> str:
    return f"{_SCHEMA}.{model._meta.db_table}"


_TABLES = {"life": _made(Life), "turn": _made(Turn)}
