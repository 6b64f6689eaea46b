"""Small pieces that every door's templates use: `{% load page %}`."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import QueryDict
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fixward.domain.governments.models import SignOn
from fixward.doors.page import marks
from fixward.doors.page.marks import TONES
from fixward.foundation.text import length

register = template.Library()

register.filter("length_words", length)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture from the built sprite; silent to screen readers unless it has a label."""
    silent = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon" {} focusable="false"><use href="{}#{}"></use></svg>',
        silent,
        static("fixward/built/icons.svg"),
        name,
    )


@register.simple_tag
def are_sign_ons() -> bool:
    """Whether any organization has a log-in of its own."""
    return SignOn.objects.filter(is_on=True).exists()


@register.simple_tag
def state(code: str, label: Any, tone: str = "") -> SafeString:
    """A state as a tag: its word, and a colour by its code or by the tone given."""
    return format_html('<span class="state state--{}">{}</span>', tone or TONES.get(code, "quiet"), label)


@register.simple_tag
def made_up(service_request: Any) -> SafeString:
    """Says of a request of the demonstration that nobody reported it; nothing of any other."""
    word = marks.made_up(service_request)
    return state("made_up", word, "quiet") if word else SafeString("")


@register.filter
def when(moment: dt.datetime | None) -> SafeString:
    """A time in the zone in use, exact to machines and on hovering."""
    if moment is None:
        return SafeString("")
    local = timezone.localtime(moment)
    same_year = local.year == timezone.localtime().year
    day = date_format(local, "MONTH_DAY_FORMAT" if same_year else "DATE_FORMAT")
    return format_html(
        '<time datetime="{}" title="{}">{}, {}</time>',
        moment.isoformat(timespec="seconds"),
        date_format(local, "DATETIME_FORMAT") + f" {local:%Z}",
        day,
        date_format(local, "TIME_FORMAT"),
    )


@register.filter
def get(mapping: dict[str, Any], key: str) -> Any:
    """The value under a key that a template cannot write, such as `aria-invalid`."""
    return mapping.get(key)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """This page's query string with some of it changed; None takes a parameter away."""
    request = context.get("request")
    parameters = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        parameters.pop(name, None)
        if value is not None:
            parameters[name] = str(value)
    return "?" + parameters.urlencode()


@register.inclusion_tag("page/_pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any], parameter: str = "page") -> dict[str, Any]:
    """Links to the pages before and after."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [(number, query(context, **{parameter: number}) if isinstance(number, int) else "") for number in numbers]
    return {
        "page": page,
        "links": links,
        "before": query(context, **{parameter: page.number - 1}),
        "after": query(context, **{parameter: page.number + 1}),
    }


@register.inclusion_tag("page/_map.html", name="map")
def draw_map(
    id: str = "map",
    *,
    lon: Any = None,
    lat: Any = None,
    lon_input: str = "",
    lat_input: str = "",
    requests: str = "",
    layers: str = "",
    bounds: str = "",
    results: str = "",
    label: str = "",
    instead: str = "",
) -> dict[str, Any]:
    """A map, in degrees WGS84.

    With the ids of two inputs it has a pin that writes into them. `requests` is the address of GeoJSON points, in which
    `{bbox}` and `{zoom}` are filled in; `bounds` (west, south, east, north as JSON) is what it shows at first, and
    `results` the id of the list that follows it. `layers` is the address of what can be switched on it, and `instead`
    says what to do where no map can be drawn.
    """
    return {
        "id": id,
        "lon": lon,
        "lat": lat,
        "lon_input": lon_input,
        "lat_input": lat_input,
        "places": reverse("map_places"),
        "streets": reverse("map_streets"),
        "requests": requests,
        "layers": layers,
        "bounds": bounds,
        "results": results,
        "style_url": settings.MAP_STYLE_URL,
        "words": json.dumps(map_words(label, pin=bool(lon_input))),
        "instead": instead or _("The map cannot be shown here. Please use the address or the list instead."),
    }


def map_words(label: str, *, pin: bool) -> dict[str, Any]:
    """What the map says, in the language in use."""
    keys = _("Map. Move it with the arrow keys, zoom with plus and minus.")
    if pin:
        keys += " " + _("Press Enter to put the pin in the middle.")
    return {
        "label": f"{label}. {keys}" if label else keys,
        "pin": _("Pin. Move it with the arrow keys; with Shift, further."),
        "pinned": _("The pin is placed."),
        "positionAsked": _("Looking for your position …"),
        "positionFound": _("The pin is at your position, give or take %s. Move it if it is not right."),
        "positionDenied": _("Your device does not share its position. Tap the map or type an address."),
        "positionUnknown": _("Your position could not be found. Tap the map or type an address."),
        "requestsMissing": _("The requests on the map could not be loaded."),
        "controls": {
            "NavigationControl.ZoomIn": _("Zoom in"),
            "NavigationControl.ZoomOut": _("Zoom out"),
            "Popup.Close": _("Close"),
            "Map.Title": _("Map"),
            "AttributionControl.ToggleAttribution": _("Show who made the map"),
        },
    }
