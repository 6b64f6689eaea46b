"""What did not reach organizations off the platform, and what came from them and was not taken: why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fixward.domain.governments import permissions
from fixward.domain.service_requests.operations import Refused
from fixward.doors.staff.access import StaffRequest, elsewhere, staff_view
from fixward.followups.exchange.connectors import operations, queries
from fixward.followups.exchange.connectors.models import Connector, Dispatch, Way
from fixward.followups.exchange.connectors.troubles import Trouble

PER_PAGE = 50
MOST_REFUSED = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that did not go out."""

    dispatch: Dispatch
    may_be_there: bool

    @property
    def is_held(self) -> bool:
        return self.dispatch.held_at is not None


@require_safe
@staff_view
def queue(request: StaffRequest) -> HttpResponse:
    """What waits for a person first, then what is tried again by itself."""
    _must_work(request)
    page = Paginator(queries.undelivered(request.member), PER_PAGE).get_page(request.GET.get("page"))
    by_open311 = set(Connector.objects.filter(way=Way.OPEN311).values_list("organization_id", flat=True))
    rows = [Row(one, _may_be_there(one, by_open311)) for one in page.object_list]
    refused = list(queries.refused(request.member)[:MOST_REFUSED])
    silent = Connector.objects.filter(way=Way.OPEN311).exclude(poll_trouble="").select_related("organization")
    context = {"page": page, "rows": rows, "refused": refused, "silent": silent}
    return render(request, "staff/outside.html", context)


@require_POST
@staff_view
def send_again(request: StaffRequest, pk: int) -> HttpResponse:
    _must_work(request)
    try:
        operations.send_again(_dispatch(request, pk), by=request.member)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is sent again."))
    return elsewhere(request, redirect("staff:outside"))


@require_POST
@staff_view
def is_there(request: StaffRequest, pk: int) -> HttpResponse:
    _must_work(request)
    try:
        operations.is_there(_dispatch(request, pk), number=request.POST.get("number", "")[:100], by=request.member)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted: they have it."))
    return elsewhere(request, redirect("staff:outside"))


@require_POST
@staff_view
def seen_to(request: StaffRequest, pk: int) -> HttpResponse:
    _must_work(request)
    found = queries.refused(request.member).filter(pk=pk).first()
    if found is None:
        raise Http404
    operations.settle(found, by=request.member)
    messages.success(request, _("Seen to."))
    return elsewhere(request, redirect("staff:outside"))


def _must_work(request: StaffRequest) -> None:
    if not permissions.WORK.is_given_to(request.member.role):
        raise Http404


def _dispatch(request: StaffRequest, pk: int) -> Dispatch:
    rows: QuerySet[Dispatch] = queries.undelivered(request.member)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _may_be_there(dispatch: Dispatch, by_open311: set[int]) -> bool:
    """Whether somebody can find it on the other side, and by which number."""
    is_doubtful = dispatch.trouble in (Trouble.UNKNOWN, Trouble.UNREACHABLE, Trouble.DUPLICATE)
    return is_doubtful and dispatch.organization_id in by_open311
