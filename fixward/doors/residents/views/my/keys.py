"""One's own keys: what calls with them acts in one's name, as a resident."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from fixward.domain.governments.changes import Refused
from fixward.domain.governments.models import default_zone
from fixward.domain.people.models import Person
from fixward.domain.programs import operations
from fixward.domain.programs.queries import own_keys
from fixward.domain.programs.scopes import PERSONAL
from fixward.doors.page.fields import Text
from fixward.doors.page.privacy import keep_nowhere
from fixward.doors.residents.views.my.coming_in import for_residents


class KeyForm(forms.Form):
    name = Text(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("What it is for, so that you recognize it later."),
        widget=forms.TextInput(attrs={"maxlength": 100, "autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=[(scope.value, sentence) for scope, sentence in PERSONAL.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day on which it is good"),
        required=False,
        help_text=gettext_lazy("Empty: until you revoke it."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def keys(request: HttpRequest, person: Person) -> HttpResponse:
    form = KeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            key, text = operations.make_own_key(person, by=person, **_asked(form.cleaned_data))
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            answer = render(request, "residents/my_key.html", {"key": key, "text": text})
            keep_nowhere(answer)
            return answer
    context = {"form": form, "keys": own_keys(person)}
    return render(request, "residents/my_keys.html", context, status=422 if form.errors else 200)


@require_POST
@for_residents
def revoke(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    operations.revoke_own_key(get_object_or_404(own_keys(person), pk=pk), by=person)
    messages.success(request, _("The key is revoked and can no longer be used."))
    return redirect("residents:keys")


def _asked(typed: dict[str, Any]) -> dict[str, Any]:
    """Raises Refused."""
    until = operations.end_of(typed["last_day"], default_zone())
    return {"name": typed["name"], "scopes": typed["scopes"], "expires_at": until}


def _refuse(form: KeyForm, refusal: Refused) -> None:
    for name, sentence in refusal.sentences.items():
        field = "last_day" if name == "expires_at" else name
        form.add_error(field if field in form.fields else None, sentence)
