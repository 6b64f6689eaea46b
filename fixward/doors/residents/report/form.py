"""The report as one form: shown step by step, it carries everything that was typed from one step to the next."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterator
from functools import cached_property

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.catalog.answers import unchecked
from fixward.domain.catalog.models import Service
from fixward.domain.service_requests.operations import Contact, Report
from fixward.domain.service_requests.operations.submit import LONGEST_DESCRIPTION
from fixward.domain.service_requests.where import NotHere, Spot, spot
from fixward.doors.page.fields import LONGEST_EMAIL, NOT_AN_ADDRESS, Photos, Text, Texts
from fixward.doors.page.questions import PREFIX, fields_for
from fixward.doors.residents.report import coordinates, services
from fixward.doors.residents.report.destination import Destination, destination
from fixward.foundation.files.pictures import Picture

WHERE, WHAT, DETAILS = "where", "what", "details"
STEPS = (WHERE, WHAT, DETAILS)
# What each step shows; the rest goes along hidden.
_SHOWN = {
    WHERE: {"where", "lon", "lat", "photo"},
    WHAT: {"filter", "service"},
    DETAILS: {"description", "photos", "photo", "name", "email", "phone"},
}
_NOT_KEPT = {"where", "filter", "photos"}


class ReportForm(forms.Form):
    """Always valid by itself: each step asks for what it needs, and the domain has the last word.

    It keeps what was typed, and mends it: give it a copy.
    """

    use_required_attribute = False

    where = Text(label=gettext_lazy("Address, crossing or place"))
    lon = Text(label=gettext_lazy("Longitude"))
    lat = Text(label=gettext_lazy("Latitude"))
    address = Text(widget=forms.HiddenInput)
    address_at = Text(widget=forms.HiddenInput)
    filter = Text(label=gettext_lazy("Search"))
    service = Text(label=gettext_lazy("Kind of problem"), widget=forms.HiddenInput)
    description = Text(
        label=gettext_lazy("What is wrong?"),
        help_text=gettext_lazy("What you see, how big it is, since when. Please do not write names or phone numbers."),
        widget=forms.Textarea(attrs={"rows": 5, "data-longest": LONGEST_DESCRIPTION}),
        required=False,
    )
    photos = Photos(
        label=gettext_lazy("Photos"),
        help_text=gettext_lazy("Up to 5. Where and when they were taken is removed from the file."),
    )
    photo = Texts(widget=forms.MultipleHiddenInput)
    photo_at = Text(widget=forms.HiddenInput)
    name = Text(label=gettext_lazy("Your name"), required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = Text(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We write to you when something happens with your report."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = Text(
        label=gettext_lazy("Your phone number"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    key = Text(widget=forms.HiddenInput)
    made = Text(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict) -> None:
        _forget_address_of_elsewhere(data)
        super().__init__(data)
        self.typed = data
        self.about: Service | None = services.by_code(data.get("service", ""))
        self.spot, self.wrong_place = _spot(data)
        self.destination: Destination | None = None
        if self.spot and self.about:
            self._ask(self.spot)
        self.full_clean()

    def _ask(self, at: Spot) -> None:
        """The questions of the service, and those of who would get it: the answers so far decide who that is."""
        assert self.about is not None
        self.destination = destination(self.about, at, unchecked(self.answers))
        self.fields |= fields_for([*self.destination.shared, *self.destination.own])
        if self.destination.identity_required:
            self.fields["name"].required = self.fields["email"].required = True

    @cached_property
    def answers(self) -> dict[str, list[str]]:
        codes = {name.removeprefix(PREFIX) for name in self.typed if name.startswith(PREFIX)}
        return {code: [text for text in self.typed.getlist(PREFIX + code) if text] for code in codes}

    @property
    def furthest(self) -> str:
        """The step that comes next, by what is known so far."""
        if self.spot is None:
            return WHERE
        return DETAILS if self.about and self.about.is_active else WHAT

    @property
    def has_place(self) -> bool:
        return bool(self.typed.get("lon") or self.typed.get("lat"))

    @property
    def has_details(self) -> bool:
        """Whether something was typed that an address cannot carry."""
        return any(self.typed.get(name) for name in ("description", "photo", "name", "email", "phone")) or any(
            self.answers.values()
        )

    def check(self, step: str) -> None:
        """Says at the field what this step still lacks."""
        if step == WHERE and self.spot is None:
            self.add_error("where", self.wrong_place)
        if step == WHAT and self.about is None:
            self.add_error("service", _("Choose what it is about."))
        if step == WHAT and self.about and not self.about.is_active:
            self.add_error("service", _("This service is not offered any more. Please choose another one."))
        if step == DETAILS and len(self.cleaned_data["email"]) > LONGEST_EMAIL:
            self.add_error("email", NOT_AN_ADDRESS)

    def check_key(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.typed.get("key", ""))
        except ValueError:
            sentence = _("This form was damaged on its way to us. Please look it over and send it again.")
            self.add_error(None, sentence)
            return uuid.uuid4()

    def refuse(self, sentences: dict[str, str]) -> str:
        """Puts each sentence of the domain at its field; gives the first step that has one."""
        for field, sentence in sentences.items():
            self.add_error(field if field in self.fields else None, sentence)
        return next((step for step in (WHERE, WHAT) if _SHOWN[step] & set(sentences)), DETAILS)

    def report(self, pictures: list[Picture], key: uuid.UUID) -> Report:
        assert self.spot is not None
        assert self.about is not None
        typed = self.cleaned_data
        return Report(
            service=self.about,
            lon=self.spot.lon,
            lat=self.spot.lat,
            description=typed["description"],
            address=typed["address"],
            answers=self.answers,
            contact=Contact(email=typed["email"], name=typed["name"], phone=typed["phone"]),
            pictures=pictures,
            key=key,
        )

    def carried(self, step: str) -> Iterator[BoundField]:
        """What goes along hidden."""
        shown = _SHOWN[step] | _NOT_KEPT
        for name in self.fields:
            if name not in shown and not (step == DETAILS and name.startswith(PREFIX)):
                yield self[name]

    @property
    def carried_answers(self) -> list[tuple[str, str]]:
        """Answers to questions that are not known while there is no place."""
        return [
            (PREFIX + code, text)
            for code, texts in self.answers.items()
            for text in texts
            if PREFIX + code not in self.fields
        ]

    @property
    def shared_questions(self) -> list[BoundField]:
        return self._asked([question.code for question in self.destination.shared]) if self.destination else []

    @property
    def own_questions(self) -> list[BoundField]:
        return self._asked([question.code for question in self.destination.own]) if self.destination else []

    def _asked(self, codes: list[str]) -> list[BoundField]:
        return [self[PREFIX + code] for code in codes if PREFIX + code in self.fields]


def _forget_address_of_elsewhere(data: QueryDict) -> None:
    """An address was chosen for a point; once the pin is moved, or other coordinates typed, it is not said any more."""
    here = f"{data.get('lon', '')} {data.get('lat', '')}"
    if data.get("address_at", here) != here:
        data["address"] = ""
    data["address_at"] = here


def _spot(data: QueryDict) -> tuple[Spot | None, str]:
    lon, lat = coordinates.read(data.get("lon", ""), data.get("lat", ""))
    if math.isnan(lon) and (data.get("lon") or data.get("lat")):
        return None, _("These coordinates cannot be read. Write them like -82.6390 and 27.7712.")
    try:
        return spot(lon, lat), ""
    except NotHere as error:
        return None, str(error)
