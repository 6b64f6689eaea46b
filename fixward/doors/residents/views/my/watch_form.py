"""What to watch, as it is filled in: by an address, a place from the list, or a circle on the map."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from fixward.domain.catalog.models import Service
from fixward.domain.places.models import Place
from fixward.domain.service_requests.filters import Filters, places_to_choose
from fixward.domain.watching.models import WatchArea
from fixward.domain.watching.operations import LONGEST_NAME, Wish
from fixward.doors.page.fields import Text
from fixward.doors.residents import addresses
from fixward.doors.residents.views.around import Around

RADII = [
    (100, gettext_lazy("100 m (300 feet)")),
    (250, gettext_lazy("250 m (800 feet)")),
    (500, gettext_lazy("500 m (a third of a mile)")),
    (1000, gettext_lazy("1 km (0.6 miles)")),
    (2000, gettext_lazy("2 km (1.2 miles)")),
    (5000, gettext_lazy("5 km (3 miles)")),
    (10_000, gettext_lazy("10 km (6 miles)")),
]
NO_PLACE = gettext_lazy("No, the circle around the address")
_STATES = [("open", gettext_lazy("Open")), ("closed", gettext_lazy("Closed")), ("all", gettext_lazy("Open and closed"))]
_LONGEST_OUTLINE = 10_000


class WatchForm(forms.Form):
    """`organization` and `text` come from the filters of “Around me”, and are shown where there are any."""

    use_required_attribute = False
    name = Text(label=gettext_lazy("Name"), required=False, widget=forms.TextInput(attrs={"maxlength": LONGEST_NAME}))
    where = Text(label=gettext_lazy("Address, crossing or place"), required=False)
    lon = forms.FloatField(required=False, label=gettext_lazy("Longitude"))
    lat = forms.FloatField(required=False, label=gettext_lazy("Latitude"))
    radius_m = forms.TypedChoiceField(
        label=gettext_lazy("How far around it"), choices=RADII, coerce=int, empty_value=None, required=False
    )
    place = forms.ModelChoiceField(
        label=gettext_lazy("Or a whole place"),
        queryset=Place.objects.all(),
        required=False,
    )
    services = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Only these kinds of problem"),
        help_text=gettext_lazy("Choose none to see all of them."),
        queryset=Service.objects.filter(is_active=True),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=_STATES)
    address = Text(required=False, widget=forms.HiddenInput)
    address_at = Text(required=False, widget=forms.HiddenInput)
    outline = Text(required=False, widget=forms.HiddenInput)
    organization = Text(required=False, widget=forms.HiddenInput)
    text = Text(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        choices = [("", NO_PLACE), *((place.pk, place.name) for place in places_to_choose())]
        self.fields["place"].widget.choices = choices

    def found(self) -> list[addresses.Found]:
        return addresses.search(str(self["where"].value() or ""))

    def clean_outline(self) -> list[tuple[float, float]]:
        """What is no outline asks for none."""
        try:
            corners = json.loads(self.cleaned_data["outline"][:_LONGEST_OUTLINE] or "[]")
            return [(float(lon), float(lat)) for lon, lat in corners]
        except (ValueError, TypeError, OverflowError):
            return []

    def wish(self) -> Wish:
        given = self.cleaned_data
        asked = {name: given[name] for name in ("state", "organization", "text")}
        drawn = () if given["lon"] is not None and "lon" in self.changed_data else given["outline"]
        return Wish(
            name=given["name"],
            place=given["place"],
            outline=drawn,
            lon=given["lon"],
            lat=given["lat"],
            radius_m=given["radius_m"],
            services=list(given["services"]),
            asked=asked,
        )


def from_around(around: Around) -> dict[str, Any]:
    """The filters and the box of “Around me” as the form's first values."""
    filters = around.filters
    services = Service.objects.filter(is_active=True)
    chosen = services.filter(code=filters.service) if filters.service else services.filter(group__code=filters.group)
    return {
        "radius_m": 500,
        "place": Place.objects.filter(code=filters.place).first() if filters.place else None,
        "services": list(chosen) if filters.service or filters.group else [],
        "outline": "" if filters.place else _corners(around),
        **_asked(filters),
    }


def from_area(area: WatchArea) -> dict[str, Any]:
    return {
        "name": area.name,
        "lon": area.lon,
        "lat": area.lat,
        "radius_m": area.radius_m or 500,
        "place": area.place,
        "services": list(area.services.all()),
        "outline": json.dumps(area.outline) if area.outline else "",
        **_asked(area.filters),
    }


def _asked(filters: Filters) -> dict[str, str]:
    return {"state": filters.state, "organization": filters.organization, "text": filters.text}


def _corners(around: Around) -> str:
    """Of the part of the map that was looked at; none where that goes over the date line."""
    if around.box is None or around.box[0] >= around.box[2]:
        return ""
    west, south, east, north = around.box
    return json.dumps([[west, south], [east, south], [east, north], [west, north]])
