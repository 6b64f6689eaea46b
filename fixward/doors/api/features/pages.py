"""The addresses of the features: landing page, conformance, collections, items (OGC 17-069r4, 7)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema
from pydantic import Field

from fixward.domain.places.models import Boundary
from fixward.domain.service_requests.filters import ALL, CLOSED, OPEN, Filters
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.api import cursors, drawing
from fixward.doors.api.features import asked
from fixward.doors.api.problems import not_found
from fixward.doors.api.shapes import Given, Json, Number
from fixward.foundation.clock import rfc3339

router = Router(tags=["Features"])
_COLLECTION = "requests"
_FILTERS = ("state", "group", "service", "organization", "place")
_RELATED = ("service", "organization", "place")
_CONFORMS = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
)
_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_JSON, _GEOJSON = "application/json", "application/geo+json"
_OPENAPI = "application/vnd.oai.openapi+json;version=3.1"


class LinkOut(Schema):
    href: str
    rel: str
    type: str
    title: str


class LandingOut(Schema):
    title: str
    description: str
    links: list[LinkOut]


class ConformanceOut(Schema):
    conformsTo: list[str]


class CollectionOut(Schema):
    id: str
    title: str
    description: str
    extent: Json
    itemType: str
    crs: list[str]
    links: list[LinkOut]


class CollectionsOut(Schema):
    links: list[LinkOut]
    collections: list[CollectionOut]


class FeatureOut(Schema):
    type: str
    id: str
    geometry: Json
    properties: Json


class OneFeatureOut(FeatureOut):
    links: list[LinkOut]


class FeaturesOut(Schema):
    type: str
    numberReturned: int
    links: list[LinkOut]
    features: list[FeatureOut]


@router.get("/features", response=LandingOut)
def landing(request: HttpRequest) -> LandingOut:
    """Open this address in a map program as an OGC API - Features connection."""
    asked.must_be_known(request, ())
    return LandingOut(
        title=str(settings.UMBRELLA_NAME),
        description=_("What residents reported, as everybody may see it."),
        links=[
            _link(request, "landing", "self", _JSON, _("This page")),
            _link(request, "openapi-json", "service-desc", _OPENAPI, _("Description of the API")),
            _link(request, "conformance", "conformance", _JSON, _("What it conforms to")),
            _link(request, "collections", "data", _JSON, _("Collections")),
        ],
    )


@router.get("/features/conformance", response=ConformanceOut)
def conformance(request: HttpRequest) -> ConformanceOut:
    asked.must_be_known(request, ())
    return ConformanceOut(conformsTo=list(_CONFORMS))


@router.get("/features/collections", response=CollectionsOut)
def collections(request: HttpRequest) -> CollectionsOut:
    asked.must_be_known(request, ())
    here = _link(request, "collections", "self", _JSON, _("Collections"))
    return CollectionsOut(links=[here], collections=[_collection(request)])


@router.get("/features/collections/{name}", response=CollectionOut)
def collection(request: HttpRequest, name: str) -> CollectionOut:
    asked.must_be_known(request, ())
    _must_be_ours(name)
    return _collection(request)


class ItemsAsked(Given):
    """All as text: what cannot be read is refused with 400, as the standard has it."""

    bbox: str = Field("", description="west,south,east,north in degrees.")
    datetime: str = Field("", description="When it was reported: a moment or day, or two with a slash between.")
    limit: str = ""
    cursor: str = ""
    state: str = Field(ALL, description="open, closed, all")
    group: str = ""
    service: str = ""
    organization: str = ""
    place: str = ""


@router.get("/features/collections/{name}/items", response=FeaturesOut)
def items(request: HttpRequest, response: HttpResponse, name: str, given: Query[ItemsAsked]) -> FeaturesOut:
    """The newest first."""
    asked.must_be_known(request, ItemsAsked.model_fields)
    asked.must_be_one_of("state", given.state, (OPEN, CLOSED, ALL))
    _must_be_ours(name)
    filters = Filters.read({word: getattr(given, word) for word in _FILTERS})
    chosen = filters.choose(ServiceRequest.objects.public())
    chosen = chosen.filter(asked.box(given.bbox), asked.interval(given.datetime)).select_related(*_RELATED)
    page = cursors.page(chosen, given.cursor, asked.limit(given.limit))
    response["Content-Type"] = _GEOJSON
    features = [FeatureOut(**_feature(row)) for row in page]
    return FeaturesOut(
        type="FeatureCollection",
        numberReturned=len(features),
        links=_links_of_page(request, page.next),
        features=features,
    )


@router.get("/features/collections/{name}/items/{number}", response=OneFeatureOut)
def item(request: HttpRequest, response: HttpResponse, name: str, number: Path[Number]) -> OneFeatureOut:
    asked.must_be_known(request, ())
    _must_be_ours(name)
    related = ServiceRequest.objects.public().select_related(*_RELATED)
    row = related.filter(number=number).first()
    if row is None:
        raise not_found(_("There is no request with that number."))
    response["Content-Type"] = _GEOJSON
    links = [
        LinkOut(href=request.build_absolute_uri(), rel="self", type=_GEOJSON, title=_("This page")),
        _link(request, "collection", "collection", _JSON, _("The collection")),
    ]
    return OneFeatureOut(**_feature(row), links=links)


def _links_of_page(request: HttpRequest, following: str) -> list[LinkOut]:
    links = [LinkOut(href=request.build_absolute_uri(), rel="self", type=_GEOJSON, title=_("This page"))]
    if following:
        more = urlencode({**request.GET.dict(), "cursor": following})
        links.append(LinkOut(href=f"{_address(request, 'items')}?{more}", rel="next", type=_GEOJSON, title=_("More")))
    return [*links, _link(request, "collection", "collection", _JSON, _("The collection"))]


def _must_be_ours(name: str) -> None:
    if name != _COLLECTION:
        raise not_found(_("There is no such collection here."))


def _collection(request: HttpRequest) -> CollectionOut:
    return CollectionOut(
        id=_COLLECTION,
        title=_("Requests"),
        description=_("What residents reported, as everybody may see it."),
        extent={"spatial": {"bbox": [_extent()], "crs": _CRS84}, "temporal": {"interval": [[None, None]]}},
        itemType="feature",
        crs=[_CRS84],
        links=[
            _link(request, "collection", "self", _JSON, _("The collection")),
            _link(request, "items", "items", _GEOJSON, _("Requests")),
        ],
    )


def _extent() -> list[float]:
    """West, south, east, north of all ground there is."""
    found = Boundary.objects.aggregate(a=Min("west"), b=Min("south"), c=Max("east"), d=Max("north"))
    return [-180.0, -90.0, 180.0, 90.0] if found["a"] is None else [found[side] for side in "abcd"]


def _feature(row: ServiceRequest) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": row.number,
        "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
        "properties": {
            "number": row.number,
            "status": row.status,
            "resolution": row.resolution,
            "service": row.service.code,
            "service_name": str(row.service.name),
            "organization": row.organization.code,
            "organization_name": row.organization.name,
            "place": row.place.name if row.place else "",
            "address": row.public_address,
            "description": row.public_description,
            "submitted_at": rfc3339(row.submitted_at),
            "updated_at": rfc3339(row.updated_at),
            "closed_at": rfc3339(row.closed_at) if row.closed_at else None,
            "expected_at": rfc3339(row.expected_at) if row.expected_at else None,
            "url": drawing.address(row),
        },
    }


def _link(request: HttpRequest, name: str, rel: str, kind: str, title: str) -> LinkOut:
    return LinkOut(href=_address(request, name), rel=rel, type=kind, title=title)


def _address(request: HttpRequest, name: str) -> str:
    named = {"name": _COLLECTION} if name in ("collection", "items") else {}
    return request.build_absolute_uri(reverse(f"api:{name}", kwargs=named))
