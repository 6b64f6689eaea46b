"""What changed since somebody last looked, for programs that keep a copy: nothing is skipped, however late it commits.

Events carry ids from a sequence but commit in any order: "everything after the last id I saw" would lose the event of
a slow transaction for good. So they are read in the order of their transactions, and only those older than every one
that is still under way. See docs/adr/0021.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import BigIntegerField, Q
from django.db.models.expressions import RawSQL

from fixward.domain.catalog.models import Service
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


def gone(stretch: Stretch, viewer: Viewer) -> dict[int, str]:
    """The numbers, by id, of requests that everybody could see until they were hidden or became private meanwhile."""
    changed = {event.data.get("left") for event in stretch.events if event.kind == EventKind.SERVICE_CHANGED}
    public = set(Service.objects.filter(code__in=changed, is_private=False).values_list("code", flat=True))
    suspects = {event.service_request_id for event in stretch.events if _took_away(event, public)}
    if not suspects:
        return {}
    seen = ServiceRequest.objects.visible_to(viewer).filter(pk__in=suspects).order_by().values("pk")
    return dict(ServiceRequest.objects.filter(pk__in=suspects).exclude(pk__in=seen).values_list("pk", "number"))


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


def _took_away(event: Event, public: Collection[str]) -> bool:
    """What was private all along is nobody's to miss; `public` are the codes of services that everybody sees."""
    if event.kind == EventKind.HIDDEN:
        return not event.data.keys() & {"message", "photo"}
    if event.kind == EventKind.SERVICE_CHANGED:
        return event.data.get("left") in public
    return False
