"""Trying out the sign-on that is set up: its provider is asked, and what is wrong is said in sentences."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fixward.domain.governments.discovery import Finding, look
from fixward.domain.governments.models import SignOn
from fixward.domain.governments.sign_on import confirmed_domains, secret_of, sign_on_of
from fixward.doors.staff.access import StaffRequest, staff_view
from fixward.doors.staff.setup.access import setup_of
from fixward.foundation import sealing


@require_http_methods(["GET", "HEAD", "POST"])
@staff_view
def try_out(request: StaffRequest, code: str) -> HttpResponse:
    setup = setup_of(request.member, code)
    section = setup.section("sign-on")
    if request.method != "POST":
        return redirect(setup.address(section.name))
    assert setup.organization is not None
    own = sign_on_of(setup.organization)
    context = {
        "setup": setup,
        "section": section,
        "sign_on": own,
        "findings": _findings(own),
        "back": setup.address(section.name),
    }
    return render(request, "staff/setup/try.html", context)


def _findings(own: SignOn) -> list[Finding]:
    if own.pk is None:
        return [Finding(False, _("Nothing is saved yet."))]
    return [*look(own.issuer), _secret(own), _domains(own)]


def _secret(own: SignOn) -> Finding:
    try:
        secret_of(own)
    except sealing.Unreadable:
        return Finding(False, _("The client secret cannot be read any more. Type it again."))
    return Finding(True, _("A client secret is kept. Only a log-in shows whether it is the right one."))


def _domains(own: SignOn) -> Finding:
    confirmed = confirmed_domains(own)
    if not confirmed:
        return Finding(False, _("No mail domain of yours is confirmed by the steward yet, so nobody can come in."))
    return Finding(True, _("Confirmed mail domains: %(names)s.") % {"names": ", ".join(confirmed)})
