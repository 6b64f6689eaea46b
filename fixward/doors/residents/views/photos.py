"""Photos of requests, for whoever may see the request; where they lie in the storage is nobody's business."""

from __future__ import annotations

import hashlib

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from fixward.domain.service_requests.models import Photo
from fixward.domain.service_requests.queries import can_see_photo
from fixward.doors.page.privacy import keep_nowhere
from fixward.doors.residents.viewers import viewers

# How long a photo is still seen after it was hidden. Asking again costs a query, and the file is neither read nor sent.
KEPT_S = 60


@require_safe
def photo(request: HttpRequest, photo_id: int) -> HttpResponseBase:
    return _answer(request, photo_id, small=False)


@require_safe
def photo_small(request: HttpRequest, photo_id: int) -> HttpResponseBase:
    return _answer(request, photo_id, small=True)


def _answer(request: HttpRequest, photo_id: int, *, small: bool) -> HttpResponseBase:
    found = Photo.objects.filter(pk=photo_id).select_related("service_request").first()
    if found is None:
        raise Http404
    file = found.thumbnail if small else found.file
    if found.hidden_at is not None or not found.service_request.is_public:
        if not any(can_see_photo(one, found) for one in viewers(request, found.service_request.number)):
            raise Http404
        response: HttpResponseBase = _image(found, file)
        keep_nowhere(response)
        return response
    etag = _etag(file)
    response = get_conditional_response(request, etag) or _image(found, file)
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={KEPT_S}, must-revalidate"
    return response


def _image(photo: Photo, file: FieldFile) -> FileResponse:
    response = FileResponse(_opened(file), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{photo.service_request.number}-{photo.pk}.jpg"'
    return response


def _etag(file: FieldFile) -> str:
    """A file is never written anew under the same name, so its name says what is in it; and nobody learns the name."""
    return f'"{hashlib.sha256(str(file.name).encode()).hexdigest()[:32]}"'


def _opened(file: FieldFile) -> FieldFile:
    try:
        file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return file
