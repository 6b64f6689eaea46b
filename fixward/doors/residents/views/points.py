"""Requests as points for the map: what everybody may see, and no word of who reported it."""

from __future__ import annotations

import math
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.page import marks
from fixward.doors.residents.viewers import seen
from fixward.doors.residents.views.home import chosen, filtered
from fixward.doors.residents.wording import tone
from fixward.foundation import grid

MOST_POINTS = 500
Box = tuple[float, float, float, float]


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    box = _box(request.GET.get("bbox", ""))
    if box is None:
        return JsonResponse({"detail": _("Give bbox=west,south,east,north in degrees.")}, status=400)
    rows = filtered(ServiceRequest.objects.public(), *chosen(request)).filter(_inside(box))
    newest = rows.select_related("service").order_by("-submitted_at", "-pk")[:MOST_POINTS]
    return _collection([_feature(row) for row in newest], cache="public, max-age=30")


@require_safe
def point(request: HttpRequest, number: str) -> HttpResponse:
    """One request, for its own page."""
    service_request, _person = seen(request, number)
    return _collection([_feature(service_request)], cache="private, no-store")


def _box(text: str) -> Box | None:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    if not all(map(math.isfinite, (west, south, east, north))) or south > north:
        return None
    if east - west >= 360:
        west, east = -180.0, 180.0
    return _around(west), max(south, -90.0), _around(east), min(north, 90.0)


def _around(lon: float) -> float:
    """A map that was turned past the date line counts on; here it comes round."""
    return lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180


def _inside(box: Box) -> Q:
    west, south, east, north = box
    cells = reduce(or_, (Q(cell__range=span) for span in grid.ranges(west, south, east, north)))
    across = Q(lon__range=(west, east)) if west <= east else Q(lon__gte=west) | Q(lon__lte=east)
    return cells & across & Q(lat__range=(south, north))


def _feature(service_request: ServiceRequest) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [service_request.lon, service_request.lat]},
        "properties": {
            "number": service_request.number,
            "title": f"{service_request.service}, {service_request.number}",
            "state": str(service_request.get_status_display()),
            "tone": tone(service_request),
            "mark": marks.made_up(service_request),
            "url": f"/requests/{service_request.number}",
        },
    }


def _collection(features: list[dict[str, Any]], *, cache: str) -> HttpResponse:
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        headers={"Cache-Control": cache, "Vary": "Accept-Language, Cookie"},
    )
