"""What somebody looks for among the requests: the same on the map, in the list and the feeds, and in an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import IContains

from fixward.domain.catalog.models import Service
from fixward.domain.governments.models import Organization, default_zone
from fixward.domain.places.models import Place
from fixward.domain.service_requests.models import ServiceRequest, Status
from fixward.domain.service_requests.querysets import ServiceRequestQuerySet
from fixward.foundation.text import clean

OPEN, CLOSED, ALL = "open", "closed", "all"
_LONGEST = 100
_MOST_WORDS = 6
# The index knows runs of three letters: a shorter word alone would have every row read.
_SHORTEST_WORD = 3
_PLACES_BY_LEAPS = """
WITH RECURSIVE leap AS (
    SELECT min(place_id) AS place_id FROM service_requests_servicerequest
    UNION ALL
    SELECT (SELECT min(place_id) FROM service_requests_servicerequest AS next WHERE next.place_id > leap.place_id)
    FROM leap WHERE leap.place_id IS NOT NULL
)
SELECT place_id FROM leap WHERE place_id IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """Codes, days (both included, in the place's zone) and words; what is empty asks for nothing."""

    state: str = OPEN
    group: str = ""
    service: str = ""
    organization: str = ""
    place: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    text: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Filters:
        """From an address. What cannot be read asks for nothing; a code that nobody has finds nothing."""
        typed = {field.name: clean(given.get(field.name, ""))[:_LONGEST] for field in fields(cls)}
        state = typed.pop("state")
        since, until = _day(typed.pop("since")), _day(typed.pop("until"))
        if since and until and until < since:
            since, until = until, since
        return cls(state=state if state in (CLOSED, ALL) else OPEN, since=since, until=until, **typed)

    def query(self) -> dict[str, str]:
        """As it stands in an address: only what was asked for."""
        asked = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: str(value) for name, value in asked.items() if value and (name, value) != ("state", OPEN)}

    @property
    def words(self) -> list[str]:
        return [word for word in self.text.split() if len(word) >= _SHORTEST_WORD][:_MOST_WORDS]

    def choose(self, requests: ServiceRequestQuerySet[ServiceRequest]) -> ServiceRequestQuerySet[ServiceRequest]:
        """Those that fit. Codes are looked up first: of a known service PostgreSQL knows how frequent it is."""
        if self.state == OPEN:
            requests = requests.open()
        if self.state == CLOSED:
            requests = requests.filter(status=Status.CLOSED)
        return requests.filter(*self._what_and_where(), *self._when(), self.said())

    def said(self) -> Q:
        """Those whose description says all the words, as everybody may read it: what is covered is not found either."""
        readable = Coalesce("covered_description", "description")
        return Q(*(Q(IContains(readable, word)) for word in self.words))

    def _what_and_where(self) -> list[Q]:
        asked: dict[str, tuple[str, QuerySet[Any]]] = {
            "service": (self.service, Service.objects.filter(code=self.service)),
            "organization": (self.organization, Organization.objects.filter(code=self.organization)),
            "place": (self.place, Place.objects.filter(code=self.place)),
            "service__group": (self.group, Service.objects.filter(group__code=self.group)),
        }
        return [
            Q(**{f"{field.partition('__')[0]}__in": list(found.order_by().values_list("pk", flat=True))})
            for field, (code, found) in asked.items()
            if code
        ]

    def _when(self) -> list[Q]:
        zone = default_zone()
        asked = []
        if self.since:
            asked.append(Q(submitted_at__gte=dt.datetime.combine(self.since, dt.time.min, zone)))
        if self.until and self.until < dt.date.max:
            after = self.until + dt.timedelta(days=1)
            asked.append(Q(submitted_at__lt=dt.datetime.combine(after, dt.time.min, zone)))
        return asked


def places_to_choose() -> list[Place]:
    """The places in which something was reported, by name: found by leaps through the index, not by reading it."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACES_BY_LEAPS)
        return sorted(Place.objects.filter(pk__in=[pk for (pk,) in cursor.fetchall()]), key=lambda place: place.name)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
