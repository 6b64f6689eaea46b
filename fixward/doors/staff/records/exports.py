"""Public records: asked for, looked through, produced, downloaded; and the log of all of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from fixward.domain.records import operations, release
from fixward.domain.records.kinds import Sort
from fixward.domain.records.models import Export, Stage, Withholding
from fixward.domain.records.operations import Refused
from fixward.domain.records.selection import Selection
from fixward.domain.service_requests import numbers
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.staff.access import StaffRequest
from fixward.doors.staff.records.access import records_view
from fixward.doors.staff.records.forms import ChoicesForm, ExportForm, WithholdForm

PER_PAGE = 25
_RECENT_REASONS = 20


@require_safe
@records_view
def listing(request: StaffRequest) -> HttpResponse:
    """Every export there ever was, the latest first."""
    rows = Export.objects.filter(organization=request.member.organization).select_related("asked_by__person")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "staff/records/exports.html", {"page": page})


@records_view
def new(request: StaffRequest) -> HttpResponse:
    organization = request.member.organization
    if request.method != "POST":
        return _asked(request, ExportForm(organization=organization), ChoicesForm())
    form, choices = ExportForm(request.POST, organization=organization), ChoicesForm(request.POST)
    if form.is_valid() and choices.is_valid():
        try:
            export = operations.prepare(
                form.selection(),
                title=form.cleaned_data["title"],
                key=form.cleaned_data["key"],
                by=request.member,
                **choices.choices(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("staff:export_of_records", export.pk)
    return _asked(request, form, choices, status=422)


@require_safe
@records_view
def one(request: StaffRequest, pk: int) -> HttpResponse:
    return _drawn(request, _export(request, pk))


@require_POST
@records_view
def do(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    """Change what goes in, black out in every text, release after all, produce, call off."""
    export = _export(request, pk)
    if act not in _ACTS:
        raise Http404
    try:
        _ACTS[act](request, export)
    except Refused as refusal:
        form = WithholdForm(request.POST) if act == "withhold" else None
        return _drawn(request, _export(request, pk), refused=str(refusal), form=form, status=422)
    number = numbers.read(request.POST.get("number", ""))
    if act == "take-back" and number:
        return redirect("staff:look_through", pk, number)
    return redirect("staff:export_of_records", pk)


@records_view
def look(request: StaffRequest, pk: int, number: str) -> HttpResponse:
    """One request as it will be released, each piece with the way to withhold it."""
    export = _export(request, pk)
    service_request = release.wanted(export).filter(number=number).first()
    if service_request is None:
        raise Http404
    if request.method != "POST":
        return _looked_at(request, export, service_request)
    given = request.POST
    form = WithholdForm(given)
    sort, thing = given.get("sort", ""), given.get("thing", "")
    if sort not in Sort.values or not thing.isdecimal() or len(thing) > 18 or not form.is_valid():
        raise Http404
    try:
        operations.withhold(
            export,
            service_request=service_request,
            sort=Sort(sort),
            thing=int(thing),
            by=request.member,
            **form.cleaned_data,
        )
    except Refused as refusal:
        refused = {"sentence": str(refusal), "sort": sort, "thing": int(thing), "form": form}
        return _looked_at(request, export, service_request, refused=refused, status=422)
    messages.success(request, _("It stays out. The manifest will say why."))
    return redirect("staff:look_through", pk, number)


@require_GET
@records_view
def take(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The package; each time is logged."""
    export = _export(request, pk)
    try:
        file = operations.download(export, by=request.member)
    except Refused as refusal:
        return _drawn(request, export, refused=str(refusal), status=410)
    name = f"records-{export.organization.code}-{slugify(export.title)[:60] or export.pk}.zip"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response["X-Content-Type-Options"] = "nosniff"
    response["Digest"] = f"sha-256={export.sha256}"
    return response


def _export(request: StaffRequest, pk: int) -> Export:
    rows = Export.objects.select_related("organization", "asked_by__person", "ordered_by__person")
    return get_object_or_404(rows, pk=pk, organization=request.member.organization)


def _choose(request: StaffRequest, export: Export) -> None:
    form = ChoicesForm(request.POST)
    if form.is_valid():
        operations.choose(export, by=request.member, **form.choices())
        messages.success(request, _("Saved."))


def _withhold_everywhere(request: StaffRequest, export: Export) -> None:
    form = WithholdForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Say which words to black out in every text."))
    operations.withhold(export, sort=Sort.EVERYWHERE, by=request.member, **form.cleaned_data)
    messages.success(request, _("Blacked out in every text."))


def _take_back(request: StaffRequest, export: Export) -> None:
    typed = request.POST.get("withholding", "")
    key = int(typed) if typed.isdecimal() and len(typed) < 19 else 0
    operations.take_back(get_object_or_404(Withholding, pk=key, export=export), by=request.member)
    messages.success(request, _("It is released after all."))


def _produce(request: StaffRequest, export: Export) -> None:
    operations.produce(export, by=request.member)


def _call_off(request: StaffRequest, export: Export) -> None:
    operations.call_off(export, by=request.member)


_ACTS: dict[str, Callable[[StaffRequest, Export], None]] = {
    "choose": _choose,
    "withhold": _withhold_everywhere,
    "take-back": _take_back,
    "produce": _produce,
    "call-off": _call_off,
}


def _asked(request: StaffRequest, form: ExportForm, choices: ChoicesForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "choices": choices, "key": form.data.get("key") or uuid.uuid4()}
    return render(request, "staff/records/new_export.html", context, status=status)


def _drawn(
    request: StaffRequest, export: Export, *, refused: str = "", form: WithholdForm | None = None, status: int = 200
) -> HttpResponse:
    """A draft with its requests; later how far it is, or the package, and who took it."""
    context: dict[str, Any] = {
        "export": export,
        "stage": export.stage,
        "selection": Selection.read(export.selection).described(),
        "withholdings": export.withholdings.select_related("service_request", "by__person"),
        "refused": refused,
    }
    if export.stage == Stage.DRAFT:
        requests = release.wanted(export).select_related("service", "place")
        page = Paginator(requests, PER_PAGE).get_page(request.GET.get("page"))
        withheld = set(context["withholdings"].values_list("service_request", flat=True))
        context |= {
            "choices": ChoicesForm(instance=export),
            "page": page,
            "touched": withheld,
            "left_out": release.left_out(export),
            "form": form or WithholdForm(),
            "reasons": _reasons(export),
        }
    else:
        context["downloads"] = export.downloads.select_related("member__person")[:PER_PAGE]
    return render(request, "staff/records/export.html", context, status=status)


def _looked_at(
    request: StaffRequest,
    export: Export,
    service_request: ServiceRequest,
    *,
    refused: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    wanted = release.wanted(export)
    context = {
        "export": export,
        "is_draft": export.stage == Stage.DRAFT,
        "released": next(release.Releasing(export).release([service_request.pk])),
        "before": wanted.filter(pk__lt=service_request.pk).order_by("-pk").first(),
        "after": wanted.filter(pk__gt=service_request.pk).first(),
        "refused": refused,
        "reasons": _reasons(export),
    }
    return render(request, "staff/records/look.html", context, status=status)


def _reasons(export: Export) -> list[str]:
    """The exemptions named lately, to choose from."""
    named = Withholding.objects.filter(export__organization=export.organization).order_by().values("reason")
    newest = named.annotate(last=Max("at")).order_by("-last")
    return list(newest.values_list("reason", flat=True)[:_RECENT_REASONS])
