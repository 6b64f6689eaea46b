"""Ground that somebody draws or pastes: GeoJSON text to a boundary, and back."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _

from fixward.domain.places.imports import shapes
from fixward.domain.places.imports.boundaries import area_of
from fixward.domain.places.imports.report import Refusal
from fixward.domain.places.models import Boundary, Kind, Place

LONGEST = 300_000  # characters: some thousand corners, more than anybody draws
DECIMALS = 6
_DEEPEST = 3


class OutlineRefused(Exception):
    """Carries a sentence fit to show at the field."""


def read(text: str) -> shapely.Geometry:
    """The ground of a GeoJSON geometry, feature or collection: a valid MultiPolygon, degrees WGS84, longitude first.

    RFC 7946. Raises OutlineRefused.
    """
    if len(text) > LONGEST:
        raise OutlineRefused(_("This outline has too many corners. Please simplify it."))
    try:
        polygons = [shapely.from_geojson(json.dumps(one)) for one in _geometries(json.loads(text))]
    except (ValueError, TypeError, AttributeError, RecursionError, shapely.errors.GEOSException) as error:
        raise OutlineRefused(_("This is no GeoJSON that can be read.")) from error
    if not polygons:
        raise OutlineRefused(_("There is no area in it."))
    return _whole(polygons)


def _geometries(given: Any, depth: int = 0) -> list[Any]:
    if depth > _DEEPEST or not isinstance(given, dict):
        raise ValueError
    if given.get("type") == "FeatureCollection":
        return [part for feature in given["features"] for part in _geometries(feature, depth + 1)]
    if given.get("type") == "Feature":
        return [given["geometry"]]
    return [given]


def _whole(polygons: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """All of them as one, mended as an import would."""
    refused: list[Refusal] = []
    made = shapes.multipolygons(np.array(polygons, dtype=object), refused=refused, mended=lambda _i, _why: None)
    if refused:
        raise OutlineRefused(_("This outline cannot be used: %(reason)s.") % {"reason": refused[0].reason})
    joined = np.array([shapely.union_all(made)], dtype=object)
    whole: shapely.Geometry = shapes.multipolygons(joined, refused=refused, mended=lambda _i, _why: None)[0]
    if refused:
        raise OutlineRefused(_("This outline cannot be used: %(reason)s.") % {"reason": refused[0].reason})
    return whole


def written(shape: shapely.Geometry) -> dict[str, Any]:
    """As a GeoJSON geometry."""
    rounded = shapely.transform(shape, lambda corners: corners.round(DECIMALS))
    return dict(json.loads(shapely.to_geojson(rounded)))


def of(place: Place, day: dt.date) -> shapely.Geometry | None:
    """Its ground on a day, or the last that it had."""
    rows = sorted(place.boundaries.all(), key=lambda row: row.valid_from or dt.date.min, reverse=True)
    fit = [row for row in rows if (row.valid_from or dt.date.min) <= day] or rows
    return shapely.from_wkb(bytes(fit[0].wkb)) if fit else None


def draw(code: str, name: str, shape: shapely.Geometry) -> Place:
    """A new zone, valid since ever."""
    place = Place(code=code, name=name, kind=Kind.ZONE)
    place.save()
    _boundary(place, shape, None).save()
    return place


def redraw(place: Place, shape: shapely.Geometry, *, day: dt.date) -> None:
    """Other ground from that day on; what lay there before keeps its own."""
    present = place.boundaries.filter(valid_to=None).first()
    if present is None or present.valid_from is None or present.valid_from < day:
        place.boundaries.filter(valid_to=None).update(valid_to=day)
        _boundary(place, shape, day).save()
        return
    fresh = _boundary(place, shape, present.valid_from)
    fresh.pk = present.pk
    fresh.save(force_update=True)


def _boundary(place: Place, shape: shapely.Geometry, valid_from: dt.date | None) -> Boundary:
    west, south, east, north = shapely.bounds(shape).tolist()
    wkb = shapely.to_wkb(shape)
    return Boundary(
        place=place,
        valid_from=valid_from,
        wkb=wkb,
        west=west,
        south=south,
        east=east,
        north=north,
        area=area_of(shape),
        digest=hashlib.sha256(wkb).hexdigest(),
    )
