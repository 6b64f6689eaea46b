"""The areas somebody watches: their list, each with what fits it, and the form."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fixward.domain.people.models import Person
from fixward.domain.service_requests.queries import listed as with_rows
from fixward.domain.watching import operations, policy, queries, shapes
from fixward.domain.watching.models import WatchArea
from fixward.domain.watching.operations import WatchRefused
from fixward.doors.page.marks import tone
from fixward.doors.residents import addresses
from fixward.doors.residents.views.around import Around
from fixward.doors.residents.views.home import PER_PAGE, ShortPaginator
from fixward.doors.residents.views.my.coming_in import for_residents
from fixward.doors.residents.views.my.watch_form import WatchForm, from_area, from_around
from fixward.doors.residents.views.points import collection, feature

MOST_POINTS = 500


@require_safe
@for_residents
def listed(request: HttpRequest, person: Person) -> HttpResponse:
    areas = list(queries.areas_of(person))
    counts = queries.counts(areas)
    rows = [{"area": area, "count": counts.get(area.pk, 0)} for area in areas]
    context = {
        "rows": rows,
        "person": person,
        "most": queries.MOST_COUNTED,
        "can_add": len(areas) < operations.MOST_AREAS,
    }
    return render(request, "residents/my_watches.html", context)


@require_safe
@for_residents
def show(request: HttpRequest, person: Person, area_id: int) -> HttpResponse:
    area = _own(person, area_id)
    page = ShortPaginator(with_rows(queries.matches(area)), PER_PAGE).get_page(request.GET.get("page"))
    box = shapes.extent(area)
    context = {
        "area": area,
        "rows": [{"service_request": row, "tone": tone(row)} for row in page],
        "page": page,
        "bounds": json.dumps(box) if box else "",
        "shape": json.dumps(shapes.drawing(area)),
    }
    return render(request, "residents/my_watch.html", context)


@require_safe
@for_residents
def points(request: HttpRequest, person: Person, area_id: int) -> HttpResponseBase:
    rows = with_rows(queries.matches(_own(person, area_id)))[:MOST_POINTS]
    return collection([feature(row) for row in rows], cache="private, no-store")


@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def add(request: HttpRequest, person: Person) -> HttpResponse:
    return _form(request, person, None, from_around(Around.read(request.GET.dict())))


@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def change(request: HttpRequest, person: Person, area_id: int) -> HttpResponse:
    area = _own(person, area_id)
    return _form(request, person, area, from_area(area))


@require_POST
@for_residents
def remove(request: HttpRequest, person: Person, area_id: int) -> HttpResponse:
    operations.remove(_own(person, area_id), by=person)
    messages.success(request, _("You do not watch this area any more."))
    return redirect("residents:watches")


def _own(person: Person, area_id: int) -> WatchArea:
    area = queries.areas_of(person).filter(pk=area_id).first()
    if area is None or not policy.can_change(person, area):
        raise Http404
    return area


def _form(request: HttpRequest, person: Person, area: WatchArea | None, initial: dict[str, Any]) -> HttpResponse:
    if request.method != "POST":
        return _drawn(request, area, WatchForm(initial=initial))
    data = request.POST.copy()
    addresses.choose(data)
    form = WatchForm(data, initial=initial)
    if data.get("go") != "save":
        return _drawn(request, area, _still_filled(data, initial))
    saved = _saved(form, person, area)
    if saved is None:
        return _drawn(request, area, form, status=422)
    messages.success(request, _("You watch this area now. What fits it stands here."))
    return redirect("residents:watch", saved.pk)


def _saved(form: WatchForm, person: Person, area: WatchArea | None) -> WatchArea | None:
    if not form.is_valid():
        return None
    try:
        wish = form.wish()
        return operations.change(area, wish, by=person) if area else operations.add(wish, by=person)
    except WatchRefused as refused:
        for field, sentence in refused.sentences.items():
            form.add_error(field or None, sentence)
        return None


def _still_filled(data: Any, initial: dict[str, Any]) -> WatchForm:
    """While somebody looks for an address nothing is wrong yet, and nothing typed is lost."""
    names = WatchForm.base_fields
    typed = {name: data.getlist(name) if name == "services" else data.get(name, "") for name in names}
    return WatchForm(initial=initial | typed)


def _drawn(request: HttpRequest, area: WatchArea | None, form: WatchForm, *, status: int = 200) -> HttpResponse:
    """With the addresses that fit what was typed, and the one that was chosen."""
    searched = str(form["where"].value() or "").strip()
    chosen = form["address"].value()
    context = {"form": form, "area": area, "found": form.found(), "searched": searched, "chosen": chosen}
    return render(request, "residents/my_watch_form.html", context, status=status)
