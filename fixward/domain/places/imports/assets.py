from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, NamedTuple

import shapely
from django.db import connection, transaction
from django.utils.translation import gettext as _

from fixward.domain.places.imports import labels, reading, shapes
from fixward.domain.places.imports.report import Foreseen, Foresight, ImportRefused, Refusal, Repair, Report
from fixward.domain.places.models import Asset, AssetLayer
from fixward.foundation.database import statistics
from fixward.foundation.progress import Progress, silent

_AT_A_TIME = 1000
_FIELDS = ("name", "owner", "wkb", "west", "south", "east", "north")


def import_assets(
    path: reading.Source,
    *,
    layer: str,
    layer_name: str,
    distance_m: float,
    owner_field: str,
    name_field: str | None = None,
    code_field: str | None = None,
    ends_missing: bool = False,
    mark: str = "",
    progress: Progress | None = None,
) -> Report:
    """Store points, lines or polygons with owners as one layer; the same file again changes nothing.

    Features with one code are one asset; without `code_field` each feature is one, by its number. An empty owner
    is kept: nobody is said to own it. A known code is brought up to date; what the file does not hold stays, or with
    `ends_missing` is taken out. With the `mark` of what was foreseen, it is refused where it would do something else.
    Raises ImportRefused with every feature at fault, and then nothing is stored.
    """
    progress = progress or silent
    things, repairs = _read(path, distance_m, name_field, code_field, owner_field, progress)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE places_assetlayer IN SHARE ROW EXCLUSIVE MODE")
        plan = _Plan.made(things, AssetLayer.objects.filter(code=layer).first())
        if mark and mark != plan.mark:
            raise ImportRefused.file(_("What is known has changed since it was looked at. Look at it again."))
        traces = plan.traces(ends_missing=ends_missing)
        _store(plan, _layer(layer, layer_name, distance_m), progress)
        ended = plan.remove_missing() if ends_missing else 0
        statistics.renew(Asset)
    traces["new"] = [asset.pk for asset in plan.new]
    return Report(len(plan.new), len(plan.changed), plan.unchanged, repairs, ended, traces)


def foresee_assets(
    path: reading.Source,
    *,
    layer: str,
    layer_name: str,
    distance_m: float,
    owner_field: str,
    name_field: str | None = None,
    code_field: str | None = None,
    ends_missing: bool = False,
    progress: Progress | None = None,
) -> Foresight:
    """What the import of this file would do, or ImportRefused as it would be."""
    things, repairs = _read(path, distance_m, name_field, code_field, owner_field, progress or silent)
    return _Plan.made(things, AssetLayer.objects.filter(code=layer).first()).foresight(repairs)


@transaction.atomic
def take_back_assets(traces: dict[str, Any]) -> None:
    """Make an import undone by its traces. Raises ImportRefused where what it brought is there no more."""
    touched = traces["new"] + [row["id"] for row in traces["changed"]]
    if Asset.objects.filter(pk__in=touched).count() != len(touched):
        raise ImportRefused.file(_("The assets of this file have changed again since then."))
    Asset.objects.filter(pk__in=traces["new"]).delete()
    Asset.objects.bulk_update([_kept(row) for row in traces["changed"]], _FIELDS, batch_size=_AT_A_TIME)
    Asset.objects.bulk_create([_kept(row) for row in traces["removed"]], batch_size=_AT_A_TIME)
    statistics.renew(Asset)


def _read(
    path: reading.Source,
    distance_m: float,
    name_field: str | None,
    code_field: str | None,
    owner_field: str,
    progress: Progress,
) -> tuple[list[_Thing], list[Repair]]:
    if not distance_m > 0:
        raise ImportRefused.file(_("The distance must be more than 0 meters."))
    progress(_("Reading"), 0, 1)
    features = reading.read(path)
    progress(_("Reading"), 1, 1)
    return _checked(features, name_field, code_field, owner_field)


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


@dataclass(slots=True)
class _Plan:
    """What an import will do, found before anything is written."""

    new: list[Asset]
    changed: list[Asset]
    before: dict[int, Asset]
    missing: list[Asset]
    unchanged: int

    @classmethod
    def made(cls, things: list[_Thing], layer: AssetLayer | None) -> _Plan:
        known = {asset.code: asset for asset in Asset.objects.filter(layer=layer)} if layer else {}
        plan = cls([], [], {}, [], 0)
        for thing in things:
            asset, earlier = _asset(thing), known.pop(thing.code, None)
            if earlier is None:
                plan.new.append(asset)
            elif _differs(earlier, asset):
                asset.pk = earlier.pk
                plan.before[earlier.pk] = earlier
                plan.changed.append(asset)
            else:
                plan.unchanged += 1
        plan.missing = list(known.values())
        return plan

    @property
    def mark(self) -> str:
        touched = sorted((one.code, one.owner, one.name, bytes(one.wkb)) for one in self.new + self.changed)
        return hashlib.sha256(repr((touched, sorted(one.pk for one in self.missing))).encode()).hexdigest()

    def traces(self, *, ends_missing: bool) -> dict[str, Any]:
        """What is needed to take it back; the new assets have no ids yet."""
        return {
            "changed": [_row(one) for one in self.before.values()],
            "removed": [_row(one) for one in self.missing] if ends_missing else [],
        }

    def remove_missing(self) -> int:
        Asset.objects.filter(pk__in=[one.pk for one in self.missing]).delete()
        return len(self.missing)

    def foresight(self, repairs: list[Repair]) -> Foresight:
        return Foresight(
            new=[_foreseen(None, one) for one in self.new],
            changed=[_foreseen(self.before[one.pk], one) for one in self.changed],
            missing=[_foreseen(one, None) for one in self.missing],
            unchanged=self.unchanged,
            repaired=repairs,
            mark=self.mark,
        )


def _foreseen(before: Asset | None, after: Asset | None) -> Foreseen:
    one = after or before
    assert one is not None
    owner = one.owner if before is None or before.owner == one.owner else f"{before.owner} → {one.owner}"
    return Foreseen(one.code, one.name, _shape(before), _shape(after), owner)


def _shape(asset: Asset | None) -> shapely.Geometry | None:
    return shapely.from_wkb(bytes(asset.wkb)) if asset else None


def _store(plan: _Plan, layer: AssetLayer, progress: Progress) -> None:
    for asset in plan.new + plan.changed:
        asset.layer = layer
    for start in range(0, len(plan.new), _AT_A_TIME):
        progress(_("Storing"), start, len(plan.new))
        Asset.objects.bulk_create(plan.new[start : start + _AT_A_TIME])
    Asset.objects.bulk_update(plan.changed, _FIELDS, batch_size=_AT_A_TIME)
    progress(_("Storing"), len(plan.new), len(plan.new))


def _asset(thing: _Thing) -> Asset:
    west, south, east, north = shapely.bounds(thing.shape).tolist()
    wkb = shapely.to_wkb(thing.shape)
    box = {"west": west, "south": south, "east": east, "north": north}
    return Asset(code=thing.code, name=thing.name, owner=thing.owner, wkb=wkb, **box)


def _row(asset: Asset) -> dict[str, Any]:
    """As plain JSON."""
    fields = {name: getattr(asset, name) for name in ("id", "layer_id", "code", *_FIELDS)}
    return fields | {"wkb": bytes(asset.wkb).hex()}


def _kept(row: dict[str, Any]) -> Asset:
    return Asset(**(row | {"wkb": bytes.fromhex(row["wkb"])}))


def _differs(before: Asset, now: Asset) -> bool:
    return (before.name, before.owner, bytes(before.wkb)) != (now.name, now.owner, now.wkb)
