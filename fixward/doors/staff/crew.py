"""What a crew takes along: one page to be printed, with a map, what was reported, and a code that leads back."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from fixward.domain.places.still import still
from fixward.doors.staff.access import StaffRequest, staff_view, visible
from fixward.doors.staff.desk import Desk

MOST_PHOTOS = 4


@require_safe
@staff_view
def crew(request: StaffRequest, number: str) -> HttpResponse:
    """Without the reporter, unless somebody who may see them asks for it: papers lie about."""
    import segno  # noqa: PLC0415  (with its memory)

    service_request = visible(request, number)
    drawn = Desk(service_request, request.member)
    address = settings.BASE_URL + resolve_url("staff:request", service_request.number)
    context = {
        "desk": drawn,
        "service_request": service_request,
        "still": still(service_request.lon, service_request.lat),
        "photos": drawn.photos[:MOST_PHOTOS],
        "code": SafeString(segno.make(address, error="m").svg_inline(scale=3, border=2)),
        "reporter": drawn.reporter if "reporter" in request.GET else None,
    }
    return render(request, "staff/crew.html", context)
