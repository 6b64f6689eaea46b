"""Close one's account: asked twice, proved by the password or a mailed code, and said by mail when it is done."""

from __future__ import annotations

import secrets
import time

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fixward.domain.people import operations, personal, policy
from fixward.domain.people.models import Person
from fixward.doors.page.fields import Text
from fixward.doors.residents import farewell
from fixward.doors.residents.views.my.coming_in import for_residents

_CODE = "closing"  # in the session: the code's hash, when it was made (s), and how often a wrong one was typed
_GOOD_FOR_S = 15 * 60
_MOST_TRIES = 5


class PasswordForm(forms.Form):
    proof = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    proof = Text(
        label=gettext_lazy("Code from the mail"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def close(request: HttpRequest, person: Person) -> HttpResponse:
    by_password = person.has_usable_password()
    if request.method != "POST":
        return _page(request, person, None)
    if not by_password and request.POST.get("go") == "code":
        _send_code(request, person)
        return _page(request, person, CodeForm())
    form = (PasswordForm if by_password else CodeForm)(request.POST)
    if form.is_valid() and not _is_proved(request, person, form.cleaned_data["proof"]):
        form.add_error("proof", _("That is not right, or it has been tried too often. Ask for a new code."))
    if not form.errors:
        try:
            traces = operations.close_account(person, by=person)
        except operations.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            farewell.say_goodbye(traces.email)
            logout(request)
            messages.success(request, _("Your account is closed. Your reports go on, without your name."))
            return redirect("residents:home")
    return _page(request, person, form, status=422)


def _page(request: HttpRequest, person: Person, form: forms.Form | None, *, status: int = 200) -> HttpResponse:
    if form is None and person.has_usable_password():
        form = PasswordForm()
    context = {
        "form": form,
        "person": person,
        "reason_to_stay": policy.reason_to_stay(person),
        "held_back": personal.held_back(person),
    }
    return render(request, "residents/my_close.html", context, status=status)


def _send_code(request: HttpRequest, person: Person) -> None:
    code = f"{secrets.randbelow(10**6):06d}"
    request.session[_CODE] = [make_password(code), int(time.time()), 0]
    farewell.send_code(person, code)


def _is_proved(request: HttpRequest, person: Person, proof: str) -> bool:
    """A code is good once, for a quarter of an hour, and for five tries; so is the password for five in a session."""
    asked, made_at, tries = request.session.get(_CODE, ["", int(time.time()), 0])
    if time.time() - made_at > _GOOD_FOR_S:
        tries = 0 if person.has_usable_password() else _MOST_TRIES
    if tries >= _MOST_TRIES:
        return False
    request.session[_CODE] = [asked, made_at, tries + 1]
    if person.has_usable_password():
        return person.check_password(proof)
    return bool(asked) and check_password(proof.replace(" ", ""), asked)
