"""The set-up: lists of what there is, and forms that change one thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fixward.domain.governments import policy
from fixward.domain.governments.changes import Refused
from fixward.doors.staff.access import StaffRequest, staff_view
from fixward.doors.staff.setup import ground
from fixward.doors.staff.setup.access import Setup, setup_of
from fixward.doors.staff.setup.forms.form import SetupForm
from fixward.doors.staff.setup.rows import Row
from fixward.doors.staff.setup.section import Section

PER_PAGE = 50


@require_safe
@staff_view
def home(request: StaffRequest, code: str = "") -> HttpResponse:
    """What can be set up: at home, of another organization, and of what all share."""
    if not policy.is_administrator(request.member):
        return render(request, "staff/setup/not_administrator.html", status=403)
    setup = setup_of(request.member, code or request.member.organization.code)
    shared = Setup(request.member, None)
    others = [grant.organization for grant in request.member.grants]
    others = [other for other in others if policy.can_set_up(request.member, other)]
    context = {"setup": setup, "shared": shared if shared.sections and not code else None, "others": others}
    return render(request, "staff/setup/home.html", context)


@staff_view
def listing(request: StaffRequest, code: str, name: str) -> HttpResponse:
    setup = setup_of(request.member, code)
    section = setup.section(name)
    if section.single:
        assert setup.organization is not None
        return _edited(request, setup, section, section.single(setup.organization))
    typed = request.GET.get("q", "").strip()[:100]
    things = section.things(setup.organization)
    found: Any = _matching(section, things, typed) if typed else things
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = page.object_list if typed else [_row(section, thing) for thing in page.object_list]
    rows = [(row, _address(setup, section, row)) for row in shown]
    context = {"setup": setup, "section": section, "page": page, "rows": rows, "typed_here": typed}
    return render(request, "staff/setup/list.html", context)


@staff_view
def new(request: StaffRequest, code: str, name: str) -> HttpResponse:
    setup = setup_of(request.member, code)
    section = setup.section(name)
    if section.new is None:
        raise Http404
    return _edited(request, setup, section, section.new(setup.organization))


@staff_view
def change(request: StaffRequest, code: str, name: str, pk: int) -> HttpResponse:
    setup = setup_of(request.member, code)
    section = setup.section(name)
    return _edited(request, setup, section, _thing(setup, section, pk))


@require_POST
@staff_view
def take_away(request: StaffRequest, code: str, name: str, pk: int) -> HttpResponse:
    setup = setup_of(request.member, code)
    section = setup.section(name)
    if section.remove is None or section.single:
        raise Http404
    try:
        section.remove(section, _thing(setup, section, pk), request.member)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(setup.address(name, pk) if section.is_changeable else setup.address(name))
    messages.success(request, _("Done. It stands in the log of changes, where it can be taken back."))
    return redirect(setup.address(name))


def _edited(request: StaffRequest, setup: Setup, section: Section, thing: Any) -> HttpResponse:
    """The form of one thing; sent, it is saved or drawn again with what is wrong."""
    known = {"what": section.what, "thing": thing, "organization": setup.organization}
    if request.method != "POST":
        return _form(request, setup, section, section.form(given=_given(request, section), **known))
    form, refused = section.form(request.POST, request.FILES, **known), None
    was_new = form.is_new
    if form.is_valid():
        try:
            saved = section.save(section, thing, request.member, form.values())
        except Refused as refusal:
            form.refuse(refused := refusal)
    if not form.is_valid():
        return _form(request, setup, section, form, refused=refused, status=422)
    messages.success(request, _("Saved."))
    if section.goes_on and was_new:
        return redirect(setup.address(section.name, saved.pk))
    return redirect(setup.address(section.name))


def _form(
    request: StaffRequest,
    setup: Setup,
    section: Section,
    form: SetupForm,
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "setup": setup,
        "section": section,
        "form": form,
        "list_address": setup.address(section.name),
        "remove_address": setup.address(section.name, form.thing.pk, "remove")
        if form.thing.pk and section.remove and not section.single
        else "",
        "drawn": ground.shown(section, form),
        "claimed": ground.claimed_too(setup, section, form.thing, refused),
    }
    return render(request, "staff/setup/form.html", context, status=status)


def _given(request: StaffRequest, section: Section) -> dict[str, str]:
    """First values that a link brings along, such as the service to adopt."""
    return {
        name: request.GET[name][:100]
        for name in ("service", "name", "organization")
        if name in request.GET and section.new
    }


def _thing(setup: Setup, section: Section, pk: int) -> Any:
    """The thing with this id, of this set-up and no other."""
    things = section.things(setup.organization)
    found: Any
    if isinstance(things, models.QuerySet):
        found = things.filter(pk=pk).first()
    else:
        found = next((thing for thing in things if thing.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _matching(section: Section, things: Iterable[Any], typed: str) -> list[Row]:
    """The rows that hold every word that was typed."""
    rows = [_row(section, thing) for thing in things]
    words = typed.lower().split()
    return [row for row in rows if all(word in " ".join([row.title, *row.about]).lower() for word in words)]


def _row(section: Section, thing: Any) -> Row:
    return replace(section.row(thing), thing=thing)


def _address(setup: Setup, section: Section, row: Row) -> str:
    """Where the row leads: to its form, or where it is only to be, to the form that makes it."""
    if row.thing.pk is None:
        return f"{setup.address(section.name, 'new')}?{urlencode(_known(row.thing))}"
    return setup.address(section.name, row.thing.pk) if section.is_changeable else ""


def _known(thing: Any) -> dict[str, Any]:
    """What is known of a thing to be, for the form that makes it."""
    names = (
        {"service": "service_id"}
        if hasattr(thing, "service_id")
        else {"name": "name", "organization": "organization_id"}
    )
    return {name: getattr(thing, attribute) for name, attribute in names.items()}
