"""Which services the words typed so far are about, to be put under the search field."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fixward.domain.service_requests.where import NotHere, spot
from fixward.doors.residents.report import coordinates, services


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("filter", "").strip()
    try:
        here = spot(*coordinates.read(request.GET.get("lon", ""), request.GET.get("lat", "")))
    except NotHere:
        return HttpResponse(status=204)
    fitting = services.found_in(services.groups_at(here), typed) if typed else []
    return render(request, "residents/_services_found.html", {"fitting": fitting, "typed": typed})
