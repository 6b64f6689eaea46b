"""The fields of a call; what is wrong with them is said by the domain."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fixward.doors.page.fields import Text


class CallForm(forms.Form):
    """What a caller says. The questions of the service are added to its fields; `questions` are their names."""

    address = Text(
        label=_("Address, crossing or latitude and longitude"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    words = Text(label=_("What is it about?"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    description = Text(label=_("In the caller's words"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    phone = Text(label=_("Phone"), required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    name = Text(label=_("Name"), required=False)
    email = Text(label=_("E-mail"), required=False, widget=forms.TextInput(attrs={"inputmode": "email"}))
    source = forms.ChoiceField(
        label=_("It came"),
        choices=[("phone", _("by phone")), ("counter", _("at the counter"))],
        widget=forms.RadioSelect,
        required=False,
    )
    questions: list[str] = []

    def __init__(self, data: QueryDict) -> None:
        data.setdefault("source", "phone")
        super().__init__(data, auto_id="call-%s")
        # Nothing is checked here: a page on which somebody is still writing has no errors of its own.
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {}

    @property
    def asked(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.questions)
