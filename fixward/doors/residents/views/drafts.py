"""Photos of a report that is still being written, sent one by one as soon as they are chosen."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fixward.doors.page import limits
from fixward.doors.residents.report import photos
from fixward.foundation.files.pictures import PictureRefused


@never_cache
@require_POST
def keep(request: HttpRequest) -> JsonResponse:
    """The token of the photo, or a sentence on why it cannot be taken."""
    if refused := limits.too_many(request, "photos"):
        return refused.told(JsonResponse({"sentence": refused.sentence}))
    file = request.FILES.get("photo")
    if file is None:
        return JsonResponse({"sentence": _("No photo came in. Please choose it again.")}, status=422)
    try:
        return JsonResponse({"token": photos.keep_one(file)})
    except PictureRefused as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=422)
