"""The ground of rules and zones as GeoJSON, for the map beside a form."""

from __future__ import annotations

import json
from typing import Any

import shapely
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from fixward.domain.governments import policy
from fixward.domain.places import drawing
from fixward.domain.places.models import Asset, Place
from fixward.doors.staff.access import StaffRequest, staff_view
from fixward.doors.staff.setup.forms.form import SetupForm
from fixward.doors.staff.setup.section import Section

MOST_ASSETS = 5_000
_TOLERANCE = 1e-4  # degrees, some ten metres: it is looked at, not measured


@require_safe
@staff_view
def of_rule(request: StaffRequest) -> HttpResponse:
    """The ground of a place, or of all assets of one owner in a layer, as the form names them."""
    if not policy.is_administrator(request.member):
        raise Http404
    place, layer = _number(request, "place"), _number(request, "layer")
    shape = of_place(place) if place else of_assets(layer, request.GET.get("owner", "")) if layer else None
    return HttpResponse(json.dumps(shape), content_type="application/geo+json")


def of_place(pk: int) -> dict[str, Any] | None:
    place = Place.objects.filter(pk=pk).first()
    shape = drawing.of(place, timezone.localdate()) if place else None
    return _light(shape) if shape is not None else None


def of_assets(layer: int, owner: str) -> dict[str, Any] | None:
    rows = Asset.objects.filter(layer=layer, owner=owner).order_by("pk").values_list("wkb", flat=True)[:MOST_ASSETS]
    shapes = shapely.from_wkb([bytes(wkb) for wkb in rows])
    return _light(shapely.GeometryCollection(list(shapes))) if len(shapes) else None


def shown(section: Section, form: SetupForm) -> str:
    """What the map beside the form shows at first, as GeoJSON text; empty where there is nothing."""
    if section.map != "ground":
        return ""
    place, layer = form["place"].value(), form["layer"].value()
    if str(place or "").isdigit():
        return json.dumps(of_place(int(place)))
    if str(layer or "").isdigit():
        return json.dumps(of_assets(int(layer), str(form["owner"].value() or "")))
    return ""


def _light(shape: shapely.Geometry) -> dict[str, Any]:
    return drawing.written(shapely.simplify(shape, _TOLERANCE, preserve_topology=True))


def _number(request: StaffRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
