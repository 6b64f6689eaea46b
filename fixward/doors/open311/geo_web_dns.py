"""GeoWebDNS: which endpoints answer for a point. Like a name server for places, in JSON alone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from fixward.domain.routing import current
from fixward.doors.open311 import ground
from fixward.doors.open311.errors import Wrong
from fixward.doors.open311.jurisdictions import endpoint
from fixward.foundation import clock

GEOREPORT = "http://wiki.open311.org/GeoReport_v2"


@require_safe
def service(request: HttpRequest) -> JsonResponse:
    """404 with no results where nobody here answers for the point, or not by that protocol."""
    try:
        results = _results(*ground.point(request.GET))
    except Wrong as wrong:
        return _told({"results": [], "errors": wrong.body}, status=wrong.status)
    asked = request.GET.get("type", "").strip()
    results = results if asked in ("", GEOREPORT) else []
    return _told({"results": results}, status=200 if results else 404)


def _results(lon: float, lat: float) -> list[dict[str, str]]:
    """The endpoints of those who are responsible for anything there, and the umbrella's, which takes all."""
    table, now = current.current(), clock.now()
    if not table.covers(lon, lat, now):
        return []
    owners = {table.decide(code, lon=lon, lat=lat, answers={}, at=now).owner for code in table.services}
    here = sorted((table.organizations[owner] for owner in owners), key=lambda row: row.name)
    known = [(row.name, row.code) for row in here if not row.is_external]
    return [
        {"type": GEOREPORT, "uri": endpoint(code), "name": name}
        for name, code in [*known, (str(settings.UMBRELLA_NAME), None)]
    ]


def _told(value: dict[str, Any], *, status: int) -> JsonResponse:
    return JsonResponse(value, status=status, headers={"Access-Control-Allow-Origin": "*"})
