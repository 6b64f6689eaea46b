"""Files such as a county's mapping office sends, written for a test."""

import json
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from pyproj import Transformer

from fixward.domain.places.imports import Report, import_boundaries

SQUARE = shapely.box(-82.70, 27.80, -82.69, 27.81)
FLORIDA_WEST = "EPSG:2237"  # NAD83, US survey feet


def geojson(path: Path, *features: tuple[str, str, shapely.Geometry | dict | None]) -> Path:
    """Features of name, code and a geometry, which may also be GeoJSON as it stands."""
    drawn = [
        {
            "type": "Feature",
            "properties": {"NAME": name, "CODE": code},
            "geometry": shape if shape is None or isinstance(shape, dict) else shapely.geometry.mapping(shape),
        }
        for name, code, shape in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": drawn}))
    return path


def layer(path: Path, *features: tuple[str, str, shapely.Geometry], crs: str, name: str | None = None) -> Path:
    """A Shapefile or GeoPackage, by the file's ending; the shapes are given in WGS84 and written in `crs`."""
    shapes = [shapely.to_wkb(in_projection(shape, crs)) for _name, _code, shape in features]
    pyogrio.raw.write(
        path,
        geometry=np.array(shapes, dtype=object),
        field_data=[np.array([f[i] for f in features], dtype=object) for i in (0, 1)],
        fields=["NAME", "CODE"],
        geometry_type="MultiPolygon",
        promote_to_multi=True,
        crs=crs,
        layer=name,
        append=path.exists(),
    )
    return path


def in_projection(shape: shapely.Geometry, crs: str) -> shapely.Geometry:
    there = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    return shapely.transform(shape, lambda p: np.column_stack(there.transform(p[:, 0], p[:, 1])))


def imported(path: Path, **options: object) -> Report:
    return import_boundaries(path, **{"kind": "municipality", "name_field": "NAME", "code_field": "CODE"} | options)
