"""Forms about services: the shared catalog, and how an organization offers them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from fixward.domain.catalog.models import Datatype, Offering, Service, ServiceGroup
from fixward.domain.governments.changes import State
from fixward.domain.governments.models import Department
from fixward.doors.staff.forms import ServiceChoice, Words
from fixward.doors.staff.setup.forms.form import CODE_HINT, Amount, Both, Line, SetupForm, WithTargets

_CODE = gettext_lazy("Short name for addresses and files")
_LONGEST_CODE = 50


class GroupForm(SetupForm):
    both = {"name": Both(gettext_lazy("Name"), required=True)}
    order = ("name", "code", "icon", "position")
    code = forms.SlugField(label=_CODE, help_text=CODE_HINT)
    icon = Line(label=gettext_lazy("Picture"), required=False, max_length=50)
    position = Amount(label=gettext_lazy("Position"), help_text=gettext_lazy("The lowest number comes first."))


class ServiceForm(WithTargets):
    both = {
        "name": Both(gettext_lazy("Name"), required=True),
        "description": Both(gettext_lazy("Description"), rows=2, longest=1000),
        "keywords": Both(
            gettext_lazy("Words people use for it"), help_text=gettext_lazy("With commas between."), longest=500
        ),
    }
    order = ("name", "code", "group", "description", "keywords")
    code = forms.SlugField(label=_CODE, help_text=CODE_HINT)
    group = forms.ModelChoiceField(ServiceGroup.objects.all(), label=gettext_lazy("Service group"))
    icon = Line(label=gettext_lazy("Picture"), required=False, max_length=50)
    position = Amount(label=gettext_lazy("Position"), help_text=gettext_lazy("The lowest number comes first."))
    is_active = forms.BooleanField(label=gettext_lazy("Can be reported"), required=False)
    is_private = forms.BooleanField(
        label=gettext_lazy("Private: governments and the reporter alone see the requests"), required=False
    )
    identity_required = forms.BooleanField(label=gettext_lazy("Who reports has to say who they are"), required=False)
    duplicate_radius_m = Amount(label=gettext_lazy("Known nearby within (meters)"))
    reopen_days = Amount(label=gettext_lazy("Can be reopened for (days)"))


class QuestionForm(SetupForm):
    both = {
        "text": Both(gettext_lazy("Question"), required=True, longest=500),
        "help": Both(gettext_lazy("Help"), longest=500),
    }
    order = ("service", "text", "code", "datatype", "values", "help")
    service = ServiceChoice(Service.objects.none(), label=gettext_lazy("Service"))
    code = forms.SlugField(label=_CODE, help_text=CODE_HINT)
    datatype = forms.ChoiceField(label=gettext_lazy("Kind of answer"), choices=Datatype.choices)
    values_ = Words(
        label=gettext_lazy("Answers to choose from"),
        rows=4,
        required=False,
        longest=8000,
        help_text=gettext_lazy("For lists: one in a line, as short name | English | Spanish."),
    )
    position = Amount(label=gettext_lazy("Position"), help_text=gettext_lazy("The lowest number comes first."))
    is_notice = forms.BooleanField(label=gettext_lazy("Only shown, not asked"), required=False)
    is_required = forms.BooleanField(label=gettext_lazy("Has to be answered"), required=False)
    is_private = forms.BooleanField(
        label=gettext_lazy("Answer is private"),
        required=False,
        help_text=gettext_lazy("The answer never leaves through a public door."),
    )

    def fit(self) -> None:
        self.offer("service", Service.objects.filter(is_active=True).select_related("group"))

    def first(self, state: State) -> State:
        shown = super().first(state)
        rows = shown.pop("values", None) or []
        return shown | {"values_": "\n".join(_line(row) for row in rows)}

    def values(self) -> State:
        given = super().values()
        rows = given.pop("values_").splitlines()
        # What this form does not ask of an answer, such as what it stops, stays with it.
        known = {row["key"]: row for row in self.what.read(self.thing)["values"]}
        answers = [_answer(line) for line in rows if line.strip()]
        return given | {"values": [{**known.get(answer["key"], {}), **answer} for answer in answers]}

    def refuse(self, refusal: Any) -> None:
        if sentence := refusal.sentences.pop("values", ""):
            self.add_error("values_", sentence)
        super().refuse(refusal)


def _line(row: dict[str, Any]) -> str:
    return " | ".join([row["key"], row["name"].get("en", ""), row["name"].get("es", "")]).rstrip(" |")


def _answer(line: str) -> dict[str, Any]:
    """“key | English | Spanish”; where there is only one, it is the English one and the key is made of it."""
    parts = [part.strip() for part in line.split("|")]
    key, english, spanish = ("", parts[0], "") if len(parts) == 1 else (*parts, "")[:3]
    name = {"en": english or key, "es": spanish}
    made = slugify(key or english)[:_LONGEST_CODE] or "answer"
    return {"key": key or made, "name": {language: text for language, text in name.items() if text}}


class OfferingForm(WithTargets):
    both = {
        "name": Both(gettext_lazy("Own name"), help_text=gettext_lazy("Empty: as everywhere under the umbrella.")),
        "notice": Both(
            gettext_lazy("What happens next"),
            rows=2,
            longest=1000,
            help_text=gettext_lazy("Shown before and after reporting."),
        ),
    }
    order = ("service", "department", "name", "notice")
    service = ServiceChoice(Service.objects.none(), label=gettext_lazy("Service"))
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=gettext_lazy("Department"),
        required=False,
        empty_label=gettext_lazy("The front desk"),
    )
    is_hidden = forms.BooleanField(label=gettext_lazy("Not offered: it stands on no list of ours"), required=False)
    is_private = forms.BooleanField(
        label=gettext_lazy("Private: governments and the reporter alone see the requests"), required=False
    )
    identity_required = forms.BooleanField(label=gettext_lazy("Who reports has to say who they are"), required=False)

    def fit(self) -> None:
        super().fit()
        offered = Offering.objects.filter(organization=self.house).exclude(pk=self.thing.pk)
        services = Service.objects.filter(is_active=True).exclude(offerings__in=offered).select_related("group")
        self.offer("service", services)
        self.offer("department", Department.objects.filter(organization=self.house))
