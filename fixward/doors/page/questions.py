"""A service's question as a field of the form."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _

from fixward.domain.catalog.answers import LONGEST_STRING
from fixward.domain.catalog.models import Datatype, Question
from fixward.doors.page.fields import Text, Texts
from fixward.foundation.text import Translated

PREFIX = "answers."
_MOST_RADIOS = 7


def fields_for(questions: Iterable[Question]) -> dict[str, forms.Field]:
    return {PREFIX + question.code: _field(question) for question in questions if not question.is_notice}


def _field(question: Question) -> forms.Field:
    field: forms.Field
    if question.datatype == Datatype.MULTIPLE:
        field = Texts(choices=_choices(question), widget=forms.CheckboxSelectMultiple)
    else:
        field = Text(widget=_widget(question))
    field.label, field.required = str(question.text), question.is_required
    # Forms draw a help text as it stands, and any organization may write its own.
    field.help_text = escape(str(question.help))
    return field


def _widget(question: Question) -> forms.Widget:
    if question.datatype == Datatype.SINGLE:
        none = [] if question.is_required and len(question.values) <= _MOST_RADIOS else [("", _("No answer"))]
        widget = forms.RadioSelect if len(question.values) <= _MOST_RADIOS else forms.Select
        return widget(choices=[*none, *_choices(question)])
    if question.datatype == Datatype.TEXT:
        return forms.Textarea(attrs={"rows": 4})
    if question.datatype == Datatype.DATETIME:
        return forms.DateTimeInput(attrs={"type": "datetime-local"})
    is_number = question.datatype == Datatype.NUMBER
    return forms.TextInput(attrs={"inputmode": "decimal"} if is_number else {"maxlength": str(LONGEST_STRING)})


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(value["key"], str(Translated(value["name"]))) for value in question.values]
