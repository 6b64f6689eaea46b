"""The one module that knows file formats and projections: features out of any file, in WGS84.

GDAL and PROJ take 40 MB and half a second: they are loaded with the first file, not with every web process.
"""

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from fixward.domain.places.imports.report import ImportRefused
from fixward.domain.places.imports.unpacking import LINES, unpacked

_DRIVERS = {"GeoJSON", "GeoJSONSeq", "ESRI Shapefile", "GPKG", "MEM"}  # the last one only keeps what they have read
_NO_WAY_OUT = {"GDAL_HTTP_PROXY": "nowhere://", "GDAL_HTTPS_PROXY": "nowhere://", "OGR_SQLITE_LOAD_EXTENSIONS": ""}
_WGS84 = ("EPSG:4326", "OGC:CRS84")
_EXAMPLES = 3
_LONGEST_EXAMPLE = 200
_MOST_COLUMNS = 500
ENDINGS = (".zip", ".gpkg", ".geojson", ".json", *LINES)
"""Of files that can be read, each also with .gz behind it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a file, with what stands in the first features."""

    name: str
    examples: list[str]


@dataclass(frozen=True, slots=True)
class Features:
    """What a file holds; geometries are flat, longitude first, None where a feature has none."""

    geometries: NDArray[np.object_]
    columns: dict[str, NDArray[Any]]

    def texts(self, field: str | None) -> list[str]:
        """One field as trimmed texts, "" where it is empty; without a field, the features' numbers from 1.

        Raises ImportRefused with the names that there are when there is no such field.
        """
        if field is None:
            return [str(number) for number in range(1, len(self.geometries) + 1)]
        if field not in self.columns:
            there = ", ".join(self.columns) or _("none")
            raise ImportRefused.file(
                _("The file has no field “%(field)s”. Its fields are: %(there)s.") % {"field": field, "there": there}
            )
        return [_text(value) for value in self.columns[field].tolist()]


Source = str | Path | Features
"""A file, or what was read of it already (see `apart`)."""


def read(source: Source) -> Features:
    """The features of a GeoJSON, newline-delimited GeoJSON, Shapefile or GeoPackage file, .zip and .gz too.

    Raises ImportRefused where the file cannot be read, or does not say which projection it is in.
    """
    if isinstance(source, Features):
        return source
    with unpacked(Path(source)) as path, _readable(path):
        meta, _fids, wkb, values = _gdal().raw.read(_name(path), layer=_layer(path), force_2d=True)
        geometries = shapely.from_wkb(wkb, on_invalid="fix")
    columns = dict(zip(meta["fields"].tolist(), values, strict=True))
    return Features(_in_wgs84(geometries, meta["crs"]), columns)


def look(source: str | Path) -> list[Column]:
    """The fields of a file, to choose from before it is read; the first features only. Raises ImportRefused."""
    with unpacked(Path(source)) as path, _readable(path):
        some = _gdal().raw.read(_name(path), layer=_layer(path), max_features=_EXAMPLES, read_geometry=False)
    names, columns = some[0]["fields"].tolist(), some[3]
    if len(names) > _MOST_COLUMNS:
        raise ImportRefused.file(_("The file has more than %(most)d fields.") % {"most": _MOST_COLUMNS})
    return [
        Column(name, [_text(one)[:_LONGEST_EXAMPLE] for one in values])
        for name, values in zip(names, columns, strict=True)
    ]


@functools.cache
def _gdal() -> Any:
    """The library with the four formats and no way out.

    It knows a file by its content, and most of its drivers follow addresses that stand in there, or read other files
    of this machine. GeoJSON too may name an address for its projection: what it asks for goes to a proxy that is none.
    """
    import pyogrio  # noqa: PLC0415
    from pyogrio._ogr import _register_drivers  # noqa: PLC0415

    unwanted = set(pyogrio.list_drivers()) - _DRIVERS
    pyogrio.set_gdal_config_options(_NO_WAY_OUT | {"GDAL_SKIP": ",".join(sorted(unwanted))})
    _register_drivers()  # once more: what is to be skipped goes with it
    if left := set(pyogrio.list_drivers()) - _DRIVERS:
        raise RuntimeError(f"GDAL still reads {sorted(left)}")
    return pyogrio


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """What the library says of a file it cannot read, as a refusal; where it was unpacked is nobody's concern."""
    _gdal()
    from pyogrio.errors import DataLayerError, DataSourceError  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL's remarks on slow seeks and odd fields help nobody
            yield
    except (DataSourceError, DataLayerError, shapely.errors.GEOSException, ValueError, OSError) as error:
        said = str(error).replace(str(path), path.name)
        raise ImportRefused.file(_("The file cannot be read: %(error)s.") % {"error": said}) from error


def _name(path: Path) -> str:
    """By which GDAL finds the data."""
    return f"GeoJSONSeq:{path}" if path.name.lower().endswith(LINES) else str(path)


def _layer(path: Path) -> str | None:
    if path.suffix.lower() not in (".gpkg", ".shp"):
        return None  # these have one layer, and listing it would read the whole file
    layers = _gdal().list_layers(path)
    drawn = [name for name, geometry in layers.tolist() if geometry is not None]
    if len(drawn) != 1:
        raise ImportRefused.file(
            _("The file must hold one layer with geometry; it holds: %(names)s.")
            % {"names": ", ".join(drawn) or _("none")}
        )
    return str(drawn[0])


def _in_wgs84(geometries: NDArray[np.object_], crs: str | None) -> NDArray[np.object_]:
    if crs is None:
        raise ImportRefused.file(
            _("The file does not say which projection its coordinates are in; a Shapefile needs its .prj file.")
        )
    if crs in _WGS84:
        return geometries
    from pyproj import Transformer  # noqa: PLC0415
    from pyproj.exceptions import ProjError  # noqa: PLC0415

    try:
        transformer = Transformer.from_crs(crs, _WGS84[0], always_xy=True)
    except ProjError as error:
        raise ImportRefused.file(_("The projection of the file is not known: %(error)s.") % {"error": error}) from error

    def transformed(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return np.asarray(shapely.transform(geometries, transformed), dtype=object)


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # formats without whole numbers turn the code 449 into 449.0
    return str(value).replace("\x00", "").strip()
