""" "This is it": instead of a second report, one more who has the problem, follows it, and adds photos."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fixward.domain.service_requests import operations
from fixward.doors.residents import browsers, wording
from fixward.doors.residents.forms import FollowForm
from fixward.doors.residents.report import photos
from fixward.doors.residents.report.form import ReportForm
from fixward.doors.residents.tasks import ask_to_confirm
from fixward.doors.residents.viewers import seen
from fixward.doors.residents.views.request import care

_ASKED = "asked"


def join(request: HttpRequest, form: ReportForm) -> HttpResponse | None:
    """Ends a report that is not needed; None where the e-mail address, which is said at its field, is not one.

    Raises Refused.
    """
    service_request, person = seen(request, form.typed.get("known", ""))
    email = "" if person else form.typed.get("email", "").strip()
    follow = FollowForm(form.typed)
    if email and not follow.is_valid():
        form.add_error("email", follow.errors["email"])
        return None
    # The form's own key where nothing is known of the browser: pressed twice, it counts once.
    browser = browsers.known(request) or form.check_key()
    pictures, lost = photos.read(form.typed.getlist("photo"))
    operations.join(service_request, by=person, browser=browser, pictures=pictures)
    photos.forget(form.typed.getlist("photo"))
    if lost:
        messages.warning(request, lost)
    if email:
        ask_to_confirm(service_request, follow.cleaned_data["email"])
        messages.success(request, _("We have sent you a mail. Open the link in it, and you follow this request."))
    response = redirect("residents:joined", service_request.number)
    response["Location"] += f"?{_ASKED}" if email else ""
    if person is None:
        browsers.remember(response, browser)
    return response


@require_safe
def joined(request: HttpRequest, number: str) -> HttpResponse:
    """Thanks, and what was not asked yet."""
    service_request, person = seen(request, number)
    context = care(service_request, person, browsers.known(request)) | {
        "state": wording.state(service_request),
        "asked": _ASKED in request.GET,
    }
    return render(request, "residents/joined.html", context)
