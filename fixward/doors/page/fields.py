"""Form fields that take whatever was typed: what is wrong with it is said by the domain, once for every door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from fixward.foundation.files import documents
from fixward.foundation.text import clean

# RFC 5321, 4.5.3.1.3: a path of 256 characters, with its two brackets.
LONGEST_EMAIL = 254
NOT_AN_ADDRESS = gettext_lazy("This is not an e-mail address. It looks like name@example.org.")


class Text(forms.CharField):
    """One text, made safe to keep; `required` only tells the reader."""

    def clean(self, value: Any) -> str:
        return clean(str(self.to_python(value)))


class Texts(forms.MultipleChoiceField):
    """Several of a list."""

    def clean(self, value: Any) -> list[str]:
        return [clean(str(one)) for one in value or []]


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class Documents(forms.FileField):
    """Several files of the kinds that `foundation.files.documents` knows, read and refused by that."""

    def __init__(self, **options: Any) -> None:
        widget = ManyFiles(attrs={"multiple": True, "accept": documents.ACCEPT})
        super().__init__(required=False, widget=widget, **options)

    def clean(self, data: Any, initial: Any = None) -> list[documents.Document]:
        files = data if isinstance(data, list) else [data] if data else []
        try:
            return [documents.read(file, name=file.name or "") for file in files if file]
        except documents.DocumentRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class Photos(forms.FileField):
    """Several pictures; they are read, and refused, by `foundation.files.pictures`."""

    def __init__(self, **options: Any) -> None:
        widget = ManyFiles(attrs={"multiple": True, "accept": "image/*"})
        super().__init__(required=False, widget=widget, **options)

    def clean(self, data: Any, initial: Any = None) -> None:
        return None
