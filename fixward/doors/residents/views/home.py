"""The start: report a problem, find one by its number, and what others have reported, on a map and as a list."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fixward.domain.catalog.queries import groups_with_services
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.queries import find, listed
from fixward.domain.service_requests.querysets import ServiceRequestQuerySet
from fixward.doors.residents.viewers import logged_in
from fixward.doors.residents.wording import tone
from fixward.foundation.text import clean

PER_PAGE = 20
# The list is for looking around, not for counting: nobody turns a hundred pages, and a full count reads every row.
MOST_LISTED = 2000
STATES = ("open", "closed")


class ShortPaginator(Paginator):  # type: ignore[type-arg]
    @cached_property
    def count(self) -> int:
        rows = cast("QuerySet[ServiceRequest]", self.object_list)
        return rows[:MOST_LISTED].count()


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    number = clean(request.GET.get("number", ""))[:120]
    if number and (service_request := find(number, logged_in(request))):
        return redirect("residents:request", service_request.number)
    state, group = chosen(request)
    rows = listed(filtered(ServiceRequest.objects.public(), state, group)).order_by("-submitted_at", "-pk")
    page = ShortPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "missing": number,
        "rows": [{"service_request": row, "tone": tone(row)} for row in page],
        "page": page,
        "groups": list(groups_with_services()),
        "state": state,
        "group": group,
        "points": _points(state, group),
    }
    return render(request, "residents/home.html", context)


def chosen(request: HttpRequest) -> tuple[str, str]:
    """State and service group asked for; empty means all."""
    state = request.GET.get("state", "")
    return (state if state in STATES else ""), clean(request.GET.get("group", ""))[:50]


def filtered(
    rows: ServiceRequestQuerySet[ServiceRequest], state: str, group: str
) -> ServiceRequestQuerySet[ServiceRequest]:
    """Only the requests in this state and group of services."""
    if state == "open":
        rows = rows.open()
    if state == "closed":
        rows = rows.filter(status="closed")
    return rows.filter(service__group__code=group) if group else rows


def _points(state: str, group: str) -> str:
    chosen: dict[str, Any] = {name: value for name, value in (("state", state), ("group", group)) if value}
    return f"{reverse('residents:points')}?bbox={{bbox}}" + (f"&{urlencode(chosen)}" if chosen else "")
