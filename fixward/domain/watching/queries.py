"""What lies in the areas that somebody watches, as everybody may see it."""

from __future__ import annotations

from collections import Counter

from django.db.models import IntegerField, QuerySet, Value

from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.watching.models import WatchArea
from fixward.domain.watching.shapes import Requests, within

# Beyond it a page says "more than".
MOST_COUNTED = 99


def areas_of(person: Person) -> QuerySet[WatchArea]:
    return WatchArea.objects.filter(person=person).select_related("place").prefetch_related("services")


def matches(area: WatchArea) -> Requests:
    """The newest first; what is private or hidden is nobody's match, not even its reporter's."""
    chosen = within(area.filters.choose(ServiceRequest.objects.public()), area)
    if services := [service.pk for service in area.services.all()]:
        chosen = chosen.filter(service__in=services)
    return chosen.order_by("-submitted_at", "-pk")


def counts(areas: list[WatchArea]) -> dict[int, int]:
    """How many match each, by the id of the area: one query for all, which ends each at one more than MOST_COUNTED."""
    parts = [
        matches(area).order_by().annotate(area=Value(area.pk, output_field=IntegerField())).values_list("area", "pk")
        for area in areas
    ]
    if not parts:
        return {}
    cut = [part[: MOST_COUNTED + 1] for part in parts]
    rows = cut[0].union(*cut[1:], all=True) if len(cut) > 1 else cut[0]
    return dict(Counter(area for area, _request in rows))
