"""The forms that bring a request together with another one, or apart."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fixward.domain.governments.models import Member
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.staff.forms import Seen, Words, numbered


class RelateForm(Seen):
    to = forms.CharField(
        label=_("Number of the request to link"),
        max_length=100,
        help_text=_("Both say so to the organizations involved. Nothing else changes, and the public does not see it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def fit(self, service_request: ServiceRequest, member: Member) -> None:
        self.member = member

    def clean_to(self) -> ServiceRequest:
        return numbered(self.cleaned_data["to"], self.member)


class UnrelateForm(RelateForm):
    """Sent by the button beside a linked request."""


class SeparateForm(Seen):
    reason = Words(label=_("Why they are not the same"), rows=2, help_text=_("Everybody reads it."))
