"""What belongs to no door alone.

The ground of the map: the platform's own boundaries and streets, as GeoJSON that browsers keep until they change.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable

from django.core.cache import cache
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import condition, require_safe

from fixward.domain.routing.models import RoutingVersion
from fixward.doors.page import ground

KEEP_S = 7 * 24 * 3600
_AGAIN_IN_S = 60


def _version(request: HttpRequest) -> str:
    """Changes with every boundary and asset, and with the day, since boundaries are valid from a day."""
    version = RoutingVersion.objects.values_list("ground", flat=True).get()
    return f'"{version.hex}-{timezone.localdate():%Y%m%d}"'


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400. Not Django's own view: that one reads the form for its token, and fails over it again."""
    return render(request, "400.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """500; or 503 where the database is away, restarts or has too much to do, since that passes by itself."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(_AGAIN_IN_S)})
    return HttpResponse(render_to_string("500.html"), status=500)


def one_address(request: HttpRequest) -> HttpResponse:
    """Stands before allauth's page for more addresses.

    Whoever reports or works is known by their address; one that could be taken without being proved would open the
    requests, or the desk, of whom it belongs to.
    """
    raise Http404


@require_safe
@condition(etag_func=_version)
def places(request: HttpRequest) -> HttpResponse:
    return _answer(request, "places", lambda: ground.places(timezone.localdate()))


@require_safe
@condition(etag_func=_version)
def outlines(request: HttpRequest) -> HttpResponse:
    """For charts: each place with its id."""
    return _answer(request, "outlines", lambda: ground.outlines(timezone.localdate()))


@require_safe
@condition(etag_func=_version)
def streets(request: HttpRequest) -> HttpResponse:
    return _answer(request, "streets", ground.streets)


def _answer(request: HttpRequest, name: str, draw: Callable[[], str]) -> HttpResponse:
    key = f"map:{name}:{_version(request)}"
    packed: bytes = cache.get(key) or gzip.compress(draw().encode(), 6)
    cache.set(key, packed, KEEP_S)
    response = HttpResponse(content_type="application/geo+json")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = packed
        response["Content-Encoding"] = "gzip"
    else:
        response.content = gzip.decompress(packed)
    patch_vary_headers(response, ["Accept-Encoding"])
    patch_cache_control(response, public=True, max_age=60, stale_while_revalidate=3600)
    return response
