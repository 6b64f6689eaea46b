"""Requests on a piece of ground: in a box, or around a point."""

from __future__ import annotations

import math
from functools import reduce
from operator import or_

from django.db.models import F, Q
from django.db.models.functions import Power, Sqrt
from django.db.models.lookups import LessThanOrEqual
from django.http import QueryDict
from django.utils.translation import gettext as _

from fixward.domain.service_requests.clusters import inside, read_box
from fixward.domain.service_requests.nearby import METRES_PER_DEGREE, box
from fixward.doors.open311.errors import bad
from fixward.foundation import grid

_USUAL_RADIUS_M = 1000
_LARGEST_RADIUS_M = 100_000


def within(given: QueryDict) -> Q:
    """By `bbox` (west, south, east, north) or `lat`, `long` and `radius` in metres. Raises Wrong."""
    asked = Q()
    if text := given.get("bbox", "").strip():
        asked &= _in_box(text)
    if given.get("lat", "").strip() or given.get("long", "").strip():
        asked &= _around(given)
    return asked


def point(given: QueryDict) -> tuple[float, float]:
    """Longitude and latitude, WGS84 degrees. Raises Wrong."""
    lat, lon = _number(given.get("lat", ""), "lat"), _number(given.get("long", ""), "long")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise bad(_("A longitude lies between -180 and 180, a latitude between -90 and 90."))
    return lon, lat


def _in_box(text: str) -> Q:
    found = read_box(text)
    if found is None:
        raise bad(_("The bbox is west, south, east and north in degrees, with commas between them."))
    return inside(found)


def _around(given: QueryDict) -> Q:
    """The earth is taken for flat, which it is over so few kilometres."""
    lon, lat = point(given)
    radius = _number(given.get("radius", "").strip() or str(_USUAL_RADIUS_M), "radius")
    if not 0 < radius <= _LARGEST_RADIUS_M:
        raise bad(_("The radius is in metres, up to %(most)d.") % {"most": _LARGEST_RADIUS_M})
    wide = (F("lon") - lon) * math.cos(math.radians(lat))
    distance = Sqrt(Power(wide, 2) + Power(F("lat") - lat, 2)) * METRES_PER_DEGREE
    return _cells(*box(lon, lat, radius)) & Q(LessThanOrEqual(distance, radius))


def _cells(west: float, south: float, east: float, north: float) -> Q:
    return reduce(or_, (Q(cell__range=span) for span in grid.ranges(west, south, east, north)))


def _number(text: str, name: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise bad(_("The %(name)s is no number.") % {"name": name})
    return value
