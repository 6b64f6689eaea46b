"""What the parts of a package are called: `{% load records %}`."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fixward.domain.records.kinds import Kind, Sort

register = template.Library()
_TABLES: dict[str, str | Promise] = {
    "requests": _("Requests"),
    "messages": _("Messages"),
    "notes": _("Notes"),
    "events": _("Events"),
    "files": _("Files"),
}
_WITHHELD: dict[str, str | Promise] = {
    "private": _("Private requests"),
    "hidden": _("Hidden from the public by a moderator"),
    "covered": _("Texts in which something was covered by rule"),
    "reporters": _("Requests without who reported them"),
    "missing": _("Files that are lost"),
    "held": _("Passed over, since they are under a legal hold"),
    "failed": _("Failed, to be tried again the night after"),
}


@register.filter
def table_name(name: str) -> str | Promise:
    return _TABLES.get(name, name)


@register.filter
def withheld_name(name: str) -> str | Promise:
    """A rule, or the sort of what was withheld by hand."""
    return _WITHHELD.get(name) or (Sort(name).label if name in Sort.values else name)


@register.filter
def kind_name(name: str) -> str | Promise:
    """Of a kind that a schedule is about, or of what a run passed over."""
    return Kind(name).label if name in Kind.values else _WITHHELD.get(name, name)
