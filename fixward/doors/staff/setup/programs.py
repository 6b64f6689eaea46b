"""The keys of a program: one is shown on the page that answers its making, and on no other."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fixward.domain.governments.changes import Refused
from fixward.domain.programs import operations
from fixward.domain.programs.models import Program
from fixward.doors.staff.access import StaffRequest, staff_view
from fixward.doors.staff.setup.access import Setup, setup_of
from fixward.doors.staff.setup.forms.programs import KeyForm

SECTION = "programs"


@require_POST
@staff_view
def make(request: StaffRequest, code: str, pk: int) -> HttpResponse:
    setup, program = _found(request, code, pk)
    form = KeyForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["last_day"])))
        return redirect(setup.address(SECTION, pk))
    assert program.organization is not None
    try:
        until = operations.end_of(form.cleaned_data["last_day"], program.organization.zone)
        key, text = operations.make_key(program, expires_at=until, by=request.member)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(setup.address(SECTION, pk))
    context = {
        "setup": setup,
        "section": setup.section(SECTION),
        "program": program,
        "key": key,
        "text": text,
        "back": setup.address(SECTION, pk),
    }
    return render(request, "staff/setup/key.html", context)


@require_POST
@staff_view
def revoke(request: StaffRequest, code: str, pk: int, key: int) -> HttpResponse:
    setup, program = _found(request, code, pk)
    try:
        operations.revoke_key(get_object_or_404(program.keys, pk=key), by=request.member)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The key is revoked and can no longer be used."))
    return redirect(setup.address(SECTION, pk))


def _found(request: StaffRequest, code: str, pk: int) -> tuple[Setup, Program]:
    setup = setup_of(request.member, code)
    setup.section(SECTION)
    return setup, get_object_or_404(Program, pk=pk, organization=setup.organization)
