"""Requests on the map: what everybody may see, and no word of who reported it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fixward.domain.service_requests.clusters import Viewport, in_view
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.page import points
from fixward.doors.page.points import of_request
from fixward.doors.residents.viewers import seen
from fixward.doors.residents.views.around import Around
from fixward.foundation import grid

_NEAREST_ZOOM = 20


@require_safe
def viewport(request: HttpRequest) -> HttpResponse:
    """What a map shows of the chosen requests: single ones, and clusters of those that lie near each other."""
    around = Around.read(request.GET.dict())
    if around.box is None:
        return no_box()
    view = in_view(around.chosen(), around.box, _zoom(request), has_words=bool(around.filters.words))
    features = [*_singles(view), *_many(view, around)]
    return collection(features, cache="public, max-age=30", summary=summary(view))


@require_safe
def point(request: HttpRequest, number: str) -> HttpResponse:
    """One request, for its own page."""
    service_request, _person = seen(request, number)
    return collection([feature(service_request)], cache="private, no-store")


def feature(service_request: ServiceRequest, **more: Any) -> dict[str, Any]:
    return of_request(service_request, url=reverse("residents:request", args=[service_request.number]), **more)


def no_box() -> HttpResponse:
    return JsonResponse({"detail": _("Give bbox=west,south,east,north in degrees.")}, status=400)


def collection(features: Iterable[dict[str, Any]], *, cache: str, **more: object) -> HttpResponse:
    return points.collection(features, {"Cache-Control": cache, "Vary": "Accept-Language, Cookie"}, **more)


def summary(view: Viewport) -> str:
    """How many there are, as well as it is known."""
    count = _grouped(view.count)
    if view.is_cut_off:
        return _("More than %(count)s requests fit; not all of them are shown.") % {"count": count}
    if view.is_estimate:
        return _("About %(count)s requests in this view.") % {"count": count}
    return ngettext("%(count)s request in this view.", "%(count)s requests in this view.", view.count) % {
        "count": count
    }


def _singles(view: Viewport) -> Iterator[dict[str, Any]]:
    """With nothing read that a map does not show, and the address of requests found once."""
    alone = [cluster.pk for cluster in view.clusters if cluster.count == 1]
    if not alone:
        return
    rows = ServiceRequest.objects.public().filter(pk__in=alone).select_related("service").only(*points.SHOWN)
    address = reverse("residents:request", args=["-"]).removesuffix("-")
    for row in rows:
        yield of_request(row, url=f"{address}{row.number}")


def _many(view: Viewport, around: Around) -> Iterator[dict[str, Any]]:
    """A view has hundreds of clusters: what is the same for all of them is found once."""
    address = f"{reverse('residents:home')}?{urlencode(around.filters.query() | {'bbox': ''})}"
    title = _("%(count)s requests near each other")
    for cluster in view.clusters:
        if cluster.count == 1:
            continue
        count = _grouped(cluster.count)
        label = f"≈ {count}" if view.is_estimate else count
        spot = "%2C".join(f"{degrees:.5f}" for degrees in cluster.bounds)
        named = {"label": label, "title": title % {"count": label}, "url": f"{address}{spot}#recent"}
        yield points.point(cluster.lon, cluster.lat, count=cluster.count, **named)


def _grouped(count: int) -> str:
    return str(count) if count < 1000 else number_format(count, use_l10n=True, force_grouping=True)


def _zoom(request: HttpRequest) -> int:
    try:
        return min(max(round(float(request.GET.get("zoom", ""))), 0), _NEAREST_ZOOM)
    except (ValueError, OverflowError):
        return min(grid.ZOOM, _NEAREST_ZOOM)
