"""What the retention schedules will take, and the certificates of what they have taken."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fixward.domain.records import certificates, retention
from fixward.domain.records.models import Destruction, Run
from fixward.doors.staff.access import StaffRequest
from fixward.doors.staff.records.access import records_view

PER_PAGE = 50


@require_safe
@records_view
def listing(request: StaffRequest) -> HttpResponse:
    organization = request.member.organization
    rows = Run.objects.filter(organization=organization).exclude(counts={}, ended_at__isnull=False)
    context = {
        "due": retention.look_ahead(organization),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "staff/records/destroyed.html", context)


@require_safe
@records_view
def certificate(request: StaffRequest, pk: int) -> HttpResponseBase:
    """What one run destroyed, request by request; as a file with ?form=csv."""
    run = get_object_or_404(Run.objects.select_related("organization"), pk=pk, organization=request.member.organization)
    if request.GET.get("form") == "csv":
        name = f"destroyed-{run.organization.code}-{run.begun_at:%Y-%m-%d}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingHttpResponse(certificates.lines(run), content_type="text/csv; charset=utf-8", headers=headers)
    rows = Destruction.objects.filter(run=run).select_related("service_request")
    context = {"run": run, "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))}
    return render(request, "staff/records/certificate.html", context)
