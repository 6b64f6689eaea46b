"""The ground of rules and zones as GeoJSON, for the map beside a form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import shapely
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fixward.domain.governments import policy
from fixward.domain.governments.changes import Refused
from fixward.domain.places import drawing
from fixward.domain.places.models import Asset, Place
from fixward.domain.routing.models import AssignmentRule, Responsibility
from fixward.domain.routing.operations import Conflict, described
from fixward.domain.routing.overlaps import overlaps
from fixward.doors.staff.access import StaffRequest, staff_view
from fixward.doors.staff.setup.access import Setup
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


@dataclass(frozen=True)
class Claimed:
    """Other rules on the ground of the form's: a sentence and an address for each.

    The shape is GeoJSON text: where another wins, or of a rule that was refused what both claim.
    """

    others: list[tuple[str, str]]
    shape: str
    is_refused: bool = False


def claimed_too(setup: Setup, section: Section, thing: Any, refusal: Refused | None) -> Claimed | None:
    """Where a rule was refused the ground that both claim, else where it meets the rules of others."""
    conflict = refusal.__cause__ if refusal else None
    if isinstance(conflict, Conflict):
        old = conflict.old
        said = _("The other rule: %(rule)s") % {"rule": described(old)}
        return Claimed([(said, setup.address(section.name, old.pk))], json.dumps(_of_rule(old)), is_refused=True)
    if not isinstance(thing, Responsibility) or thing.pk is None:
        return None
    met = overlaps(thing, timezone.localdate())
    if not met:
        return None
    others = [(str(one), setup.address(section.name, one.other.pk)) for one in met]
    lost = [one.shape for one in met if one.other_wins and not one.by_answer]
    return Claimed(others, json.dumps(_light(shapely.union_all(lost))) if lost else "")


def _of_rule(rule: Responsibility | AssignmentRule) -> dict[str, Any] | None:
    place = rule.zone_id if isinstance(rule, AssignmentRule) else rule.place_id
    if place:
        return of_place(place)
    if isinstance(rule, Responsibility) and rule.layer_id:
        return of_assets(rule.layer_id, rule.owner)
    return None


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
