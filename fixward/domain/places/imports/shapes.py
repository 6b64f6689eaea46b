"""What makes a geometry fit to be stored: inside the world, of the right sort, valid."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from shapely import GeometryType
from shapely.affinity import translate

from fixward.domain.places.imports.report import Refusal

Shapes = NDArray[np.object_]
Mended = Callable[[int, str], None]  # position in the file from 0, what was mended

_POLYGONS = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)
_COLLECTION = GeometryType.GEOMETRYCOLLECTION
_WORLD = shapely.box(-180.0, -90.0, 180.0, 90.0)


def multipolygons(shapes: Shapes, *, refused: list[Refusal], mended: Mended) -> Shapes:
    """Each as a valid, normalized MultiPolygon inside the world; None where it is refused."""
    shapes = _sound(shapes, refused)
    kinds = shapely.get_type_id(shapes)
    _refuse(shapes, ~np.isin(kinds, (*_POLYGONS, -1)), refused, _("it is not a polygon"))
    _mend(shapes, mended)
    _refuse(shapes, shapely.is_empty(shapes), refused, _("it encloses no ground"))
    there = np.flatnonzero(shapes)
    parts, owner = shapely.get_parts(shapes[there], return_index=True)
    shapes[there] = shapely.normalize(shapely.multipolygons(parts, indices=owner))
    return shapes


def anything(shapes: Shapes, *, refused: list[Refusal], mended: Mended) -> Shapes:
    """Each point, line or polygon, valid and inside the world; None where it is refused."""
    shapes = _sound(shapes, refused)
    _mend(shapes, mended)
    _refuse(shapes, shapely.is_empty(shapes), refused, _("it has no geometry"))
    return shapes


def _sound(shapes: Shapes, refused: list[Refusal]) -> Shapes:
    """Without those that are empty, not numbers, or outside the world."""
    shapes = shapes.copy()
    _refuse(shapes, shapely.is_missing(shapes) | shapely.is_empty(shapes), refused, _("it has no geometry"))
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    broken = np.zeros(len(shapes), dtype=bool)
    broken[owner[~np.isfinite(coordinates).all(axis=1)]] = True
    _refuse(shapes, broken, refused, _("it has a coordinate that does not exist in the world"))
    west, south, east, north = shapely.bounds(shapes).T
    outside = (np.abs(south) > 90) | (np.abs(north) > 90) | (west < -360) | (east > 360)
    _refuse(shapes, outside, refused, _("it lies outside the world; are latitude and longitude swapped?"))
    # Florida with its coordinates swapped is still in the world, though not where anybody lives.
    _refuse(shapes, (north < -60) & ~outside, refused, _("it lies in Antarctica; are latitude and longitude swapped?"))
    return shapes


def _refuse(shapes: Shapes, which: NDArray[np.bool_], refused: list[Refusal], reason: str) -> None:
    refused.extend(Refusal(i + 1, reason) for i in np.flatnonzero(which).tolist())
    shapes[which] = None


def _mend(shapes: Shapes, mended: Mended) -> None:
    bad = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    for i in np.flatnonzero(bad).tolist():
        mended(i, _("invalid (%(why)s), repaired") % {"why": shapely.is_valid_reason(shapes[i])})
        shapes[i] = _of_the_same_sort(shapely.make_valid(shapes[i], method="structure", keep_collapsed=False))
    bounds = shapely.bounds(shapes)
    for i in np.flatnonzero((bounds[:, 0] < -180) | (bounds[:, 2] > 180)).tolist():
        mended(i, _("cut where it crosses the date line"))
        shapes[i] = _cut_at_the_date_line(shapes[i])


def _of_the_same_sort(shape: shapely.Geometry) -> shapely.Geometry:
    """A repair may leave lines beside polygons: only what has the most dimensions is kept."""
    if shapely.get_type_id(shape) != _COLLECTION:
        return shape
    parts = shapely.get_parts(shape)
    dimensions = shapely.get_dimensions(parts)
    return shapely.union_all(parts[dimensions == dimensions.max(initial=0)])


def _cut_at_the_date_line(shape: shapely.Geometry) -> shapely.Geometry:
    turns = (translate(shape, xoff=turn) for turn in (-360.0, 0.0, 360.0))
    return _of_the_same_sort(shapely.union_all([shapely.intersection(turn, _WORLD) for turn in turns]))
