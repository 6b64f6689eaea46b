"""What was reported: lists that go on where they ended, and one request with all that the caller may see."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router
from pydantic import Field

from fixward.domain.service_requests.clusters import inside, read_box
from fixward.domain.service_requests.filters import Filters
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.querysets import Viewer
from fixward.doors.api import cursors, drawing
from fixward.doors.api.coming_in import OPEN, OR_NONE, visit
from fixward.doors.api.finding import seen
from fixward.doors.api.problems import wrong
from fixward.doors.api.shapes import Day, Given, Number, RequestPage, WholeOut

router = Router(tags=["Requests"], auth=OPEN)

_Word = Annotated[str, Field(max_length=100)]


class Paged(Given):
    cursor: str = Field("", max_length=200, description="From the address of the next page.")
    limit: int = Field(cursors.USUAL, ge=1, le=cursors.MOST, description="Rows on a page.")


class RequestsAsked(Paged):
    """As on the map and in the list of the pages."""

    state: Literal["open", "closed", "all"] = "open"
    group: _Word = ""
    service: _Word = ""
    organization: _Word = ""
    place: _Word = ""
    since: Day | None = Field(None, description="The first day, in the place's zone.")
    until: Day | None = Field(None, description="The last day.")
    text: _Word = Field("", description="Words of the description.")
    bbox: str = Field("", max_length=200, description="west,south,east,north in degrees.")

    def filters(self) -> Filters:
        return Filters.read({name: str(value) for name, value in self.dict().items() if value is not None})


@router.get("/requests", response=RequestPage, openapi_extra=OR_NONE)
def requests(request: HttpRequest, response: HttpResponse, asked: Query[RequestsAsked]) -> RequestPage:
    """The newest first. With a key, also what only its holder may see."""
    viewer = visit(request).viewer
    found = asked.filters().choose(ServiceRequest.objects.visible_to(viewer))
    if asked.bbox:
        box = read_box(asked.bbox)
        if box is None:
            raise wrong(bbox=_("Give bbox=west,south,east,north in degrees."))
        found = found.filter(inside(box))
    return answer(request, response, found, asked, viewer)


@router.get("/requests/{number}", response=WholeOut, openapi_extra=OR_NONE)
def one_request(request: HttpRequest, number: Path[Number]) -> WholeOut:
    """By its number, in whatever groups it was said, or by its id in the system it came from."""
    viewer = visit(request).viewer
    return drawing.whole(seen(number, viewer), viewer)


def answer(request: HttpRequest, response: HttpResponse, found: object, asked: Paged, viewer: Viewer) -> RequestPage:
    """One page of these requests."""
    page = cursors.page(drawing.shown(found), asked.cursor, asked.limit)  # type: ignore[arg-type]
    items = drawing.rows(page, viewer)
    return RequestPage(items=items, next=cursors.link_next(request, response, page.next))
