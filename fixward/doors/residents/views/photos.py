"""Photos of requests, for whoever may see the request; where they lie in the storage is nobody's business."""

from __future__ import annotations

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from fixward.domain.service_requests.models import Photo, ServiceRequest
from fixward.doors.residents.viewers import viewers

_A_WEEK_S = 7 * 24 * 3600


@require_safe
def photo(request: HttpRequest, photo_id: int) -> HttpResponseBase:
    return _answer(request, photo_id, small=False)


@require_safe
def photo_small(request: HttpRequest, photo_id: int) -> HttpResponseBase:
    return _answer(request, photo_id, small=True)


def _answer(request: HttpRequest, photo_id: int, *, small: bool) -> HttpResponseBase:
    found = Photo.objects.filter(pk=photo_id, hidden_at=None).select_related("service_request").first()
    if found is None:
        raise Http404
    is_public = not found.service_request.is_private and found.service_request.hidden_at is None
    if not is_public and not _may_see(request, found.service_request):
        raise Http404
    response = FileResponse(_opened(found.thumbnail if small else found.file), content_type="image/jpeg")
    response["Cache-Control"] = f"public, max-age={_A_WEEK_S}" if is_public else "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{found.service_request.number}-{found.pk}.jpg"'
    return response


def _may_see(request: HttpRequest, service_request: ServiceRequest) -> bool:
    same = ServiceRequest.objects.filter(pk=service_request.pk)
    return any(same.visible_to(viewer).exists() for viewer in viewers(request, service_request.number))


def _opened(file: FieldFile) -> FieldFile:
    try:
        file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return file
