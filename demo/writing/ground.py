"""Places, main streets and addresses, by the imports that read anybody's files."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from demo import ground, rules
from fixward.domain.places import imports
from fixward.domain.places.models import Kind, Place
from fixward.foundation.progress import Progress

_Outline = tuple[str, str, BaseGeometry]


def write(progress: Progress) -> dict[str, Place]:
    """Gives the places by their codes, zones among them."""
    outlines = _outlines_by_kind()
    for number, (kind, drawn) in enumerate(outlines.items()):
        progress("Places", number, len(outlines) + 2)
        with _file_of(drawn) as file:
            imports.import_boundaries(file, kind=kind, name_field="name", code_field="code")
    progress("Places", len(outlines), len(outlines) + 2)
    _write_streets()
    progress("Places", len(outlines) + 1, len(outlines) + 2)
    _write_addresses()
    progress("Places", len(outlines) + 2, len(outlines) + 2)
    return {place.code: place for place in Place.objects.all()}


def _outlines_by_kind() -> dict[Kind, list[_Outline]]:
    found: dict[Kind, list[_Outline]] = {}
    for place in ground.places():
        found.setdefault(Kind(place.kind), []).append((place.code, place.name, place.outline))
    found[Kind.ZONE] = [(zone.code, zone.name, rules.zone_outline(zone)) for zone in rules.ZONES]
    return found


def _write_streets() -> None:
    imports.import_assets(
        ground.STREETS,
        layer=ground.ROADS_LAYER,
        layer_name=ground.ROADS_LAYER_NAME,
        distance_m=ground.ROADS_DISTANCE_M,
        name_field="name",
        code_field="code",
        owner_field="owner",
    )


def _write_addresses() -> None:
    imports.import_addresses(ground.ADDRESSES, source="demo")


@contextmanager
def _file_of(outlines: Iterable[_Outline]) -> Iterator[Path]:
    """A GeoJSON file of these outlines: an import takes one kind of places from a file."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for code, name, shape in outlines
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "outlines.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        yield file
