"""The forms of how organizations off the platform are reached."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.catalog.models import Service
from fixward.domain.governments.changes import State
from fixward.domain.governments.models import Organization, Standing
from fixward.doors.staff.forms import ServiceChoice, Words
from fixward.doors.staff.setup.forms.form import Line, SetupForm
from fixward.followups.exchange.connectors.models import Connector, Pairing, Way
from fixward.followups.exchange.connectors.setup import NewKey


class ConnectorForm(SetupForm):
    beside = "staff/setup/_connector.html"
    organization = forms.ModelChoiceField(Organization.objects.none(), label=gettext_lazy("Organization"))
    way = forms.ChoiceField(label=gettext_lazy("Way"), choices=Way.choices, initial=Way.MAIL)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("For requests; empty: the organization's own address."),
    )
    shows_reporter = forms.BooleanField(
        label=gettext_lazy("Tell who reported"),
        required=False,
        help_text=gettext_lazy("They also get the reporter’s name, e-mail address and phone number."),
    )
    endpoint = Line(
        label=gettext_lazy("Open311 address"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("The part before /services.json, such as https://311.example.gov/open311/v2."),
        widget=forms.URLInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
    jurisdiction = Line(
        label=gettext_lazy("Jurisdiction"),
        required=False,
        help_text=gettext_lazy("Their jurisdiction_id, where their server serves several."),
    )
    key = forms.CharField(
        label=gettext_lazy("Key"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    exchanges_updates = forms.BooleanField(
        label=gettext_lazy("They exchange updates"),
        required=False,
        help_text=gettext_lazy("Their server knows servicerequestupdates: comments and answers go both ways."),
    )

    def fit(self) -> None:
        self.offer("organization", Organization.objects.filter(standing=Standing.EXTERNAL))
        kept = isinstance(self.thing, Connector) and bool(self.thing.sealed_key)
        self.fields["key"].help_text = _("One is kept, and never shown. Type only to replace it.") if kept else ""

    def first(self, state: State) -> State:
        return super().first(state) | {"key": ""}

    def values(self) -> State:
        given = super().values()
        key = given.pop("key")
        return given | {"key": NewKey(key)} if key else given


class PairingForm(SetupForm):
    connector = forms.ModelChoiceField(Connector.objects.none(), label=gettext_lazy("Organization"))
    service = ServiceChoice(Service.objects.none(), label=gettext_lazy("Service"))
    their_code = Line(label=gettext_lazy("Their code"), max_length=100)
    is_realtime = forms.BooleanField(
        label=gettext_lazy("They give a number at once"),
        required=False,
        help_text=gettext_lazy("Their type “realtime”. Otherwise the number is asked for later."),
    )
    questions = Words(
        label=gettext_lazy("Questions"),
        help_text=gettext_lazy("Our question and theirs, one pair in a line, such as pole = POLE_OWNER."),
    )

    def fit(self) -> None:
        self.offer("connector", Connector.objects.filter(way=Way.OPEN311).select_related("organization"))
        self.offer("service", Service.objects.filter(is_active=True).select_related("group"))

    def first(self, state: State) -> State:
        lines = [f"{ours} = {theirs}" for ours, theirs in state["questions"].items()]
        return super().first(state) | {"questions": "\n".join(lines)}

    def clean_questions(self) -> dict[str, str]:
        pairs = {}
        for line in filter(str.strip, self.cleaned_data["questions"].splitlines()):
            ours, equals, theirs = (part.strip() for part in line.partition("="))
            if not (ours and equals and theirs):
                raise forms.ValidationError(_("“%(line)s” is no pair. Write ours = theirs.") % {"line": line.strip()})
            pairs[ours] = theirs
        return pairs


def pairings(connector: Connector) -> dict[int, Pairing]:
    """By the id of our service."""
    return {row.service_id: row for row in Pairing.objects.filter(connector=connector)}
