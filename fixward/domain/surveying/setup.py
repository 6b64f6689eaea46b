"""Places, layers and files of ground as the steward keeps them, in the log of changes like all that is set up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.governments.changes import Refused, State, subject
from fixward.domain.governments.subjects import OfAll
from fixward.domain.places.imports import ImportRefused
from fixward.domain.places.imports.labels import LONGEST
from fixward.domain.places.models import AssetLayer, Boundary, Place
from fixward.domain.surveying import headway, reading
from fixward.domain.surveying.models import GroundFile, Sort, Stage
from fixward.foundation.text import clean

_DAY: models.DateField[Any, Any] = models.DateField(null=True)


class _Place(OfAll[Place]):
    """What it is called, and until when there is such a place. Where it lies comes from files."""

    code = "place"
    model = Place
    word = gettext_lazy("Place")
    fields = {"name": gettext_lazy("Name"), "valid_to": gettext_lazy("Until")}

    def read(self, thing: Place) -> State:
        last = _last(thing)
        return {"name": thing.name, "valid_to": last and last.valid_to}

    def fill(self, thing: Place, state: State) -> None:
        thing.name = clean(str(state["name"]))

    def check(self, thing: Place, state: State) -> None:
        if not thing.name:
            raise Refused(name=_("Give the place a name."))
        if len(thing.name) > LONGEST:
            raise Refused(name=_("Please keep it under %(longest)d characters.") % {"longest": LONGEST})
        last, day = _last(thing), _day(state)
        if day and last is None:
            raise Refused(valid_to=_("It has no boundary that could end."))
        if day and last and last.valid_from and day <= last.valid_from:
            raise Refused(valid_to=_("Its boundary begins on %(day)s. It has to end later.") % {"day": last.valid_from})

    def store(self, thing: Place, state: State) -> None:
        thing.save(update_fields=["name"])
        last = _last(thing)
        if last is not None and last.valid_to != _day(state):
            last.valid_to = _day(state)
            last.save(update_fields=["valid_to"])

    def check_removal(self, thing: Place) -> None:
        raise Refused(_("A place stays, for what was reported there. Say until when there is such a place instead."))

    def names(self, thing: Place) -> dict[str, str]:
        return {}


PLACE = subject(_Place())


def _last(place: Place) -> Boundary | None:
    rows = place.boundaries.defer("wkb")
    return max(rows, key=lambda row: row.valid_from or dt.date.min, default=None)


def _day(state: State) -> dt.date | None:
    found: dt.date | None = _DAY.to_python(state["valid_to"] or None)
    return found


class _Layer(OfAll[AssetLayer]):
    code = "layer"
    model = AssetLayer
    word = gettext_lazy("Asset layer")
    fields = {"name": gettext_lazy("Name"), "distance_m": gettext_lazy("Reaches (meters)")}

    def check(self, thing: AssetLayer, state: State) -> None:
        if not 0 < thing.distance_m <= 1000:
            raise Refused(distance_m=_("Give a number of meters from 1 to 1000."))

    def check_removal(self, thing: AssetLayer) -> None:
        raise Refused(_("A layer goes with the file that brought it. Take that back in the log of changes."))


LAYER = subject(_Layer())


class _GroundFile(OfAll[GroundFile]):
    """Whether what a file holds is applied: saying so brings it in, saying no takes it back, each as a whole."""

    code = "ground_file"
    model = GroundFile
    word = gettext_lazy("File of places and assets")
    fields = {"is_applied": gettext_lazy("Applied")}

    def title(self, thing: GroundFile) -> str:
        told = _("%(new)d new, %(changed)d changed, %(ended)d ended") % {
            "new": thing.count("new"),
            "changed": thing.count("changed"),
            "ended": thing.count("missing") if thing.chosen.get("ends_missing") else 0,
        }
        return f"{thing.name}: {told}"

    def read(self, thing: GroundFile) -> State:
        return {"is_applied": thing.stage == Stage.APPLIED}

    def fill(self, thing: GroundFile, state: State) -> None:
        """The stage is written by `store`."""

    def check(self, thing: GroundFile, state: State) -> None:
        if state["is_applied"] and thing.stage != Stage.APPLYING:
            raise Refused(_("Apply it on its own page, where what would change can be looked at first."))
        if not state["is_applied"] and thing.stage != Stage.APPLIED:
            raise Refused(_("This file is not applied."))

    def store(self, thing: GroundFile, state: State) -> None:
        way = reading.WAYS[Sort(thing.sort)]
        try:
            if state["is_applied"]:
                with headway.told(thing.pk) as progress, reading.stored(thing) as features:
                    mark = thing.found.get("mark", "")
                    report = way.bring_in(features, **reading.options(thing), mark=mark, progress=progress)
                thing.stage, thing.traces = Stage.APPLIED, report.traces
            else:
                way.take_back(thing.traces)
                thing.stage, thing.traces = Stage.TAKEN_BACK, {}
        except ImportRefused as refusal:
            raise Refused(str(refusal)) from refusal
        thing.save(update_fields=["stage", "traces"])

    def check_removal(self, thing: GroundFile) -> None:
        raise Refused(_("Take it back in the log of changes."))

    def names(self, thing: GroundFile) -> dict[str, str]:
        return {}


GROUND_FILE = subject(_GroundFile())
