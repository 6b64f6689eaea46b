"""Keeping facts and tiles up with the events, in the worker, a batch at a time; each batch is wholly there or not.

Which requests changed is read from the feed, in the order in which transactions ended: no event is left out, however
late it was committed, and none is counted twice, for the place in the feed is kept in the same transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import structlog
from django.db import connection, transaction

from fixward.domain.governments.models import Organization
from fixward.domain.service_requests import feed
from fixward.domain.service_requests.models import Event, EventKind
from fixward.followups.insights.counting import tallies
from fixward.followups.insights.making import flows, folding, tiles
from fixward.followups.insights.making.settling import settle_when_many, this_year
from fixward.followups.insights.models import Reading
from fixward.foundation import clock
from fixward.foundation.database import turns

logger = structlog.get_logger(__name__)

AT_A_TIME = 5_000
# One event alone costs the database thirty times what it costs among a hundred. So they are read together.
WORTH_IT, AT_THE_LATEST = 200, dt.timedelta(minutes=15)
_OF_THESE = "service_request_id = ANY(%(requests)s)"


def renew_when_worth_it() -> None:
    """Read what is new once it is many events, or has waited for long, or something became hidden or private."""
    reading = Reading.objects.first()
    if reading is None or clock.now() - reading.made_at >= AT_THE_LATEST or _is_worth_it(reading):
        renew()


def renew() -> None:
    """Read all events that are new."""
    count, more = 0, True
    while more:
        read, more = batch()
        count += read
        settle_when_many()  # a history that is imported would else wait as a whole, and be settled as a whole
    if count:
        logger.info("figures_renewed", events=count)


@transaction.atomic
def batch() -> tuple[int, bool]:
    """How many events were read, and whether more are there."""
    turns.alone(tiles.WRITING)
    reading, now = current(), clock.now()
    stretch = feed.after(feed.Place(reading.feed, reading.event), most=AT_A_TIME)
    if not stretch.events and reading.pk is None:
        return 0, False  # nothing has happened yet
    if stretch.events:
        of_requests(stretch.requests, zone=reading.zone)
    reading.feed, reading.event = stretch.reaches.feed, stretch.reaches.event
    if not stretch.has_more and not feed.is_held_back():
        reading.made_at = now
    reading.save()
    return len(stretch.events), stretch.has_more


def _is_worth_it(reading: Reading) -> bool:
    new = feed.after(feed.Place(reading.feed, reading.event), most=WORTH_IT)
    return new.has_more or any(map(_takes_away, new.events))


def _takes_away(event: Event) -> bool:
    """Whether the public may no longer see it counted."""
    return event.kind == EventKind.HIDDEN or (event.data.get("what") or {}).get("private") is True


def current() -> Reading:
    """How far was read; nothing yet where there is no row."""
    known = Reading.objects.first()
    return known or Reading(zone=zone(), made_at=clock.now(), open_from=this_year(zone()))


def zone() -> str:
    """Whose days count: the steward's. While nobody is the steward nothing is reported."""
    zones = Organization.objects.filter(is_steward=True).values_list("time_zone", flat=True)
    return zones.first() or "UTC"


@transaction.atomic
def of_requests(requests: Sequence[int], *, zone: str) -> None:
    """Make the facts of these requests anew, and keep the difference. Bears being done twice, by one at a time."""
    values = {"requests": list(requests)}
    before = tallies.everything("request = ANY(%(requests)s)", values, sign=-1)
    flows.add(requests, sign="-")
    folding.fold(_OF_THESE, zone=zone, requests=values["requests"])
    flows.add(requests)
    after = tallies.everything("request = ANY(%(requests)s)", values)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")  # what is lost in a crash is read again
    tiles.append(tiles.of([*before, *after], tiles.FRESH))
