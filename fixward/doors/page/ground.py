"""Boundaries and streets as GeoJSON text, simplified for the wire; degrees WGS84, longitude first."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from django.db.models import Q

from fixward.domain.places.models import Asset, Boundary, Kind

SHOWN = (Kind.COUNTY, Kind.MUNICIPALITY, Kind.COMMUNITY)
MOST_PLACES = 3_000  # the largest; with every place of the country a phone would choke
MOST_STREETS = 20_000
# No screen shows more: across the whole ground there are at most this many steps, and never finer than a metre.
STEPS_ACROSS = 15_000
DECIMALS = 5


def places(day: dt.date) -> str:
    """Polygons with `kind`, and for each a point with `name`, `kind` and `rank` where its name is written."""
    valid = Q(valid_from=None) | Q(valid_from__lte=day)
    rows = list(
        Boundary.objects.filter(valid, Q(valid_to=None) | Q(valid_to__gt=day), place__kind__in=SHOWN)
        .order_by("-area")
        .values_list("place__name", "place__kind", "wkb")[:MOST_PLACES]
    )
    shapes = shapely.from_wkb([bytes(wkb) for _, _, wkb in rows])
    facts = [{"name": name, "kind": kind, "rank": rank} for rank, (name, kind, _) in enumerate(rows)]
    lettered = zip(shapely.point_on_surface(shapes), facts, strict=True)
    grounds = zip(_lighter(shapes), ({"kind": fact["kind"]} for fact in facts), strict=True)
    return _collection([*grounds, *lettered], shapes)


def outlines(day: dt.date) -> str:
    """Polygons with the `id` and `name` of their place, the largest first, so that the smaller lie on top."""
    valid = Q(valid_from=None) | Q(valid_from__lte=day)
    rows = list(
        Boundary.objects.filter(valid, Q(valid_to=None) | Q(valid_to__gt=day), place__kind__in=SHOWN)
        .order_by("-area")
        .values_list("place_id", "place__name", "wkb")[:MOST_PLACES]
    )
    shapes = shapely.from_wkb([bytes(wkb) for _, _, wkb in rows])
    facts = ({"id": str(pk), "name": name} for pk, name, _ in rows)
    return _collection(zip(_lighter(shapes), facts, strict=True), shapes)


def streets() -> str:
    """Lines with `name`: the assets of any layer that are lines."""
    rows = Asset.objects.order_by("layer_id", "code").values_list("name", "wkb")[:MOST_STREETS]
    named = [(name, shapely.from_wkb(bytes(wkb))) for name, wkb in rows]
    lines = [(name, shape) for name, shape in named if shape.geom_type in ("LineString", "MultiLineString")]
    shapes = np.array([shape for _, shape in lines], dtype=object)
    return _collection(zip(_lighter(shapes), ({"name": name} for name, _ in lines), strict=True), shapes)


def _lighter(shapes: Any) -> Any:
    """The same shapes with fewer corners; none vanishes."""
    if not len(shapes):
        return shapes
    west, south, east, north = shapely.total_bounds(shapes)
    tolerance = max(max(east - west, north - south) / STEPS_ACROSS, 1e-5)
    return shapely.simplify(shapes, tolerance, preserve_topology=True)


def _collection(features: Iterable[tuple[Any, dict[str, Any]]], shapes: Any) -> str:
    written = ",".join(
        f'{{"type":"Feature","properties":{json.dumps(facts)},"geometry":{_geometry(shape)}}}'
        for shape, facts in features
    )
    bbox = [round(float(side), DECIMALS) for side in shapely.total_bounds(shapes)] if len(shapes) else None
    return f'{{"type":"FeatureCollection","bbox":{json.dumps(bbox)},"features":[{written}]}}'


def _geometry(shape: Any) -> str:
    return str(shapely.to_geojson(shapely.transform(shape, lambda corners: corners.round(DECIMALS))))
