"""Reasons in plain sentences, in the language in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from fixward.foundation.text import Translated, length

_SENTENCES = {
    "asset": _("“%(asset)s”, %(distance)s from the pin, is owned by %(owner)s; %(organization)s takes care of it."),
    "answer": _("You answered “%(answer)s” to “%(question)s”."),
    "place.answer": _("With that answer, in %(place)s, it belongs to %(organization)s."),
    "place.smallest_place": _("The pin is in %(place)s, which belongs to %(organization)s."),
    "place.larger_place": _("The pin is in %(place)s, where this belongs to %(organization)s."),
    "steward": _("Nobody else is named for this here, so %(organization)s takes care of it."),
    "handled_by": _("%(handler)s handles the requests of %(organization)s."),
    "department_rule": _("%(department)s does this there."),
    "department_offering": _("%(department)s does “%(service)s”."),
    "front_desk": _("%(department)s sorts out what no other department is named for."),
    "imported": _("The imported records name %(organization)s for it."),
    "no_department": _("%(organization)s has not named a department for it yet."),
}


def sentences(because: Iterable[Mapping[str, Any]]) -> list[str]:
    """One sentence for each reason as `Route.reasons()` gives them; a code unknown today is passed over."""
    return [text for reason in because if (text := _sentence(reason))]


def _sentence(reason: Mapping[str, Any]) -> str:
    template = _SENTENCES.get(".".join(filter(None, (reason["code"], reason.get("step")))))
    said = {name: _shown(value) for name, value in reason.items()}
    if "distance_m" in reason:
        said["distance"] = length(reason["distance_m"])
    return str(template) % said if template else ""


def _shown(value: Any) -> str:
    return str(Translated(value)) if isinstance(value, dict) else str(value)
