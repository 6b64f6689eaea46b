"""The page that a mailed invitation leads to: log in with its address, then accept it."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.forms import RequestLoginCodeForm
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fixward.domain.governments.changes import Refused
from fixward.domain.governments.invitations import accept, by_token, reason_against
from fixward.domain.governments.models import Invitation, Role
from fixward.domain.people.models import Person
from fixward.doors.page import limits
from fixward.doors.page.privacy import keep_nowhere
from fixward.doors.page.sign_on.closing import not_by_this_way
from fixward.doors.staff.access import HAT


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = by_token(token)
    if found is None:
        raise Http404
    if closed := not_by_this_way(request, then=request.path):
        keep_nowhere(closed)
        return closed
    reason = reason_against(found)
    if request.method == "POST" and not reason:
        if not request.user.is_authenticated:
            return _log_in(request, found)
        try:
            return _come_in(request, found)
        except Refused as refusal:
            reason = str(refusal)
    context = {
        "invitation": found,
        "role": Role(found.role).label,
        "reason": reason,
        "is_other": request.user.is_authenticated and request.user.email != found.email,
    }
    answer = render(request, "staff/setup/invitation.html", context)
    keep_nowhere(answer)
    return answer


def _come_in(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Raises Refused."""
    assert isinstance(request.user, Person)
    member = accept(found, person=request.user)
    request.session[HAT] = member.pk
    messages.success(request, _("Welcome. You work for %(organization)s now.") % {"organization": member.organization})
    return redirect("staff:inbox")


def _log_in(request: HttpRequest, found: Invitation) -> HttpResponse:
    """A code goes to the invited address and to no other; with it, they come back here."""
    if passed := limits.too_many(request, "codes", contact=found.email):
        messages.error(request, passed.sentence)
        return redirect(request.path)
    Person.objects.for_email(found.email, language=found.language)
    asked = RequestLoginCodeForm({"email": found.email})
    if not asked.is_valid():
        messages.error(request, " ".join(asked.errors.get("email", [])))
        return redirect(request.path)
    LoginCodeVerificationProcess.initiate(request=request, user=asked._user, email=found.email)
    return redirect(f"{reverse('account_confirm_login_code')}?{urlencode({'next': request.path})}")
