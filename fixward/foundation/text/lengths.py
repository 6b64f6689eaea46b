"""How far something is, as the people of the place say it."""

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

US = "us"
_FEET = 1 / 0.3048
_MILE = 1609.344


def length(metres: float) -> str:
    """Feet and miles, or metres and kilometres, as `UNITS` says; no finer than anybody needs it."""
    if settings.UNITS == US:
        return _miles(metres / _MILE) if metres * _FEET >= 1000 else _feet(metres * _FEET)
    return _kilometres(metres / 1000) if metres >= 1000 else _metres(metres)


def _feet(feet: float) -> str:
    count = round(feet) if feet < 10 else round(feet, -1)
    return ngettext("%(count)d foot", "%(count)d feet", int(count)) % {"count": count}


def _miles(miles: float) -> str:
    said = _short(miles)
    return ngettext("%(count)s mile", "%(count)s miles", 1 if said == "1" else 2) % {"count": said}


def _metres(metres: float) -> str:
    return _("%(count)d m") % {"count": round(metres)}


def _kilometres(kilometres: float) -> str:
    return _("%(count)s km") % {"count": _short(kilometres)}


def _short(count: float) -> str:
    """One decimal while it says something, in the notation of the language."""
    if count >= 10:
        return number_format(round(count), 0)
    tenths = round(count * 10)
    return number_format(tenths / 10, 1 if tenths % 10 else 0)  # which cuts off, and does not round
