"""What a public request looks like where it is shared: a picture for messengers, a QR code for paper."""

from __future__ import annotations

import hashlib
import io

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from fixward.domain.service_requests import queries
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.page import marks
from fixward.doors.residents import wording
from fixward.foundation.text import clean

KEPT_S = 300


@require_safe
def card(request: HttpRequest, number: str) -> HttpResponse:
    """The preview card, 1200 by 630 pixels, drawn anew only when the request or its language has changed."""
    service_request = _public(number)
    photo = service_request.photos.filter(hidden_at=None).order_by("pk").first()
    stamp = f"{service_request.pk} {service_request.version} {photo and photo.pk} {get_language()}"
    etag = f'"{hashlib.sha256(stamp.encode()).hexdigest()[:32]}"'
    unchanged = get_conditional_response(request, etag)
    if not isinstance(unchanged, HttpResponse):
        from fixward.doors.residents import card as cards  # noqa: PLC0415  (with the memory of what draws it)

        lines = cards.Lines(
            title=str(service_request.service),
            where=wording.where(service_request),
            state=str(service_request.get_status_display()),
            holder=str(service_request.organization),
            mark=marks.made_up(service_request),
            umbrella=settings.UMBRELLA_NAME,
        )
        unchanged = HttpResponse(cards.drawn(lines, photo.thumbnail if photo else None), content_type="image/png")
    unchanged["ETag"] = etag
    unchanged["Cache-Control"] = f"public, max-age={KEPT_S}"
    unchanged["Vary"] = "Accept-Language, Cookie"
    return unchanged


@require_safe
def qr(request: HttpRequest, number: str) -> HttpResponse:
    """The address of the request's page, for a camera."""
    import segno  # noqa: PLC0415  (with its memory)

    service_request = _public(number)
    code = segno.make(settings.BASE_URL + reverse("residents:request", args=[service_request.number]), micro=False)
    drawing = io.BytesIO()
    code.save(drawing, kind="svg", scale=4, border=2, light="#fff", xmldecl=False)
    headers = {"Cache-Control": f"public, max-age={KEPT_S}"}
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml", headers=headers)


def _public(number: str) -> ServiceRequest:
    found = queries.find(clean(number)[:120], None)
    if found is None:
        raise Http404
    return found
