"""The start: report a problem, find one by its number, and what others have reported, on a map and as a list."""

from __future__ import annotations

import json
from functools import cached_property
from typing import cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.queries import find, listed
from fixward.doors.page.marks import tone
from fixward.doors.residents.viewers import logged_in
from fixward.doors.residents.views.around import Around, choices
from fixward.foundation.text import clean

PER_PAGE = 20
# The list is for looking around, not for counting: nobody turns a hundred pages, and a full count reads every row.
MOST_LISTED = 2000


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
    around = Around.read(request.GET.dict())
    page = ShortPaginator(listed(around.newest()), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "missing": number,
        "rows": [{"service_request": row, "tone": tone(row)} for row in page],
        "page": page,
        "most": MOST_LISTED,
        "around": around,
        "points": around.on_the_map(),
        "bounds": json.dumps(around.box) if around.box else "",
        "bbox": around.query().get("bbox", ""),
        "atom": around.address("residents:atom"),
        "watch": around.address("residents:add_watch"),
        "geojson": around.address("residents:geojson"),
        "more": bool(around.filters.query().keys() - {"state", "group", "text"}),
        **choices(),
    }
    return render(request, "residents/home.html", context)
