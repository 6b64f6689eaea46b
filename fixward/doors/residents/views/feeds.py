"""The same result for programs and feed readers: GeoJSON and Atom, for every filter."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.queries import listed
from fixward.doors.page import marks
from fixward.doors.residents.views.around import Around
from fixward.doors.residents.views.points import collection, feature, no_box

MOST_FEATURES = 1000
MOST_ENTRIES = 50


@require_safe
def geojson(request: HttpRequest) -> HttpResponse:
    """The newest that fit, at most MOST_FEATURES; `bbox` and the days ask for others."""
    around = Around.read(request.GET.dict())
    if around.box is None and "bbox" in request.GET:
        return no_box()
    rows = listed(around.newest())[:MOST_FEATURES]
    return collection([_whole(row) for row in rows], cache="public, max-age=60")


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The newest that fit, for a feed reader."""
    around = Around.read(request.GET.dict())
    here, page = (settings.BASE_URL + around.address(name) for name in ("residents:atom", "residents:home"))
    title = _("Requests in %(umbrella)s") % {"umbrella": settings.UMBRELLA_NAME}
    feed = Atom1Feed(title, page, "", feed_url=here, feed_guid=here, language=get_language())
    for row in listed(around.newest())[:MOST_ENTRIES]:
        _add(feed, row)
    headers = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Language, Cookie"}
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8", headers=headers)


def _add(feed: Atom1Feed, row: ServiceRequest) -> None:
    where = row.public_address or str(row.place or "")
    link = settings.BASE_URL + reverse("residents:request", args=[row.number])
    state = " · ".join(filter(None, [str(row.get_status_display()), str(row.organization), marks.made_up(row)]))
    feed.add_item(
        title=f"{row.service}, {where}" if where else str(row.service),
        link=link,
        unique_id=link,
        description=f"{state}\n{row.public_description}".strip(),
        pubdate=row.submitted_at,
        updateddate=row.updated_at,
        categories=[str(row.service)],
    )


def _whole(row: ServiceRequest) -> dict[str, object]:
    return feature(
        row,
        service=row.service.code,
        status=row.status,
        organization=row.organization.code,
        place=row.place.name if row.place else "",
        address=row.public_address,
        description=row.public_description,
        submitted_at=row.submitted_at.isoformat(),
        updated_at=row.updated_at.isoformat(),
        closed_at=row.closed_at.isoformat() if row.closed_at else None,
    )
