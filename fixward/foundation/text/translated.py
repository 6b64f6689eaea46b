"""A short text in several languages, kept as one JSON object: {"en": "Pothole", "es": "Bache"}."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Translated(dict[str, str]):
    """Shows itself in the language in use, else in the platform's, else in any it has."""

    def __str__(self) -> str:
        return self.in_language(get_language() or settings.LANGUAGE_CODE)

    def in_language(self, language: str) -> str:
        return self.get(language[:2]) or self.get(settings.LANGUAGE_CODE) or next(iter(filter(None, self.values())), "")

    def __bool__(self) -> bool:
        return any(self.values())


class TranslatedField(models.JSONField):
    """A JSON object of language code to text; an empty object where there is none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Translated:
        return Translated(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value: Any) -> Translated:
        if isinstance(value, str):
            value = {settings.LANGUAGE_CODE: value}
        return Translated(super().to_python(value) or {})

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            raise ValidationError(_("Give one text for each language."))
