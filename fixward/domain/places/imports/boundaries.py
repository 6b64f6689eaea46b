from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import psycopg
import shapely
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from fixward.domain.places.imports import labels, reading, shapes
from fixward.domain.places.imports.report import Foreseen, Foresight, ImportRefused, Refusal, Repair, Report
from fixward.domain.places.models import Boundary, Kind, Place
from fixward.foundation.database import statistics
from fixward.foundation.progress import Progress, silent

if TYPE_CHECKING:
    from pyproj import Geod

_AT_A_TIME = 1000
_COPY = "COPY places_boundary (place_id, valid_from, wkb, west, south, east, north, area, digest) FROM STDIN"
_SAME_GROUND = 1e-8  # degrees, a millimetre: what other software loses when it writes the same file anew


def import_boundaries(
    path: reading.Source,
    *,
    kind: Kind | str,
    name_field: str,
    code_field: str,
    valid_from: date | None = None,
    ends_missing: bool = False,
    mark: str = "",
    progress: Progress | None = None,
) -> Report:
    """Store the places of a file with their boundaries; the same file again changes nothing.

    A known place whose ground differs gets a new version from `valid_from` on, and without it is refused. With
    `ends_missing` the places of this kind that the file does not hold end that day. With the `mark` of what was
    foreseen, it is refused where it would do something else. Raises ImportRefused with every feature at fault, and
    then nothing is stored.
    """
    progress = progress or silent
    grounds, repairs = _read(path, kind, name_field, code_field, progress)
    with transaction.atomic():
        with connection.cursor() as cursor:  # two imports at once would both find a code free
            cursor.execute("LOCK TABLE places_place IN SHARE ROW EXCLUSIVE MODE")
        plan = _Plan.made(grounds, Kind(kind), valid_from, ends_missing=ends_missing)
        if mark and mark != plan.mark:
            raise ImportRefused.file(_("What is known has changed since it was looked at. Look at it again."))
        traces = plan.traces(valid_from)
        _store(plan, valid_from, progress)
        statistics.renew(Place, Boundary)
    traces["places"] = [place.pk for place, _ground in plan.new]
    ended = len(plan.missing) if ends_missing else 0
    return Report(len(plan.new), len(plan.changed), plan.unchanged, repairs, ended, traces)


def foresee_boundaries(
    path: reading.Source,
    *,
    kind: Kind | str,
    name_field: str,
    code_field: str,
    valid_from: date | None = None,
    ends_missing: bool = False,
    progress: Progress | None = None,
) -> Foresight:
    """What the import of this file would do, or ImportRefused as it would be."""
    grounds, repairs = _read(path, kind, name_field, code_field, progress or silent)
    return _Plan.made(grounds, Kind(kind), valid_from, ends_missing=ends_missing).foresight(repairs)


@transaction.atomic
def take_back_boundaries(traces: dict[str, Any]) -> None:
    """Make an import undone by its traces. Raises ImportRefused where what it brought is in use, or has changed."""
    since = traces["since"]
    brought = Boundary.objects.filter(place__in=[*traces["places"], *traces["versions"]], valid_from=since)
    if brought.filter(valid_to=None).count() != len(traces["places"]) + len(traces["versions"]):
        raise ImportRefused.file(_("The boundaries of this file have changed again since then."))
    brought.delete()
    for pk, valid_to in traces["ended"]:
        Boundary.objects.filter(pk=pk).update(valid_to=valid_to)
    try:
        Place.objects.filter(pk__in=traces["places"]).delete()
    except ProtectedError as error:
        names = sorted({str(getattr(thing, "place", None) or thing) for thing in error.protected_objects})[:3]
        raise ImportRefused.file(
            _("Rules, grants or requests name places of this file already: %(names)s.") % {"names": ", ".join(names)}
        ) from error
    statistics.renew(Place, Boundary)


def _read(
    path: reading.Source, kind: str, name_field: str, code_field: str, progress: Progress
) -> tuple[list[_Ground], list[Repair]]:
    if kind not in Kind.values:
        kinds = ", ".join(Kind.values)
        raise ImportRefused.file(
            _("“%(kind)s” is no kind of place; there are %(kinds)s.") % {"kind": kind, "kinds": kinds}
        )
    progress(_("Reading"), 0, 1)
    features = reading.read(path)
    progress(_("Reading"), 1, 1)
    return _checked(features, name_field, code_field, progress)


class _Ground(NamedTuple):
    number: int
    code: str
    name: str
    shape: shapely.Geometry
    wkb: bytes
    digest: str


def _checked(
    features: reading.Features, name_field: str, code_field: str, progress: Progress
) -> tuple[list[_Ground], list[Repair]]:
    refused: list[Refusal] = []
    names, codes = labels.names(features, name_field, refused), labels.codes(features, code_field, refused)
    repairs: list[Repair] = []

    def mended(i: int, why: str) -> None:
        repairs.append(Repair(i + 1, codes[i], why))

    progress(_("Checking"), 0, 1)
    whole = shapes.multipolygons(features.geometries, refused=refused, mended=mended)
    progress(_("Checking"), 1, 1)
    grounds = _once(_grounds(names, codes, whole), refused)
    if not names:
        refused.append(Refusal(0, _("The file holds no features.")))
    if refused:
        raise ImportRefused(refused)
    return grounds, repairs


def _grounds(names: list[str], codes: list[str], whole: shapes.Shapes) -> Iterator[_Ground]:
    for i, wkb in enumerate(shapely.to_wkb(whole)):
        if wkb is not None and names[i] and codes[i]:
            yield _Ground(i + 1, codes[i], names[i], whole[i], wkb, hashlib.sha256(wkb).hexdigest())


def _once(grounds: Iterable[_Ground], refused: list[Refusal]) -> list[_Ground]:
    """Each code once; the same feature twice is one, another with its code is refused."""
    first: dict[str, _Ground] = {}
    for ground in grounds:
        earlier = first.setdefault(ground.code, ground)
        if (earlier.digest, earlier.name) != (ground.digest, ground.name):
            reason = _("its code %(code)s is that of feature %(earlier)d, which is another place")
            refused.append(Refusal(ground.number, reason % {"code": ground.code, "earlier": earlier.number}))
    return list(first.values())


@dataclass(slots=True)
class _Plan:
    """What an import will do, found before anything is written."""

    new: list[tuple[Place, _Ground]]
    changed: list[tuple[Place, _Ground]]
    ended: list[Boundary]
    missing: list[Boundary]
    unchanged: int
    before: dict[int, Boundary] = field(default_factory=dict)

    @classmethod
    def made(cls, grounds: list[_Ground], kind: Kind, valid_from: date | None, *, ends_missing: bool = False) -> _Plan:
        """Raises ImportRefused where what is known already stands against it."""
        plan, refused = cls([], [], [], [], 0), []
        known = Place.objects.in_bulk([ground.code for ground in grounds], field_name="code")
        versions = _versions(known.values())
        for ground in grounds:
            place = known.get(ground.code)
            if place is None:
                plan.new.append((Place(code=ground.code, name=ground.name, kind=kind), ground))
                continue
            reason = _another_place(place, ground, kind)
            reason = reason or plan.add_version(place, ground, versions.get(place.pk, []), valid_from)
            if reason:
                refused.append(Refusal(ground.number, reason))
        plan.missing = _missing(kind, known)
        if ends_missing and (reason := plan.end_missing(valid_from)):
            refused.append(Refusal(0, reason))
        if refused:
            raise ImportRefused(refused)
        return plan

    def add_version(self, place: Place, ground: _Ground, versions: list[Boundary], valid_from: date | None) -> str:
        """Plan for a place that is known; the reason where that cannot be."""
        latest = versions[-1] if versions else None
        if latest is None:
            self.changed.append((place, ground))
            return ""
        if _same(latest, ground) or any(v.valid_from == valid_from and _same(v, ground) for v in versions):
            self.unchanged += 1
            return ""
        if reason := _too_early(latest, valid_from):
            return reason % {"code": place.code, "name": place.name, "since": latest.valid_from}
        self.before[place.pk] = latest
        if latest.valid_to is None or (valid_from and latest.valid_to > valid_from):
            self.ended.append(latest)
        self.changed.append((place, ground))
        return ""

    def end_missing(self, valid_from: date | None) -> str:
        """Plan the end of what the file does not hold; the reason where that cannot be."""
        if valid_from is None:
            return _("Say from which day on what is not in the file ends.")
        for boundary in self.missing:
            if boundary.valid_from is not None and boundary.valid_from >= valid_from:
                return _("%(name)s begins on %(since)s only, so it cannot end before.") % {
                    "name": boundary.place,
                    "since": boundary.valid_from,
                }
        self.ended += self.missing
        return ""

    @property
    def mark(self) -> str:
        touched = [(ground.code, ground.digest) for _place, ground in self.new + self.changed]
        ended = sorted(boundary.pk for boundary in self.ended)
        return hashlib.sha256(repr((sorted(touched), ended)).encode()).hexdigest()

    def traces(self, valid_from: date | None) -> dict[str, Any]:
        """What is needed to take it back; the new places have no ids yet."""
        return {
            "since": valid_from and valid_from.isoformat(),
            "versions": [place.pk for place, _ground in self.changed],
            "ended": [(one.pk, one.valid_to and one.valid_to.isoformat()) for one in self.ended],
        }

    def foresight(self, repairs: list[Repair]) -> Foresight:
        pks = [one.pk for one in (*self.before.values(), *self.missing)]
        shapes = {one.pk: shapely.from_wkb(bytes(one.wkb)) for one in Boundary.objects.filter(pk__in=pks).only("wkb")}
        before = {place: shapes[one.pk] for place, one in self.before.items()}
        return Foresight(
            new=[Foreseen(ground.code, ground.name, None, ground.shape) for _place, ground in self.new],
            changed=[Foreseen(one.code, one.name, before.get(place.pk), one.shape) for place, one in self.changed],
            missing=[Foreseen(one.place.code, one.place.name, shapes[one.pk], None) for one in self.missing],
            unchanged=self.unchanged,
            repaired=repairs,
            mark=self.mark,
        )


def _missing(kind: Kind, known: dict[str, Place]) -> list[Boundary]:
    """The boundaries of this kind that hold without an end, of places that are not in the file."""
    rows = Boundary.objects.filter(place__kind=kind, valid_to=None).exclude(place__in=known.values())
    return list(rows.select_related("place").defer("wkb").order_by("place__name"))


def _versions(places: Iterable[Place]) -> dict[int, list[Boundary]]:
    """The boundaries of each place, the oldest first."""
    found: dict[int, list[Boundary]] = {}
    boundaries = Boundary.objects.filter(place__in=[place.pk for place in places]).defer("wkb")
    for boundary in sorted(boundaries, key=lambda boundary: boundary.valid_from or date.min):
        found.setdefault(boundary.place_id, []).append(boundary)
    return found


def _another_place(place: Place, ground: _Ground, kind: Kind) -> str:
    if (place.name, place.kind) == (ground.name, kind):
        return ""
    return _("its code %(code)s is already that of %(name)s (%(kind)s)") % {
        "code": place.code,
        "name": place.name,
        "kind": place.get_kind_display(),
    }


def _same(boundary: Boundary, ground: _Ground) -> bool:
    if boundary.digest == ground.digest:
        return True
    box = np.array((boundary.west, boundary.south, boundary.east, boundary.north))
    if np.abs(box - shapely.bounds(ground.shape)).max() > _SAME_GROUND:
        return False
    stored = shapely.from_wkb(bytes(boundary.wkb))
    return bool(shapely.equals_exact(stored, ground.shape, _SAME_GROUND, normalize=True))


def _too_early(latest: Boundary, valid_from: date | None) -> str:
    if valid_from is None:
        return _("%(name)s (%(code)s) is known with another boundary; say from which day the new one is valid")
    if latest.valid_from is not None and valid_from <= latest.valid_from:
        return _("%(name)s (%(code)s) has another boundary since %(since)s; a new one must begin after that day")
    return ""


def _store(plan: _Plan, valid_from: date | None, progress: Progress) -> None:
    for boundary in plan.ended:
        boundary.valid_to = valid_from
    Boundary.objects.bulk_update(plan.ended, ["valid_to"], batch_size=_AT_A_TIME)
    Place.objects.bulk_create([place for place, _ground in plan.new], batch_size=_AT_A_TIME)
    rows = plan.new + plan.changed
    with psycopg.Cursor(connection.connection) as cursor, cursor.copy(_COPY) as copy:
        for done, (place, ground) in enumerate(rows):
            if done % _AT_A_TIME == 0:
                progress(_("Storing"), done, len(rows))
            box = shapely.bounds(ground.shape).tolist()
            copy.write_row((place.pk, valid_from, ground.wkb, *box, area_of(ground.shape), ground.digest))
    progress(_("Storing"), len(rows), len(rows))


def area_of(shape: shapely.Geometry) -> float:
    """Square metres on the ellipsoid; for normalized shapes, whose holes run against their shells."""
    return abs(float(_ellipsoid().geometry_area_perimeter(shape)[0]))


@functools.cache
def _ellipsoid() -> Geod:
    from pyproj import Geod  # noqa: PLC0415  (with PROJ's memory, see `reading`)

    return Geod(ellps="WGS84")
