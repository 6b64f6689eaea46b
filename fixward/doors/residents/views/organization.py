"""An organization's own front page, in its own clothes, and the frame of it for its web site."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.db.models import Max, Min
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from fixward.domain.catalog.queries import offered_by
from fixward.domain.governments.models import Branding, Organization
from fixward.domain.places.queries import boundaries_on
from fixward.domain.routing import current
from fixward.domain.routing.models import Responsibility
from fixward.domain.service_requests.brief import brief
from fixward.domain.service_requests.filters import Filters
from fixward.domain.service_requests.queries import listed
from fixward.doors.page.marks import tone
from fixward.doors.residents.views.around import Around
from fixward.foundation import clock, colours

_NEWEST = 8
# The grounds that text in the brand's colour stands on, as styles/_scheme.scss has them.
_LIGHT, _DARK = "#ffffff", "#16211f"
_FOR_ALL = "public, max-age=300"


@require_safe
def front(request: HttpRequest, code: str) -> HttpResponse:
    organization = _organization(code)
    context = _shown(organization) | {
        "groups": offered_by(organization),
        "figures": brief(organization.pk),
        "frame": settings.BASE_URL + reverse("residents:frame", args=[organization.code]),
    }
    return render(request, "residents/organization.html", context)


@require_safe
@xframe_options_exempt  # Content-Security-Policy says it instead, and knows more than one site.
def frame(request: HttpRequest, code: str) -> HttpResponseBase:
    """Without cookies: a browser keeps none for a frame of another site, so all that is done here opens on top."""
    organization = _organization(code)
    branding = _branding(organization)
    origins = branding.frame_origins if branding else []
    allowed = {"frame-ancestors": ["'self'", *origins] if origins else ["'none'"]}
    return csp_replace(allowed)(lambda asked: render(asked, "residents/frame.html", _shown(organization)))(request)


@require_safe
def colours_css(request: HttpRequest, code: str) -> HttpResponse:
    """The organization's colour as a style sheet, for the policy forbids styles written into the page."""
    branding = _branding(_organization(code))
    if branding is None or not branding.colour:
        raise Http404
    return HttpResponse(_rules(branding.colour), content_type="text/css", headers={"Cache-Control": _FOR_ALL})


@require_safe
def logo(request: HttpRequest, code: str) -> HttpResponse:
    branding = _branding(_organization(code))
    if branding is None or not branding.logo:
        raise Http404
    with branding.logo.open("rb") as file:
        return HttpResponse(file.read(), content_type="image/jpeg", headers={"Cache-Control": _FOR_ALL})


def _organization(code: str) -> Organization:
    return get_object_or_404(Organization.objects.select_related("branding", "handled_by"), code=code)


def _branding(organization: Organization) -> Branding | None:
    return getattr(organization, "branding", None)


def _shown(organization: Organization) -> dict[str, Any]:
    around = Around(Filters(organization=organization.code), None)
    rows = listed(around.newest())[:_NEWEST]
    table = current.current()
    today = clock.now().astimezone(table.zone).date()
    handler = table.organizations[organization.pk].handler_on(today)
    return {
        "organization": organization,
        "branding": _branding(organization),
        "handler": organization.handled_by if handler else None,
        "rows": [{"service_request": row, "tone": tone(row)} for row in rows],
        "points": around.on_the_map(),
        "bounds": _bounds(organization, today),
        "everything": around.address("residents:home"),
        "atom": around.address("residents:atom"),
    }


def _bounds(organization: Organization, day: dt.date) -> str:
    """West, south, east and north of the ground that it takes care of, as JSON; nothing where it has no ground."""
    ground = Responsibility.objects.filter(organization=organization, service=None, group=None, place__isnull=False)
    sides = (
        boundaries_on(day)
        .filter(place__in=ground.values("place"))
        .aggregate(west=Min("west"), south=Min("south"), east=Max("east"), north=Max("north"))
    )
    return "" if sides["west"] is None else json.dumps(list(sides.values()))


def _rules(colour: str) -> str:
    """The band in the colour itself, links and buttons in one of its hue that can be read, by day and by night."""
    band = f"--band:{colour};--band-deep:{colour};--on-band:{colours.on(colour)};--on-band-muted:{colours.on(colour)}"
    night = f"@media (prefers-color-scheme:dark){{:root{{{_brand(colour, _DARK)}}}}}"
    return f":root{{{band};{_brand(colour, _LIGHT)}}}{night}"


def _brand(colour: str, ground: str) -> str:
    shown = colours.readable(colour, ground)
    return f"--brand:{shown};--brand-strong:{shown};--link:{shown};--link-hover:{shown};--on-strong:{colours.on(shown)}"
