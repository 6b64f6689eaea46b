"""Zones: ground that an organization draws or pastes for its own rules."""

from __future__ import annotations

import datetime as dt
import json
import secrets

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.governments.changes import Refused, State, Subject, must_be_unused, subject
from fixward.domain.governments.models import Organization, Zone
from fixward.domain.places import drawing
from fixward.domain.places.models import Boundary
from fixward.foundation import clock
from fixward.foundation.text import clean

LONGEST_NAME = 100


class _Zone(Subject[Zone]):
    code = "zone"
    model = Zone
    word = gettext_lazy("Zone")
    fields = {"name": gettext_lazy("Name"), "outline": gettext_lazy("Ground")}

    def read(self, thing: Zone) -> State:
        if thing.place_id is None:
            return {"name": "", "outline": None}
        shape = drawing.of(thing.place, _today(thing.organization))
        return {"name": thing.place.name, "outline": drawing.written(shape) if shape is not None else None}

    def title(self, thing: Zone) -> str:
        return thing.place.name

    def fill(self, thing: Zone, state: State) -> None:
        """The place behind it is written by `store`."""

    def check(self, thing: Zone, state: State) -> None:
        name = clean(str(state["name"]))
        if not name:
            raise Refused(name=_("Give the zone a name."))
        if len(name) > LONGEST_NAME:
            raise Refused(name=_("Please keep it under %(longest)d characters.") % {"longest": LONGEST_NAME})
        others = Zone.objects.filter(organization=thing.organization, place__name__iexact=name).exclude(pk=thing.pk)
        if others.exists():
            raise Refused(name=_("Another zone has this name."))

    def store(self, thing: Zone, state: State) -> None:
        try:
            shape = drawing.read(json.dumps(state["outline"]))
        except drawing.OutlineRefused as refusal:
            raise Refused(outline=str(refusal)) from refusal
        name = clean(str(state["name"]))
        if thing.place_id is None:
            thing.place = drawing.draw(_code(thing.organization, name), name, shape)
            thing.save()
            return
        if thing.place.name != name:
            thing.place.name = name
            thing.place.save(update_fields=["name"])
        if self.read(thing)["outline"] != drawing.written(shape):
            drawing.redraw(thing.place, shape, day=_today(thing.organization))

    def check_removal(self, thing: Zone) -> None:
        must_be_unused(thing.place, thing.place.name, but=(Zone, Boundary))

    def delete(self, thing: Zone) -> None:
        place = thing.place
        thing.delete()
        place.delete()

    def names(self, thing: Zone) -> dict[str, str]:
        return {}


ZONE = subject(_Zone())


def zones_of(organization: Organization) -> list[Zone]:
    """By name."""
    return list(Zone.objects.filter(organization=organization).select_related("place").order_by("place__name"))


def _code(organization: Organization, name: str) -> str:
    return f"{organization.code}-{slugify(name)[:40] or 'zone'}-{secrets.token_hex(3)}"


def _today(organization: Organization) -> dt.date:
    return clock.now().astimezone(organization.zone).date()
