"""Requests as points of a map, in GeoJSON: the same for every map, each with the address at which it is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import JsonResponse

from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.page import marks

# What is read of a request for a map.
SHOWN = ("number", "service__name", "lon", "lat", "status", "resolution", "source")


def point(lon: float, lat: float, **properties: object) -> dict[str, Any]:
    """A feature at a place (WGS84 degrees)."""
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}


def of_request(service_request: ServiceRequest, *, url: str, tone: str = "", **more: object) -> dict[str, Any]:
    """What a map says of a request, and no word of who reported it. Needs its service at hand."""
    return point(
        service_request.lon,
        service_request.lat,
        number=service_request.number,
        title=f"{service_request.service}, {service_request.number}",
        state=str(service_request.get_status_display()),
        tone=tone or marks.tone(service_request),
        mark=marks.made_up(service_request),
        url=url,
        **more,
    )


def collection(
    features: Iterable[dict[str, Any]], headers: dict[str, str] | None = None, **more: object
) -> JsonResponse:
    return JsonResponse(
        {"type": "FeatureCollection", "features": list(features), **more},
        content_type="application/geo+json",
        headers=headers,
    )
