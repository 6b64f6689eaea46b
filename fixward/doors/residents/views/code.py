"""Proving an address by a mailed code while a report is written, or after it was sent; what was typed waits."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from fixward.doors.page.sign_on.closing import not_by_this_way
from fixward.doors.page.sign_on.session import came_by
from fixward.doors.residents.forms import CodeForm
from fixward.doors.residents.report.form import ReportForm

# In the session: this form alone would not survive the log-in, which leads over two other pages.
_DRAFT = "report_draft"
_LONGEST = 50_000


def while_writing(request: HttpRequest, form: ReportForm) -> HttpResponse | None:
    """Keep what was typed, send the code; None where that cannot be, which is said in the form."""
    if came_by(request):
        form.add_error(
            None, _("You came in by an organization's sign-on. Send it without logging in, or log out first.")
        )
        return None
    typed = form.typed.urlencode()
    if len(typed) > _LONGEST:
        form.add_error(None, _("This is too long to be kept while you log in. Please shorten it first."))
        return None
    asked = CodeForm({"email": form.typed.get("email", "")})
    if not asked.is_valid():
        form.add_error("email", asked.errors["email"])
        return None
    request.session[_DRAFT] = typed
    return send(request, asked, then=reverse("residents:draft"))


def send(request: HttpRequest, asked: CodeForm, *, then: str) -> HttpResponse:
    """Send the code to the address of a valid form, and ask for it; with it, they come to `then`."""
    if closed := not_by_this_way(request, then=then):
        return closed
    LoginCodeVerificationProcess.initiate(request=request, user=asked._user, email=asked.cleaned_data["email"])
    return redirect(f"{reverse('account_confirm_login_code')}?{urlencode({'next': then})}")


def kept(request: HttpRequest) -> QueryDict | None:
    """What waits for somebody who went to log in."""
    typed = request.session.get(_DRAFT)
    return QueryDict(typed, mutable=True) if typed else None


def forget(request: HttpRequest) -> None:
    """It is sent. Whoever is not logged in and never asked for a code has no session to look into."""
    if _DRAFT in request.session:
        del request.session[_DRAFT]
