"""Going stand-alone: what has to be in place, what would change, the day, and taking over what is open."""

from __future__ import annotations

import json
from typing import Any

import shapely
from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fixward.domain.governments.changes import Refused, save
from fixward.domain.governments.models import Member, Organization
from fixward.domain.governments.policy import has_administrator
from fixward.domain.places import drawing
from fixward.domain.places.models import Place
from fixward.domain.routing.setup import STAND_ALONE, missing_to_stand_alone, stands_alone
from fixward.domain.service_requests import operations, policy, standing_alone
from fixward.doors.staff.access import StaffRequest, staff_view
from fixward.doors.staff.setup.access import Setup
from fixward.doors.staff.setup.forms.form import Day


class DayForm(forms.Form):
    """The first day on which its requests come to itself."""

    stand_alone_from = Day(
        label=gettext_lazy("It stands alone from"),
        help_text=gettext_lazy("From midnight of that day, in its own time zone."),
    )


@staff_view
def page(request: StaffRequest, code: str) -> HttpResponse:
    setup = _setup(request.member, code)
    town = setup.organization
    assert town is not None
    form = DayForm(request.POST or None, initial={"stand_alone_from": town.stand_alone_from})
    if request.method == "POST" and form.is_valid():
        try:
            save(STAND_ALONE, town, by=request.member, **form.cleaned_data)
        except Refused as refusal:
            for name, sentence in refusal.sentences.items():
                form.add_error(name or None, sentence)
        else:
            messages.success(request, _("The day is set. Until then it can be called off."))
            return redirect(setup.stand_alone)
    return render(request, "staff/setup/alone.html", _context(request, setup, town, form), status=_status(form))


@require_POST
@staff_view
def call_off(request: StaffRequest, code: str) -> HttpResponse:
    setup = _setup(request.member, code)
    assert setup.organization is not None
    try:
        save(STAND_ALONE, setup.organization, by=request.member, stand_alone_from=None)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Called off. Everything stays as it is."))
    return redirect(setup.stand_alone)


@require_safe
@staff_view
def rehearsal(request: StaffRequest, code: str) -> HttpResponse:
    """Nothing is changed by it: each request of last month, and where it would go."""
    setup = _setup(request.member, code)
    assert setup.organization is not None
    rows = standing_alone.rehearse(setup.organization, request.member)
    context = {
        "setup": setup,
        "is_stand_alone": True,
        "rows": rows,
        "changing": sum(row.changes for row in rows),
        "without": sum(not row.department for row in rows if row.organization == setup.organization.name),
        "most": standing_alone.MOST_REHEARSED,
    }
    return render(request, "staff/setup/rehearsal.html", context)


@require_POST
@staff_view
def adopt(request: StaffRequest, code: str) -> HttpResponse:
    setup = _setup(request.member, code)
    assert setup.organization is not None
    try:
        count = operations.adopt(setup.organization, by=request.member)
    except operations.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("%(count)d open requests are yours now. Who follows them hears of it once.") % {"count": count}
        )
    return redirect(setup.stand_alone)


def _setup(member: Member, code: str) -> Setup:
    """Raises Http404."""
    setup = Setup(member, get_object_or_404(Organization, code=code))
    if not setup.can_stand_alone:
        raise Http404
    return setup


def _context(request: StaffRequest, setup: Setup, town: Organization, form: DayForm) -> dict[str, Any]:
    tallies = standing_alone.last_year(town)
    return {
        "setup": setup,
        "is_stand_alone": True,
        "town": town,
        "form": form,
        "stands_alone": stands_alone(town),
        "missing": missing_to_stand_alone(town),
        "departments": list(town.departments.all()),
        "has_administrator": has_administrator(town),
        "limits": _limits(town),
        "tallies": tallies,
        "inside": sum(tally.inside for tally in tallies),
        "own": sum(tally.own for tally in tallies),
        "still_held": operations.adoptable(town).count(),
        "can_adopt": policy.can_adopt(request.member, town),
    }


def _limits(town: Organization) -> str:
    """All its ground as one GeoJSON geometry; empty where no rule names any."""
    places = Place.objects.filter(pk__in=standing_alone.places_of(town)).prefetch_related("boundaries")
    shapes = [shape for place in places if (shape := drawing.of(place, timezone.localdate())) is not None]
    return json.dumps(drawing.written(shapely.union_all(shapes))) if shapes else ""


def _status(form: DayForm) -> int:
    return 422 if form.is_bound and form.errors else 200
