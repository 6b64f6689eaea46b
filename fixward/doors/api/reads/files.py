"""Photos, and files beside notes and replies, for whoever may see what they belong to."""

from __future__ import annotations

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Path, Router

from fixward.domain.conversations.policy import can_have
from fixward.domain.conversations.queries import attachment
from fixward.domain.service_requests.models import Photo
from fixward.domain.service_requests.queries import can_see_photo
from fixward.domain.service_requests.querysets import Viewer
from fixward.doors.api.coming_in import OPEN, OR_NONE, visit
from fixward.doors.api.problems import not_found
from fixward.doors.api.shapes import InPath

router = Router(tags=["Files"])
_IMAGE = {"responses": {200: {"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}}}
_FILE = {"responses": {200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}}}


@router.get("/photos/{photo_id}", auth=OPEN, openapi_extra=OR_NONE | _IMAGE)
def photo(request: HttpRequest, photo_id: Path[InPath]) -> HttpResponse:
    """At most 2048 pixels a side, as JPEG."""
    return _image(_photo(photo_id, visit(request).viewer).file)


@router.get("/photos/{photo_id}/small", auth=OPEN, openapi_extra=OR_NONE | _IMAGE)
def small_photo(request: HttpRequest, photo_id: Path[InPath]) -> HttpResponse:
    """At most 400 pixels a side, as JPEG."""
    return _image(_photo(photo_id, visit(request).viewer).thumbnail)


@router.get("/files/{file_id}", auth=OPEN, openapi_extra=OR_NONE | _FILE)
def file(request: HttpRequest, file_id: Path[InPath]) -> FileResponse:
    """As it was added, under its name."""
    found = attachment(file_id)
    if found is None or not can_have(visit(request).viewer, found):
        raise not_found()
    kept = _opened(found.file)
    response = FileResponse(kept, content_type=found.content_type, as_attachment=True, filename=found.name)
    response["Content-Security-Policy"] = "sandbox"
    return response


def _photo(pk: int, viewer: Viewer) -> Photo:
    """Raises Problem."""
    found = Photo.objects.filter(pk=pk).select_related("service_request__organization").first()
    if found is None or not can_see_photo(viewer, found):
        raise not_found()
    return found


def _image(kept: FieldFile) -> HttpResponse:
    with _opened(kept) as opened:
        return HttpResponse(opened.read(), content_type="image/jpeg")


def _opened(kept: FieldFile) -> FieldFile:
    try:
        kept.open("rb")
    except FileNotFoundError:
        raise not_found() from None
    return kept
