"""Files of replies and notes, for whoever may read these: always to be kept, never shown as a page of this site."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from fixward.domain.conversations.policy import can_have
from fixward.domain.conversations.queries import attachment
from fixward.doors.page.privacy import keep_nowhere
from fixward.doors.residents.viewers import viewers


@require_safe
def file(request: HttpRequest, file_id: int) -> HttpResponseBase:
    found = attachment(file_id)
    if found is None or not any(can_have(viewer, found) for viewer in viewers(request, found.service_request.number)):
        raise Http404
    try:
        found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(found.file, as_attachment=True, filename=found.name, content_type=found.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox"
    keep_nowhere(response)
    return response
