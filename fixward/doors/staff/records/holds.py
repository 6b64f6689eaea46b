"""Legal holds: what is held and why, a new one, and its release."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fixward.domain.records import holding, operations
from fixward.domain.records.models import Hold
from fixward.domain.records.operations import Refused
from fixward.domain.records.selection import Selection
from fixward.doors.staff.access import StaffRequest
from fixward.doors.staff.records.access import records_view
from fixward.doors.staff.records.forms import HoldForm, ReasonForm

PER_PAGE = 25


@require_safe
@records_view
def listing(request: StaffRequest) -> HttpResponse:
    """Those in force first."""
    rows = Hold.objects.filter(organization=request.member.organization).select_related("by__person")
    rows = rows.annotate(count=Count("held")).order_by(F("released_at").desc(nulls_first=True), "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "staff/records/holds.html", {"page": page})


@records_view
def new(request: StaffRequest) -> HttpResponse:
    """Asked, counted, placed: the first send shows how much is covered, the second one holds it."""
    organization = request.member.organization
    form = HoldForm(request.POST if request.method == "POST" else None, organization=organization)
    count = None
    if form.is_bound and form.is_valid():
        selection = form.selection()
        if "count" in request.POST and not selection.is_empty:
            count = selection.found(organization).count()
        else:
            try:
                hold = operations.place_hold(selection, reason=form.cleaned_data["reason"], by=request.member)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Held. Nothing of it is destroyed until you release it."))
                return redirect("staff:hold", hold.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "staff/records/new_hold.html", {"form": form, "count": count}, status=status)


@records_view
def one(request: StaffRequest, pk: int) -> HttpResponse:
    rows = Hold.objects.select_related("organization", "by__person", "released_by__person")
    hold = get_object_or_404(rows, pk=pk, organization=request.member.organization)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            operations.release_hold(hold, reason=form.cleaned_data["reason"], by=request.member)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Released."))
            return redirect("staff:hold", hold.pk)
    covered = holding.covered(hold).select_related("service")
    context = {
        "hold": hold,
        "form": form,
        "selection": Selection.read(hold.selection).described(),
        "page": Paginator(covered, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "staff/records/hold.html", context, status=422 if form.is_bound and form.errors else 200)
