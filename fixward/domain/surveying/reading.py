"""The two sorts of files: how each is looked at, applied and taken back, by the same code as the commands."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from django.core.files import File

from fixward.domain.places import imports
from fixward.domain.places.drawing import written
from fixward.domain.places.imports import Features, Foreseen, Foresight, ImportRefused, Report
from fixward.domain.surveying.models import GroundFile, Sort

MOST_NAMES = 200
MOST_SHAPES = 300  # of each state on the map
_FINENESS = 1500  # what is shown is a map of about so many pixels
_FINEST = 1e-6  # degrees


@dataclass(frozen=True)
class _Way:
    foresee: Callable[..., Foresight]
    bring_in: Callable[..., Report]
    take_back: Callable[[dict[str, Any]], None]


WAYS = {
    Sort.BOUNDARIES: _Way(imports.foresee_boundaries, imports.import_boundaries, imports.take_back_boundaries),
    Sort.ASSETS: _Way(imports.foresee_assets, imports.import_assets, imports.take_back_assets),
}


def ending_of(name: str) -> str:
    """The end of a file's name that says how it is read; empty where it cannot be."""
    low = name.lower()
    packed = ".gz" if low.endswith(".gz") else ""
    found = (ending for ending in imports.ENDINGS if low.removesuffix(".gz").endswith(ending))
    return next((ending + packed for ending in found), "")


@contextmanager
def on_disk(file: File[bytes], name: str) -> Iterator[Path]:
    """A copy under a name that tells its format: the storage may be far away, and its names are not ours."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"ground{ending_of(name)}"
        with path.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        try:
            yield path
        except ImportRefused as refusal:
            named = [one._replace(reason=one.reason.replace(str(path), name)) for one in refusal.refusals]
            raise ImportRefused(named) from refusal


def outline(file: File[bytes], name: str) -> str:
    """All polygons of a file as one, in GeoJSON text. Raises ImportRefused."""
    with on_disk(file, name) as path:
        shapes = imports.apart.shapes(path)
    return json.dumps({"type": "FeatureCollection", "features": [_feature(shape) for shape in shapes]})


def _feature(shape: shapely.Geometry) -> dict[str, Any]:
    return {"type": "Feature", "properties": {}, "geometry": written(shape)}


@contextmanager
def stored(ground_file: GroundFile) -> Iterator[Features]:
    """What it holds, read apart."""
    with ground_file.file.open() as file, on_disk(file, ground_file.name) as path:
        yield imports.apart.read(path)


def options(ground_file: GroundFile) -> dict[str, Any]:
    """What the form said, as the import takes it."""
    chosen = dict(ground_file.chosen)
    if ground_file.sort == Sort.BOUNDARIES:
        day = chosen.get("valid_from")
        chosen["valid_from"] = dt.date.fromisoformat(day) if day else None
    return chosen


def told(foresight: Foresight) -> dict[str, Any]:
    """What would change in numbers and names."""
    return {
        "new": _named(foresight.new),
        "changed": _named(foresight.changed),
        "missing": _named(foresight.missing),
        "unchanged": foresight.unchanged,
        "repaired": [str(repair) for repair in foresight.repaired[:MOST_NAMES]],
        "mark": foresight.mark,
    }


def _named(rows: list[Foreseen]) -> dict[str, Any]:
    names = [f"{row.name or row.code} ({row.note})" if row.note else row.name or row.code for row in rows]
    return {"count": len(rows), "names": names[:MOST_NAMES]}


def shapes(foresight: Foresight) -> list[dict[str, Any]]:
    """GeoJSON features for a map, each with its state; no finer than the map shows."""
    found: list[tuple[str, shapely.Geometry]] = []
    for state, rows in (("missing", foresight.missing), ("changed", foresight.changed), ("new", foresight.new)):
        for row in rows[:MOST_SHAPES]:
            if state == "changed" and row.before is not None:
                found.append(("before", row.before))
            shape = row.after if row.after is not None else row.before
            if shape is not None:
                found.append((state, shape))
    if not found:
        return []
    west, south, east, north = shapely.total_bounds([shape for _state, shape in found]).tolist()
    fine = max((east - west) / _FINENESS, (north - south) / _FINENESS, _FINEST)
    return [
        {"type": "Feature", "properties": {"state": state}, "geometry": written(shapely.simplify(shape, fine))}
        for state, shape in found
    ]
