"""What lies around a request: borders, assets with their owners, other open requests; as a list, and for the map."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import shapely
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from shapely.geometry.base import BaseGeometry

from fixward.domain.places import around as places
from fixward.domain.service_requests import nearby
from fixward.doors.staff.access import StaffRequest, staff_view, visible

REQUESTS_M = 300


@require_safe
@staff_view
def around(request: StaffRequest, number: str) -> HttpResponse:
    """A page of its own, and drawn beside the map of the desk once that is looked at."""
    service_request = visible(request, number)
    here = service_request.lon, service_request.lat
    context = {
        "service_request": service_request,
        "places": places.places_at(*here),
        "assets": places.assets_around(*here),
        "neighbours": nearby.around(service_request, request.member, metres=REQUESTS_M),
        "assets_m": places.NEAR_M,
        "requests_m": REQUESTS_M,
    }
    return render(request, "staff/_around.html" if request.htmx else "staff/around.html", context)


@require_safe
@staff_view
def ground(request: StaffRequest, number: str) -> HttpResponse:
    """Borders and assets as GeoJSON, each with the `layer` of the map that it belongs to."""
    service_request = visible(request, number)
    features = list(_features(service_request.lon, service_request.lat))
    collection = {"type": "FeatureCollection", "features": features}
    return HttpResponse(json.dumps(collection), content_type="application/geo+json")


def _features(lon: float, lat: float) -> Iterator[dict[str, Any]]:
    for boundary, line in places.borders_around(lon, lat):
        yield _feature("boundaries", boundary.place.name, line)
    for beside in places.assets_around(lon, lat):
        yield _feature("assets", str(beside.asset), beside.shape)


def _feature(layer: str, name: str, shape: BaseGeometry) -> dict[str, Any]:
    geometry = json.loads(shapely.to_geojson(shapely.transform(shape, lambda corners: corners.round(6))))
    return {"type": "Feature", "properties": {"layer": layer, "name": name}, "geometry": geometry}
