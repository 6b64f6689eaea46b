"""The forms of what an organization's own programs are told."""

from __future__ import annotations

from django import forms
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy

from fixward.domain.governments.changes import State
from fixward.doors.staff.setup.forms.form import Line, SetupForm
from fixward.followups.exchange.webhooks.kinds import OFFERED
from fixward.followups.exchange.webhooks.models import Webhook


class WebhookForm(SetupForm):
    beside = "staff/setup/_webhook.html"
    name = Line(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("What receives it, such as “Work orders”."),
    )
    url = Line(
        label=gettext_lazy("Address"),
        max_length=500,
        help_text=gettext_lazy(
            "Such as https://desk.example.gov/fixward. We send to it by POST and follow no redirects."
        ),
        widget=forms.URLInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Events"),
        choices=[(kind.value, kind.label) for kind in OFFERED],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Of the requests that you hold or held. What is internal to other organizations is never sent."
        ),
    )
    is_on = forms.BooleanField(label=gettext_lazy("Turned on"), required=False)

    @property
    def own(self) -> Webhook:
        assert isinstance(self.thing, Webhook)
        return self.thing

    def first(self, state: State) -> State:
        return super().first(state) | ({"kinds": [kind.value for kind in OFFERED]} if self.is_new else {})

    def address(self, what: str) -> str:
        assert isinstance(self.thing, models.Model)
        assert self.house is not None
        return reverse(f"staff:setup_webhook_{what}", args=[self.house.code, self.thing.pk])

    @property
    def secret_address(self) -> str:
        return self.address("secret")

    @property
    def test_address(self) -> str:
        return self.address("test")

    @property
    def log_address(self) -> str:
        return self.address("log")
