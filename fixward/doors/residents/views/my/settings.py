"""The language of the mails, and what somebody wants to hear of."""

from __future__ import annotations

from django import forms
from django.conf import settings as site
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fixward.domain.people import operations
from fixward.domain.people.models import Person, Topic
from fixward.doors.residents.views.my.coming_in import for_residents


class SettingsForm(forms.Form):
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mails"), choices=site.LANGUAGES, widget=forms.RadioSelect
    )
    hears = forms.MultipleChoiceField(
        label=gettext_lazy("Write to me about"),
        help_text=gettext_lazy("Of what you reported or follow. That we have received a report we always confirm."),
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def settings(request: HttpRequest, person: Person) -> HttpResponse:
    now = {"language": person.language, "hears": [topic for topic in Topic if person.wants(topic)]}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        try:
            operations.set_preferences(person, by=person, **form.cleaned_data)
        except operations.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your choice is stored."))
            return redirect("residents:settings")
    context = {"form": form, "person": person}
    return render(request, "residents/my_settings.html", context, status=422 if form.errors else 200)
