"""Small pieces that every door's templates use: `{% load page %}`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# The colour of a state; its word is always written beside it, so that colour says nothing alone.
TONES = {
    "submitted": "new",
    "acknowledged": "active",
    "in_progress": "active",
    "open": "active",
    "reopened": "new",
    "unsettled": "warn",
    "overdue": "bad",
    "waiting": "warn",
    "transferred": "moved",
    "closed": "good",
    "duplicate": "quiet",
    "hidden": "quiet",
}


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
def state(code: str, label: Any, tone: str = "") -> SafeString:
    """A state as a tag: its word, and a colour by its code or by the tone given."""
    return format_html('<span class="state state--{}">{}</span>', tone or TONES.get(code, "quiet"), label)


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
    links = [
        (number, query(context, **{parameter: number}) if isinstance(number, int) else "") for number in numbers
    ]
    return {
        "page": page,
        "links": links,
        "before": query(context, **{parameter: page.number - 1}),
        "after": query(context, **{parameter: page.number + 1}),
    }


@register.inclusion_tag("page/_map.html")
def map(  # noqa: A001 - the word in a template
    id: str = "map",
    *,
    lon: Any = None,
    lat: Any = None,
    lon_input: str = "",
    lat_input: str = "",
    places: str = "/map/places.geojson",
    streets: str = "/map/streets.geojson",
    requests: str = "",
    label: str = "",
) -> dict[str, Any]:
    """A map; with the ids of two inputs it has a pin that writes into them, in degrees WGS84."""
    return {
        "id": id,
        "lon": lon,
        "lat": lat,
        "lon_input": lon_input,
        "lat_input": lat_input,
        "places": places,
        "streets": streets,
        "requests": requests,
        "label": label,
        "style_url": settings.MAP_STYLE_URL,
    }
