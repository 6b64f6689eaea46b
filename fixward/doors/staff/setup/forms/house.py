"""Forms about an organization itself: profile, look, hours, departments, members, grants, zones."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.catalog.models import Service
from fixward.domain.governments.changes import State
from fixward.domain.governments.models import Department, InFigures, Organization, Role, Standing
from fixward.domain.places import drawing
from fixward.domain.places.imports import ENDINGS, ImportRefused
from fixward.domain.places.models import Kind, Place
from fixward.domain.records import kinds
from fixward.domain.service_requests.reasons import CLOSING
from fixward.domain.surveying.reading import ending_of, outline
from fixward.doors.staff.forms import Words
from fixward.doors.staff.setup.forms.form import CODE_HINT, Amount, Both, Day, Line, SetupForm
from fixward.foundation import clock
from fixward.foundation.files import pictures

_STRETCH = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")
_LARGEST_OUTLINE = 300_000
_LARGEST_FILE = 10_000_000


class ProfileForm(SetupForm):
    name = Line(label=gettext_lazy("Name"))
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), required=False, help_text=gettext_lazy("Hears of new requests.")
    )
    phone = Line(label=gettext_lazy("Phone"), required=False, max_length=40)
    website = forms.URLField(label=gettext_lazy("Web site"), required=False, assume_scheme="https")
    time_zone = Line(
        label=gettext_lazy("Time zone"), max_length=64, help_text=gettext_lazy("Such as America/New_York.")
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    holds_comments = forms.BooleanField(
        label=gettext_lazy("Comments wait for a manager"),
        required=False,
        help_text=gettext_lazy("Residents' comments are public only after a manager has let them through."),
    )
    remind_after_days = Amount(
        label=gettext_lazy("Reminder after (days)"),
        help_text=gettext_lazy("For who was asked something about a report and has not answered."),
    )
    answer_within_days = Amount(
        label=gettext_lazy("Closed after (days)"),
        help_text=gettext_lazy("Without an answer the request is closed then."),
    )

    def fit(self) -> None:
        zones = [name for name in available_timezones() if name.startswith(("America/", "US/", "Pacific/"))]
        self.zones = sorted(zones)


class HoursForm(SetupForm):
    """A line a day, such as 08:00-12:00, 13:00-17:00."""

    def fit(self) -> None:
        hint = _("Such as 8:00-12:00, 13:00-17:00. Empty: closed.")
        for day in range(7):
            self.fields[f"day_{day}"] = Line(
                label=str(WEEKDAYS[day]), required=False, help_text=hint if day == 0 else ""
            )

    def first(self, state: State) -> State:
        shown: State = {}
        for day, opens, closes in state["hours"]:
            before = shown.get(f"day_{day}")
            shown[f"day_{day}"] = f"{before}, {opens}-{closes}" if before else f"{opens}-{closes}"
        return shown

    def clean(self) -> dict[str, Any]:
        self.hours: list[list[Any]] = []
        for day in range(7):
            try:
                self.hours += [[day, *stretch] for stretch in _stretches(self.cleaned_data.get(f"day_{day}", ""))]
            except ValueError:
                self.add_error(f"day_{day}", _("Write hours such as 8:00-12:00, 13:00-17:00."))
        return self.cleaned_data

    def values(self) -> State:
        return {"hours": self.hours}


def _stretches(text: str) -> list[tuple[str, str]]:
    """Raises ValueError."""
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = _STRETCH.fullmatch(part)
        if match is None:
            raise ValueError(part)
        hours, minutes, until, until_minutes = (int(group) for group in match.groups())
        times = dt.time(hours, minutes), dt.time(until, until_minutes)
        found.append((f"{times[0]:%H:%M}", f"{times[1]:%H:%M}"))
    return found


class FiguresForm(SetupForm):
    departments_in_figures = forms.ChoiceField(
        label=gettext_lazy("Told apart"), choices=InFigures, widget=forms.RadioSelect
    )
    departments = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Departments"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They count where you chose those that are ticked."),
    )

    def fit(self) -> None:
        departments = self.fields["departments"]
        assert isinstance(departments, forms.TypedMultipleChoiceField)
        departments.choices = list(Department.objects.filter(organization=self.house).values_list("pk", "name"))


class HolidayForm(SetupForm):
    day = Day(label=gettext_lazy("Day"))
    name = Line(label=gettext_lazy("Name"), required=False, max_length=100)


class DepartmentForm(SetupForm):
    name = Line(label=gettext_lazy("Name"))
    code = forms.SlugField(label=gettext_lazy("Short name for addresses and files"), help_text=CODE_HINT)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), required=False, help_text=gettext_lazy("Hears of what arrives for it.")
    )
    is_front_desk = forms.BooleanField(
        label=gettext_lazy("Front desk"),
        required=False,
        help_text=gettext_lazy("Gets what no other department of the organization is named for."),
    )


class _RoleForm(SetupForm):
    role = forms.TypedChoiceField(label=gettext_lazy("Role"), choices=Role.choices, coerce=int)
    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label=gettext_lazy("Departments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def fit(self) -> None:
        self.offer("departments", Department.objects.filter(organization=self.house))


class MemberForm(_RoleForm):
    pass


class InvitationForm(_RoleForm):
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    language = forms.ChoiceField(label=gettext_lazy("Language of the mail"), choices=settings.LANGUAGES)
    order = ("email", "language", "role", "departments")


class GrantForm(SetupForm):
    to = forms.ModelChoiceField(Organization.objects.none(), label=gettext_lazy("To the members of"))
    role = forms.TypedChoiceField(
        label=gettext_lazy("What they may do here"),
        choices=Role.choices,
        coerce=int,
        help_text=gettext_lazy("Never more than their role at home."),
    )
    least_role = forms.TypedChoiceField(label=gettext_lazy("From which role at home"), choices=Role.choices, coerce=int)
    service_codes = forms.ModelMultipleChoiceField(
        Service.objects.none(),
        label=gettext_lazy("Services"),
        required=False,
        to_field_name="code",
        help_text=gettext_lazy("None chosen means every service."),
        widget=forms.CheckboxSelectMultiple,
    )
    place = forms.ModelChoiceField(
        Place.objects.none(), label=gettext_lazy("Ground"), required=False, empty_label=gettext_lazy("Everywhere")
    )
    valid_from = Day(label=gettext_lazy("From"))
    valid_to = Day(
        label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("The first day on which it does not hold.")
    )

    def fit(self) -> None:
        assert self.house is not None
        partners = Organization.objects.filter(standing=Standing.PARTNER).exclude(pk=self.house.pk)
        self.offer("to", partners)
        self.offer("service_codes", Service.objects.filter(is_active=True))
        named = (Kind.MUNICIPALITY, Kind.COMMUNITY, Kind.COUNTY)
        self.offer("place", Place.objects.filter(kind__in=named).order_by("name"))

    def first(self, state: State) -> State:
        return super().first(state) | {"valid_from": state["valid_from"] or clock.now().date()}

    def values(self) -> State:
        chosen = self.cleaned_data["service_codes"]
        return super().values() | {"service_codes": sorted(service.code for service in chosen)}


class BrandingForm(SetupForm):
    both = {"greeting": Both(gettext_lazy("Greeting"), rows=3, longest=600)}
    order = ("colour", "greeting", "frame_origins", "logo")
    colour = Line(label=gettext_lazy("Color"), required=False, max_length=7, help_text=gettext_lazy("Such as #0c4a47."))
    frame_origins = Words(
        label=gettext_lazy("Web sites that may frame it"),
        required=False,
        help_text=gettext_lazy("One in a line, such as https://www.example.org."),
    )
    logo = forms.FileField(label=gettext_lazy("New logo"), required=False)

    def first(self, state: State) -> State:
        return super().first(state) | {"frame_origins": "\n".join(state["frame_origins"]), "logo": None}

    def clean_logo(self) -> pictures.Picture | None:
        file = self.cleaned_data["logo"]
        if not file:
            return None
        try:
            return pictures.read(file, name=file.name)
        except pictures.PictureRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def values(self) -> State:
        """The logo as a picture, or None where the one that it has stays."""
        return super().values() | {"frame_origins": self.cleaned_data["frame_origins"].split()}


class CloseReasonForm(SetupForm):
    both = {"name": Both(gettext_lazy("Reason"), required=True, longest=100)}
    order = ("name", "resolution", "position", "is_active")
    resolution = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[(row.value, row.label) for row in CLOSING],
        help_text=gettext_lazy("What it means to everybody, in figures and for other organizations."),
    )
    position = Amount(label=gettext_lazy("Position"), help_text=gettext_lazy("The lowest number comes first."))
    is_active = forms.BooleanField(label=gettext_lazy("Offered when a request is closed"), required=False)


class ZoneForm(SetupForm):
    name = Line(label=gettext_lazy("Name"), max_length=100)
    outline = forms.CharField(
        label=gettext_lazy("Ground as GeoJSON"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("Written by drawing on the map; or paste a polygon here."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy("GeoJSON, GeoPackage, or a Shapefile in a .zip, in any projection that it names."),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    def first(self, state: State) -> State:
        return {"name": state["name"], "outline": json.dumps(state["outline"]) if state["outline"] else ""}

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if not file:
            return ""
        is_text = file.name.lower().endswith((".geojson", ".json"))
        if file.size > (_LARGEST_OUTLINE if is_text else _LARGEST_FILE):
            raise forms.ValidationError(_("This outline has too many corners. Please simplify it."))
        if not is_text:
            return _outline(file)
        try:
            return str(file.read().decode())
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This is no GeoJSON that can be read.")) from error

    def clean(self) -> dict[str, Any]:
        """What is read here is plain sense; the subject reads it again before it stores it."""
        by_file = self.cleaned_data.get("file") or ""
        text = by_file or self.cleaned_data.get("outline") or ""
        self.shape = None
        if not text:
            self.add_error("outline", _("Draw the ground on the map, paste it, or choose a file."))
            return self.cleaned_data
        try:
            self.shape = drawing.written(drawing.read(text))
        except drawing.OutlineRefused as refusal:
            self.add_error("file" if by_file else "outline", str(refusal))
        return self.cleaned_data

    def values(self) -> State:
        return {"name": self.cleaned_data["name"], "outline": self.shape}


class ScheduleForm(SetupForm):
    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=kinds.Kind.choices)
    months = forms.IntegerField(
        label=gettext_lazy("Months after closing"),
        min_value=1,
        max_value=1200,
        help_text=gettext_lazy("60 are five years. What is under a legal hold stays."),
    )


def _outline(file: UploadedFile) -> str:
    """The ground of a GeoPackage or Shapefile as GeoJSON text."""
    name = file.name or ""
    if not ending_of(name):
        raise forms.ValidationError(_("Choose a GeoJSON file, a GeoPackage, or a Shapefile in a .zip."))
    try:
        return outline(file, name)
    except ImportRefused as refusal:
        raise forms.ValidationError([str(one) for one in refusal.refusals]) from refusal
