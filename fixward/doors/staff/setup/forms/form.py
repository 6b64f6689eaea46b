"""What all forms of the set-up share: two languages, first values from the thing, refusals at their field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from fixward.domain.governments.changes import Refused, State, Subject
from fixward.domain.governments.models import Organization
from fixward.domain.governments.working_time import Unit
from fixward.doors.staff.forms import Words
from fixward.foundation.text import clean

Text = str | Promise
CODE_HINT = _("Small letters, figures and hyphens, such as public-works.")
_LANGUAGES = {"en": _("English"), "es": _("Spanish")}
_LARGEST = 32_767


class Day(forms.DateField):
    """A day, picked where the browser can and typed elsewhere."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


class Line(forms.CharField):
    def __init__(self, *, max_length: int = 200, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")


class Amount(forms.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=_LARGEST, **options)


class Both:
    """A text in each language: a line, or with `rows` more of them."""

    def __init__(self, label: Text, *, help_text: Text = "", rows: int = 0, required: bool = False, longest: int = 200):
        self.label, self.help_text, self.rows, self.required, self.longest = label, help_text, rows, required, longest

    def fields(self, name: str) -> dict[str, forms.Field]:
        return {f"{name}_{language}": self._field(language) for language, _name in settings.LANGUAGES}

    def _field(self, language: str) -> forms.Field:
        options: dict[str, Any] = {
            "label": format_lazy("{} ({})", self.label, _LANGUAGES.get(language, language)),
            "help_text": self.help_text if language == settings.LANGUAGE_CODE else "",
            "required": self.required and language == settings.LANGUAGE_CODE,
        }
        if self.rows:
            return Words(rows=self.rows, longest=self.longest, **options)
        return Line(max_length=self.longest, **options)


class SetupForm(forms.Form):
    """A form about one thing of a set-up. `both` are its texts in two languages, by the field they come before."""

    both: Mapping[str, Both] = {}
    beside = ""
    """A template with more that belongs beside the form."""
    order: tuple[str, ...] = ()

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        what: Subject[Any],
        thing: models.Model,
        organization: Organization | None,
        given: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, files)
        self.what, self.thing, self.house = what, thing, organization
        for name, text in self.both.items():
            self.fields.update(text.fields(name))
        self.order_fields([part for name in self.order for part in self._parts(name)])
        self.initial = self.first(what.read(thing)) | dict(given or {})
        self.fit()

    def fit(self) -> None:
        """Fills choices from the organization."""

    def first(self, state: State) -> State:
        """What the fields show at first, from the state of the thing."""
        shown = dict(state)
        for name in self.both:
            texts = shown.pop(name, None) or {}
            shown |= {part: texts.get(part.rpartition("_")[2], "") for part in self._parts(name)}
        return shown

    @property
    def is_new(self) -> bool:
        return self.thing.pk is None

    @property
    def title(self) -> str:
        return self.what.title(self.thing) or str(self.thing)

    def values(self) -> State:
        """What the subject takes, from what was typed."""
        given = {name: _key(value) for name, value in self.cleaned_data.items()}
        for name in self.both:
            texts = {part.rpartition("_")[2]: given.pop(part) for part in self._parts(name)}
            given[name] = {language: text for language, text in texts.items() if text}
        return given

    def refuse(self, refusal: Refused) -> None:
        """Each sentence at its field, or on top where the form has none for it."""
        for name, sentence in refusal.sentences.items():
            field = next((part for part in self._parts(name) if part in self.fields), None)
            self.add_error(field, sentence)

    def offer(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def _parts(self, name: str) -> list[str]:
        if name not in self.both:
            return [name]
        return [f"{name}_{language}" for language, _name in settings.LANGUAGES]


def _key(value: Any) -> Any:
    if isinstance(value, QuerySet):
        return sorted(row.pk for row in value)
    return value.pk if isinstance(value, models.Model) else value


def targets(**fields: forms.Field) -> dict[str, forms.Field]:
    """The two targets of a service or offering, each a number and its unit."""
    for name, label in (("acknowledge", _("Acknowledge within")), ("close", _("Close within"))):
        fields[f"{name}_amount"] = Amount(label=label, required=False, help_text=_("Empty: none of its own."))
        fields[f"{name}_unit"] = forms.ChoiceField(label=format_lazy("{}, {}", label, _("unit")), choices=Unit.choices)
    return fields


class WithTargets(SetupForm):
    """Adds the targets at the end."""

    def fit(self) -> None:
        self.fields.update(targets())
