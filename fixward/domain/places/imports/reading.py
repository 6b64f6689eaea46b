"""The one module that knows file formats and projections: features out of any file, in WGS84.

GDAL and PROJ take 40 MB and half a second: they are loaded with the first file, not with every web process.
"""

from __future__ import annotations

import math
import os
import warnings
import zipfile
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

_LINES = (".ndjson", ".geojsonl", ".geojsonseq", ".jsonl")
_IN_ZIP = (".shp", ".gpkg", ".geojson", ".json", *_LINES)
_SORTS = ("GeoJSON", "GeoJSONSeq", "ESRI Shapefile", "GPKG")
_WGS84 = ("EPSG:4326", "OGC:CRS84")
_LARGEST_UNPACKED = 2_000_000_000  # bytes
_EXAMPLES = 3
ENDINGS = (".zip", ".gpkg", ".geojson", ".json", *_LINES)
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


def read(path: str | Path) -> Features:
    """The features of a GeoJSON, newline-delimited GeoJSON, Shapefile or GeoPackage file, .zip and .gz too.

    Raises ImportRefused where the file cannot be read, or does not say which projection it is in.
    """
    pyogrio, source = _gdal(), _source(Path(path))
    with _readable():
        meta, _fids, wkb, values = pyogrio.raw.read(source, layer=_layer(source), force_2d=True)
        geometries = shapely.from_wkb(wkb, on_invalid="fix")
    columns = dict(zip(meta["fields"].tolist(), values, strict=True))
    return Features(_in_wgs84(geometries, meta["crs"]), columns)


def look(path: str | Path) -> list[Column]:
    """The fields of a file, to choose from before it is read; the first features only. Raises ImportRefused."""
    pyogrio, source = _gdal(), _source(Path(path))
    with _readable():
        layer = _layer(source)
        if pyogrio.read_info(source, layer=layer)["driver"] not in _SORTS:
            raise ImportRefused.file(_("This is no GeoJSON, Shapefile or GeoPackage."))
        some = pyogrio.raw.read(source, layer=layer, max_features=_EXAMPLES, read_geometry=False)
    names, columns = some[0]["fields"].tolist(), some[3]
    return [Column(name, [_text(one) for one in values]) for name, values in zip(names, columns, strict=True)]


def _gdal() -> Any:
    # It knows a file by its content: without this one that is called .geojson could name other files of this machine,
    # or addresses elsewhere, and have them read. It is asked for once, when the library is loaded.
    os.environ.setdefault("GDAL_SKIP", "OGR_VRT,GDALG,WFS,OAPIF,OGCAPI")
    import pyogrio  # noqa: PLC0415

    return pyogrio


@contextmanager
def _readable() -> Iterator[None]:
    """What the library says of a file it cannot read, as a refusal."""
    from pyogrio.errors import DataLayerError, DataSourceError  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL's remarks on slow seeks and odd fields help nobody
            yield
    except (DataSourceError, DataLayerError, shapely.errors.GEOSException, ValueError, OSError) as error:
        raise ImportRefused.file(_("The file cannot be read: %(error)s.") % {"error": error}) from error


def _source(path: Path) -> str:
    """The name by which GDAL finds the data, inside a .zip or .gz too."""
    if not path.is_file():
        raise ImportRefused.file(_("There is no file %(path)s.") % {"path": path})
    name, found = path.name.lower(), str(path.resolve())
    if name.endswith(".zip"):
        name = _only_member(path)
        found = f"/vsizip/{{{found}}}/{name}"
    elif name.endswith(".gz"):
        name, found = name.removesuffix(".gz"), f"/vsigzip/{found}"
    return f"GeoJSONSeq:{found}" if name.lower().endswith(_LINES) else found


def _only_member(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(_IN_ZIP)]
            if sum(part.file_size for part in archive.infolist()) > _LARGEST_UNPACKED:
                raise ImportRefused.file(_("Unpacked the archive would be too large."))
    except zipfile.BadZipFile as error:
        raise ImportRefused.file(_("The file cannot be read: %(error)s.") % {"error": error}) from error
    if len(names) != 1:
        raise ImportRefused.file(
            _("The archive must hold one Shapefile, GeoPackage or GeoJSON file; it holds: %(names)s.")
            % {"names": ", ".join(names) or _("none")}
        )
    return names[0]


def _layer(source: str) -> str | None:
    if source.lower().endswith(("json", "json.gz")) or source.startswith("GeoJSONSeq:"):
        return None  # these have one layer, and listing it would read the whole file
    layers = _gdal().list_layers(source)
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
