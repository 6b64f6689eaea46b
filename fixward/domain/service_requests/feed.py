"""What changed since somebody last looked, for programs that keep a copy: nothing is skipped, however late it commits.

Events carry ids from a sequence but commit in any order: "everything after the last id I saw" would lose the event of
a slow transaction for good. So they are read in the order of their transactions, and only those older than every one
that is still under way. See docs/adr/0021.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import BigIntegerField, Q
from django.db.models.expressions import RawSQL

from fixward.domain.service_requests.models import Event, EventKind, ServiceRequest
from fixward.domain.service_requests.querysets import Viewer

_FINISHED = "SELECT place_in_the_feed(pg_snapshot_xmin(pg_current_snapshot()))"
_NEW_ERA = """
CREATE OR REPLACE FUNCTION place_in_the_feed(transaction xid8) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS 'SELECT ({era}::bigint << 48) | $1::text::bigint'
"""
_LAST = "SELECT coalesce(max(feed), 0) >> 48 FROM service_requests_event"


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody has read to: a transaction, and the last event of it."""

    feed: int = -1
    event: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """The events after a place, how far they reach, and whether more are ready."""

    events: Sequence[Event]
    reaches: Place
    has_more: bool

    @property
    def requests(self) -> list[int]:
        """The ids of the requests that changed, in the order of their last change."""
        last = {event.service_request_id: number for number, event in enumerate(self.events)}
        return sorted(last, key=last.__getitem__)


def after(place: Place, *, most: int) -> Stretch:
    """At most so many events of finished transactions."""
    column = RawSQL('"service_requests_event"."feed"', [], output_field=BigIntegerField())
    rows = Event.objects.annotate(feed=column).filter(feed__gte=place.feed, feed__lt=_finished())
    rows = rows.filter(Q(feed__gt=place.feed) | Q(pk__gt=place.event)).order_by("feed", "pk")
    found = list(rows[: most + 1])
    kept = found[:most]
    reaches = Place(kept[-1].feed, kept[-1].pk) if kept else place
    return Stretch(kept, reaches, len(found) > most)


def is_held_back() -> bool:
    """Whether something is told already that is not read yet, since a transaction that began before is not over."""
    column = RawSQL('"service_requests_event"."feed"', [], output_field=BigIntegerField())
    return Event.objects.annotate(feed=column).filter(feed__gte=_finished()).exists()


def end() -> Place:
    """Where somebody has read to who has just read everything that is finished."""
    return Place(_finished() - 1, 2**63 - 1)


def gone(stretch: Stretch, viewer: Viewer) -> dict[int, str]:
    """The numbers, by id, of requests that everybody could see until they were hidden or became private meanwhile."""
    changed = {event.service_request_id for event in stretch.events if _may_end_it(event)}
    hidden = {event.service_request_id for event in stretch.events if _hides_it(event)}
    if not changed | hidden:
        return {}
    # What is private now was so when it was hidden, or became so by another of these events.
    lost = ServiceRequest.objects.filter(Q(pk__in=changed) | Q(pk__in=hidden, is_private=False)).order_by()
    seen = ServiceRequest.objects.visible_to(viewer).filter(pk__in=changed | hidden).order_by().values("pk")
    return dict(lost.exclude(pk__in=seen).values_list("pk", "number"))


def begin_era() -> None:
    """After a restore: what is written from now on comes after all that there is, whatever the server counts."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        cursor.execute(_NEW_ERA.format(era=int(cursor.fetchone()[0]) + 1))


def _finished() -> int:
    """Below this nothing more will come."""
    with connection.cursor() as cursor:
        cursor.execute(_FINISHED)
        return int(cursor.fetchone()[0])


def _hides_it(event: Event) -> bool:
    return event.kind == EventKind.HIDDEN and not event.data.keys() & {"message", "photo"}


def _may_end_it(event: Event) -> bool:
    """With another service it may have become private; what nobody could see until then is nobody's to miss."""
    return event.kind == EventKind.SERVICE_CHANGED and bool(event.data.get("was_public"))
