"""Files of places and assets: brought, looked at on a map before anything changes, applied by the worker."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fixward.domain.governments.changes import Refused
from fixward.domain.governments.models import Member
from fixward.domain.surveying import operations, policy, queries
from fixward.domain.surveying.models import GroundFile, Sort, Stage
from fixward.doors.staff.access import StaffRequest, staff_view
from fixward.doors.staff.setup.access import Setup
from fixward.doors.staff.setup.forms.ground import AssetsForm, BoundariesForm, BringForm, layer_codes

PER_PAGE = 30
_FORMS = {Sort.BOUNDARIES: BoundariesForm, Sort.ASSETS: AssetsForm}


@require_safe
@staff_view
def overview(request: StaffRequest) -> HttpResponse:
    """What ground is known, and every file that was ever brought."""
    files = GroundFile.objects.select_related("by__person").defer("shapes", "traces", "columns")
    context = _page(request.member) | {
        "kinds": queries.counted_kinds(),
        "layers": queries.layers(),
        "sources": queries.address_sources(),
        "page": Paginator(files, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "staff/setup/files.html", context)


@staff_view
def bring(request: StaffRequest, sort: str) -> HttpResponse:
    context = _page(request.member)
    if sort not in Sort.values:
        raise Http404
    is_sent = request.method == "POST"
    form = BringForm(request.POST, request.FILES) if is_sent else BringForm()
    if is_sent and form.is_valid():
        try:
            brought = operations.bring(Sort(sort), form.cleaned_data["file"], by=request.member)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("staff:setup_file", brought.pk)
    context |= {"form": form, "sort": Sort(sort)}
    return render(request, "staff/setup/bring.html", context, status=422 if form.errors else 200)


@staff_view
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """How it is read, how far it has come, what it would change or has changed."""
    context = _page(request.member)
    ground_file = get_object_or_404(GroundFile.objects.select_related("headway", "by__person"), pk=pk)
    if request.htmx and not ground_file.is_under_way:
        return HttpResponse(headers={"HX-Refresh": "true"})  # the end of it is another page, with a map
    is_sent = request.method == "POST"
    form = _FORMS[Sort(ground_file.sort)](request.POST if is_sent else None, ground_file=ground_file)
    if is_sent and form.is_valid():
        try:
            operations.choose(ground_file, chosen=form.chosen(), by=request.member)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("staff:setup_file", pk)
    context |= {
        "file": ground_file,
        "form": form,
        "layer_codes": layer_codes() if ground_file.sort == Sort.ASSETS else [],
        "drawn": json.dumps({"type": "FeatureCollection", "features": ground_file.shapes}),
        "is_foreseen": ground_file.stage == Stage.FORESEEN,
        "has_told": ground_file.stage in (Stage.FORESEEN, Stage.APPLIED, Stage.TAKEN_BACK),
    }
    return render(request, "staff/setup/file.html", context, status=422 if form.errors else 200)


@require_POST
@staff_view
def apply(request: StaffRequest, pk: int) -> HttpResponse:
    return _done(request, pk, operations.apply, "")


@require_POST
@staff_view
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    return _done(request, pk, operations.discard, _("Discarded. Nothing has changed."))


def _done(request: StaffRequest, pk: int, act: Any, said: str) -> HttpResponse:
    _page(request.member)
    try:
        act(get_object_or_404(GroundFile, pk=pk), by=request.member)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if said:
            messages.success(request, said)
    return redirect("staff:setup_file", pk)


def _page(member: Member) -> dict[str, Any]:
    """What each of these pages has. Raises Http404 for who may not change the ground."""
    if not policy.can_survey(member):
        raise Http404
    return {"setup": Setup(member, None), "is_ground": True}
