"""Who might help where the umbrella does not reach: its nearest government, and what the operator has named."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from fixward.domain.governments.models import Organization
from fixward.domain.places import landmarks
from fixward.domain.routing.models import Responsibility
from fixward.doors.residents.report import coordinates
from fixward.foundation.text import length

_FAR_M = 100_000  # beyond, the nearest government of the umbrella knows no more than anybody
_NEAR_M = 1_000  # how near it is exactly is not known: it is measured to the outline as it is drawn


@dataclass(frozen=True, slots=True)
class Beyond:
    """The nearest place of the umbrella and its government, where near enough; and links for anywhere."""

    nearest: str
    away: str
    government: Organization | None
    elsewhere: list[tuple[str, str]]


def beyond(lon: str, lat: str) -> Beyond | None:
    """For coordinates as typed that lie on earth, but under another sky; None where they cannot be read."""
    east, north = coordinates.read(lon, lat)
    if not (-180 <= east <= 180 and -90 <= north <= 90):
        return None
    found = landmarks.nearest(east, north, timezone.localdate())
    near = found if found and found.metres <= _FAR_M else None
    return Beyond(
        nearest=near.name if near else "",
        away=length(max(near.metres, _NEAR_M)) if near else "",
        government=_government(near.place_id) if near else None,
        elsewhere=[(name, address) for name, _bar, address in (text.partition("|") for text in settings.ELSEWHERE)],
    )


def _government(place: int) -> Organization | None:
    """Who is responsible for everything in the place, else the steward."""
    day = timezone.localdate()
    begun = Q(valid_from=None) | Q(valid_from__lte=day)
    rules = Responsibility.objects.filter(begun, Q(valid_to=None) | Q(valid_to__gt=day), place=place)
    rule = rules.filter(service=None, group=None, question="").select_related("organization").first()
    return rule.organization if rule else Organization.objects.filter(is_steward=True).first()
