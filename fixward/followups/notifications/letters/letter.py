"""The parts of a letter, and the words that all letters share."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Organization
from fixward.domain.service_requests.models import Custody, Event, Photo, ServiceRequest

LONGEST_SUBJECT = 150


@dataclass(frozen=True, kw_only=True)
class Letter:
    """Plain text throughout: whoever draws it escapes it."""

    subject: str
    lead: str
    quote_title: str = ""
    quote: str = ""
    reasons: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    description: str = ""
    link: str = ""
    link_text: str = ""
    hints: Sequence[str] = ()
    closing: Sequence[str] = ()
    stop: str = ""
    stop_text: str = ""
    photos: Sequence[Photo] = ()
    language: str = ""

    @property
    def quote_indented(self) -> str:
        return textwrap.indent(self.quote, "    ")

    @property
    def description_indented(self) -> str:
        return textwrap.indent(self.description, "    ")


def subject(service_request: ServiceRequest, what: str) -> str:
    """One line, whatever the names in it hold: a line break would begin a header of its own."""
    line = _("Request %(number)s, %(service)s: %(what)s") % {
        "number": service_request.number,
        "service": service_request.service,
        "what": what,
    }
    line = " ".join(line.split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"


def holder(custody: Custody) -> str:
    """Who holds it, as in “Cedar County (Public Works)”."""
    name = str(custody.organization)
    if custody.department:
        name = f"{name} ({custody.department})"
    if custody.on_behalf_of:
        return _("%(handler)s for %(organization)s") % {"handler": name, "organization": custody.on_behalf_of}
    return name


def left(event: Event) -> str:
    """Who gave it away."""
    return str(Organization.objects.filter(pk=event.data.get("left")).first() or event.organization or "")


def coordinates(service_request: ServiceRequest) -> str:
    """Latitude, then longitude: the order in which maps want them typed."""
    return f"{service_request.lat:.6f}, {service_request.lon:.6f}"


def day(at: dt.datetime) -> str:
    return date_format(timezone.localtime(at), "DATE_FORMAT")


def moment(at: dt.datetime) -> str:
    local = timezone.localtime(at)
    return f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"


def language() -> str:
    return get_language() or "en"
