from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import shapely
from django.db import connection, transaction
from django.utils.translation import gettext as _

from fixward.domain.places.imports import labels, reading, shapes
from fixward.domain.places.imports.report import ImportRefused, Refusal, Repair, Report
from fixward.domain.places.models import Asset, AssetLayer
from fixward.foundation.database import statistics
from fixward.foundation.progress import Progress, silent

_AT_A_TIME = 1000
_FIELDS = ("name", "owner", "wkb", "west", "south", "east", "north")


def import_assets(
    path: str | Path,
    *,
    layer: str,
    layer_name: str,
    distance_m: float,
    owner_field: str,
    name_field: str | None = None,
    code_field: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Store points, lines or polygons with owners as one layer; the same file again changes nothing.

    Features with one code are one asset; without `code_field` each feature is one, by its number. An empty owner
    is kept: nobody is said to own it. A known code is brought up to date; what the file does not hold stays.
    Raises ImportRefused with every feature at fault, and then nothing is stored.
    """
    progress = progress or silent
    if not distance_m > 0:
        raise ImportRefused.file(_("The distance must be more than 0 metres."))
    progress(_("Reading"), 0, 1)
    features = reading.read(path)
    progress(_("Reading"), 1, 1)
    things, repairs = _checked(features, name_field, code_field, owner_field)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE places_assetlayer IN SHARE ROW EXCLUSIVE MODE")
        created, changed = _store(things, _layer(layer, layer_name, distance_m), progress)
        statistics.renew(Asset)
    return Report(created, changed, len(things) - created - changed, repairs)


class _Thing(NamedTuple):
    number: int
    code: str
    name: str
    owner: str
    shape: shapely.Geometry


def _checked(
    features: reading.Features, name_field: str | None, code_field: str | None, owner_field: str
) -> tuple[list[_Thing], list[Repair]]:
    refused: list[Refusal] = []
    codes = labels.codes(features, code_field, refused)
    names, owners = (labels.optional(features, field, refused) for field in (name_field, owner_field))
    repairs: list[Repair] = []

    def mended(i: int, why: str) -> None:
        repairs.append(Repair(i + 1, codes[i], why))

    whole = shapes.anything(features.geometries, refused=refused, mended=mended)
    rows = zip(range(1, len(codes) + 1), codes, names, owners, whole, strict=True)
    things = _together([_Thing(*row) for row in rows if row[1] and row[4] is not None], refused)
    if not codes:
        refused.append(Refusal(0, _("The file holds no features.")))
    if refused:
        raise ImportRefused(refused)
    return things, repairs


def _together(parts: list[_Thing], refused: list[Refusal]) -> list[_Thing]:
    """One thing for each code: a signal with four posts is one signal, and has one owner."""
    by_code: dict[str, list[_Thing]] = {}
    for part in parts:
        same = by_code.setdefault(part.code, [])
        if same and same[0].owner != part.owner:
            reason = _("its code %(code)s is that of feature %(earlier)d, which has another owner")
            refused.append(Refusal(part.number, reason % {"code": part.code, "earlier": same[0].number}))
        else:
            same.append(part)
    return [same[0]._replace(shape=_union(same)) for same in by_code.values()]


def _union(parts: list[_Thing]) -> shapely.Geometry:
    shape = parts[0].shape if len(parts) == 1 else shapely.union_all([part.shape for part in parts])
    return shapely.normalize(shape)


def _layer(code: str, name: str, distance_m: float) -> AssetLayer:
    layer, created = AssetLayer.objects.get_or_create(code=code, defaults={"name": name, "distance_m": distance_m})
    if not created and (layer.name, layer.distance_m) != (name, distance_m):
        layer.name, layer.distance_m = name, distance_m
        layer.save(update_fields=["name", "distance_m"])
    return layer


def _store(things: list[_Thing], layer: AssetLayer, progress: Progress) -> tuple[int, int]:
    """How many were new, and how many have changed."""
    known = {asset.code: asset for asset in Asset.objects.filter(layer=layer)}
    new, changed = [], []
    for thing in things:
        asset = _asset(thing, layer)
        before = known.get(thing.code)
        if before is None:
            new.append(asset)
        elif _differs(before, asset):
            asset.pk = before.pk
            changed.append(asset)
    for start in range(0, len(new), _AT_A_TIME):
        progress(_("Storing"), start, len(new))
        Asset.objects.bulk_create(new[start : start + _AT_A_TIME])
    Asset.objects.bulk_update(changed, _FIELDS, batch_size=_AT_A_TIME)
    progress(_("Storing"), len(new), len(new))
    return len(new), len(changed)


def _asset(thing: _Thing, layer: AssetLayer) -> Asset:
    west, south, east, north = shapely.bounds(thing.shape).tolist()
    wkb = shapely.to_wkb(thing.shape)
    box = {"west": west, "south": south, "east": east, "north": north}
    return Asset(layer=layer, code=thing.code, name=thing.name, owner=thing.owner, wkb=wkb, **box)


def _differs(before: Asset, now: Asset) -> bool:
    return (before.name, before.owner, bytes(before.wkb)) != (now.name, now.owner, now.wkb)
