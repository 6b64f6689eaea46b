"""The areas somebody watches: told to them, and gone when they leave."""

from __future__ import annotations

from typing import Any

from fixward.domain.people import personal
from fixward.domain.people.models import Person
from fixward.domain.people.personal import Traces
from fixward.domain.watching.models import WatchArea


@personal.tells("watch_areas")
def _areas(person: Person) -> Any:
    return [
        {
            "name": area.name,
            "longitude": area.lon,
            "latitude": area.lat,
            "radius_m": area.radius_m,
            "outline": area.outline,
            "place": area.place.name if area.place else None,
            "services": [service.code for service in area.services.all()],
            "asked": area.asked,
            "created_at": area.created_at,
        }
        for area in WatchArea.objects.filter(person=person).select_related("place").prefetch_related("services")
    ]


@personal.forgets
def _forget(person: Person, traces: Traces) -> None:
    WatchArea.objects.filter(person=person).delete()
