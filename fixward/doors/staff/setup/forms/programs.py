"""The forms of programs and their keys."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from fixward.domain.programs.models import AccessKey, Program
from fixward.domain.programs.scopes import Scope
from fixward.doors.staff.setup.forms.form import Day, Line, SetupForm


class KeyForm(forms.Form):
    last_day = Day(
        label=gettext_lazy("Last day on which it is good"),
        required=False,
        help_text=gettext_lazy("Empty: until somebody revokes it."),
    )


class ProgramForm(SetupForm):
    beside = "staff/setup/_keys.html"
    name = Line(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Shown in the story of a request, such as: Program “Field app”, City of Example."),
    )
    contact = forms.EmailField(
        label=gettext_lazy("Contact"),
        help_text=gettext_lazy("Whom we ask when something is wrong with it: the address of an office or a company."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    per_minute = forms.IntegerField(
        label=gettext_lazy("Calls per minute"),
        help_text=gettext_lazy("For each of its keys; calls beyond that are refused."),
    )

    @property
    def program(self) -> Program:
        assert isinstance(self.thing, Program)
        return self.thing

    @property
    def keys(self) -> QuerySet[AccessKey]:
        return self.program.keys.select_related("made_by")

    @property
    def key_form(self) -> KeyForm:
        return KeyForm()

    @property
    def key_address(self) -> str:
        assert self.house is not None
        return reverse("staff:setup_key", args=[self.house.code, self.program.pk])
