"""Where a problem is: a point that can be trusted, or a sentence that says what is wrong with it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from fixward.domain.routing import current
from fixward.foundation import clock, grid


class NotHere(ValueError):
    """Carries a sentence fit to show at the field."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point under the umbrella: WGS84 degrees and its cell."""

    lon: float
    lat: float
    cell: int


def spot(lon: float, lat: float) -> Spot:
    """The point, checked: a number, on earth, under the umbrella; raises NotHere."""
    table, now = current.current(), clock.now()
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise NotHere(_("Choose the place on the map, or an address from the list."))
    if _on_earth(lon, lat) and table.covers(lon, lat, now):
        return Spot(lon, lat, grid.cell(lon, lat))
    if _on_earth(lat, lon) and table.ground.has_boundaries and table.covers(lat, lon, now):
        raise NotHere(_("Latitude and longitude seem to be swapped: longitude comes first here."))
    if not _on_earth(lon, lat):
        raise NotHere(_("A longitude lies between -180 and 180, a latitude between -90 and 90."))
    raise NotHere(
        _("This point lies outside the area of %(umbrella)s. Please ask the government of that place.")
        % {"umbrella": settings.UMBRELLA_NAME}
    )


def _on_earth(lon: float, lat: float) -> bool:
    return -180 <= lon <= 180 and -90 <= lat <= 90
