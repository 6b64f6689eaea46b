"""What the pages of the records ask."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.catalog.models import Service
from fixward.domain.governments.models import Department, Organization
from fixward.domain.people.models import Person
from fixward.domain.places.models import Place
from fixward.domain.records.models import Export
from fixward.domain.records.operations.exports import CHOICES
from fixward.domain.records.selection import LONGEST_TEXT, MOST_NUMBERS, Selection, somebody
from fixward.domain.service_requests import numbers
from fixward.domain.service_requests.filters import places_to_choose
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.querysets import involving
from fixward.doors.staff.forms import Words
from fixward.doors.staff.setup.forms.form import Day, Line

_PARTED = re.compile(r"[\s,;]+")


class _Several(forms.CheckboxSelectMultiple):
    """Boxes in columns."""

    def __init__(self, attrs: dict[str, Any] | None = None, **options: Any) -> None:
        super().__init__({"class": "records__many"} | (attrs or {}), **options)


class SelectionForm(forms.Form):
    """Which requests, of this organization's records."""

    since = Day(label=gettext_lazy("Received from"), required=False)
    until = Day(label=gettext_lazy("Received until"), required=False, help_text=gettext_lazy("That day included."))
    departments = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Departments"), queryset=Department.objects.none(), required=False, widget=_Several
    )
    services = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Services"), queryset=Service.objects.none(), required=False, widget=_Several
    )
    place = forms.ModelChoiceField(
        label=gettext_lazy("Place"), queryset=Place.objects.none(), required=False, empty_label=gettext_lazy("Any")
    )
    text = Line(
        label=gettext_lazy("Words"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("All of them in the description or the address, or in a message."),
    )
    numbers = Words(
        label=gettext_lazy("Numbers of requests"),
        required=False,
        rows=2,
        longest=20 * MOST_NUMBERS,
        help_text=gettext_lazy("With commas or spaces between them."),
    )

    def __init__(self, *args: Any, organization: Organization, **options: Any) -> None:
        super().__init__(*args, **options)
        self.house = organization
        choices: tuple[tuple[str, QuerySet[Any]], ...] = (
            ("departments", Department.objects.filter(organization=organization)),
            ("services", Service.objects.select_related("group").order_by("group__position", "position", "code")),
            ("place", Place.objects.filter(pk__in=[place.pk for place in places_to_choose()]).order_by("name")),
        )
        for name, rows in choices:
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def clean_numbers(self) -> tuple[int, ...]:
        typed = [text for text in _PARTED.split(self.cleaned_data["numbers"]) if text]
        if len(typed) > MOST_NUMBERS:
            raise forms.ValidationError(_("Name at most %(most)d requests.") % {"most": MOST_NUMBERS})
        wanted = {numbers.read(text) or text: text for text in typed}
        found = ServiceRequest.objects.filter(involving(self.house.pk), number__in=wanted).values_list("number", "pk")
        known = dict(found)
        if missing := [text for number, text in wanted.items() if number not in known]:
            raise forms.ValidationError(
                _("Not in the records of %(organization)s: %(numbers)s")
                % {"organization": self.house, "numbers": ", ".join(missing[:10])}
            )
        return tuple(sorted(known.values()))

    def selection(self) -> Selection:
        given = self.cleaned_data
        return Selection(
            since=given["since"],
            until=given["until"],
            departments=tuple(row.pk for row in given["departments"]),
            services=tuple(row.pk for row in given["services"]),
            place=given["place"].pk if given["place"] else None,
            text=given["text"],
            person=given["person"].pk if given.get("person") else None,
            requests=given["numbers"],
        )


class ChoicesForm(forms.ModelForm):  # type: ignore[type-arg]
    """What goes in, and what is covered."""

    class Meta:
        model = Export
        fields = CHOICES

    def choices(self) -> dict[str, bool]:
        return {name: bool(self.cleaned_data[name]) for name in CHOICES}


class ExportForm(SelectionForm):
    title = Line(
        label=gettext_lazy("Which request for records it answers"),
        help_text=gettext_lazy("A reference, such as 2026-117; no name of a person."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    field_order = ["title", "since", "until"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("since", "until"):
            self.fields[name].required = True


class HoldForm(SelectionForm):
    reason = Words(
        label=gettext_lazy("For which matter"),
        help_text=gettext_lazy("Such as the name and number of the case. Read by your administrators only."),
    )
    person = forms.CharField(
        label=gettext_lazy("E-mail address of a person"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("What they reported to you, and what they wrote about."),
    )

    field_order = ["reason", "numbers", "since", "until", "place", "text", "person"]

    def clean_person(self) -> Person | None:
        typed = self.cleaned_data["person"].strip().lower()
        if not typed:
            return None
        person = somebody(typed, self.house)
        if person is None:
            raise forms.ValidationError(_("Nobody with this address has reported or written anything to you."))
        return person


class WithholdForm(forms.Form):
    passage = forms.CharField(label=gettext_lazy("Words to black out"), required=False, max_length=2000)
    reason = Line(label=gettext_lazy("Exemption"), max_length=300, required=False)


class ReasonForm(forms.Form):
    reason = Words(label=gettext_lazy("Reason"), rows=2)
