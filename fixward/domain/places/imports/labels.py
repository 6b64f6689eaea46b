from __future__ import annotations

from django.utils.translation import gettext as _

from fixward.domain.places.imports.reading import Features
from fixward.domain.places.imports.report import Refusal

LONGEST = 300  # characters; also keeps the entries of the unique indexes within what PostgreSQL takes


def codes(features: Features, field: str | None, refused: list[Refusal]) -> list[str]:
    """The codes of all features; without a field, their numbers from 1."""
    found = features.texts(field)
    refused += [Refusal(i, _("it has no code")) for i, code in enumerate(found, 1) if not code]
    return _not_too_long(found, refused)


def names(features: Features, field: str, refused: list[Refusal]) -> list[str]:
    found = features.texts(field)
    refused += [Refusal(i, _("it has no name")) for i, name in enumerate(found, 1) if not name]
    return _not_too_long(found, refused)


def optional(features: Features, field: str | None, refused: list[Refusal]) -> list[str]:
    """Texts that may be empty; all are, without a field."""
    if field is None:
        return [""] * len(features.geometries)
    return _not_too_long(features.texts(field), refused)


def _not_too_long(texts: list[str], refused: list[Refusal]) -> list[str]:
    reason = _("“%(start)s…” is longer than %(most)d characters")
    refused += [
        Refusal(i, reason % {"start": text[:20], "most": LONGEST})
        for i, text in enumerate(texts, 1)
        if len(text) > LONGEST
    ]
    return texts
