"""Times as a desk reads them: how old, how late, how much was used. `{% load staff %}`."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fixward.domain.conversations.queries import moderated_count
from fixward.domain.governments import policy
from fixward.domain.governments.models import Member, Role
from fixward.domain.governments.working_time import Unit
from fixward.domain.records import policy as records
from fixward.domain.service_requests.models import Priority, ServiceRequest
from fixward.doors.page.templatetags.page import state
from fixward.doors.staff.keys import key_of
from fixward.followups.exchange.connectors import queries as outside
from fixward.foundation import clock

register = template.Library()
_START = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
_TOLD = {"#": "Shift+#", "?": "Shift+?"}
_HOUR = dt.timedelta(hours=1)
_URGENCY = {Priority.URGENT: "bad", Priority.HIGH: "warn", Priority.LOW: "quiet"}


@register.simple_tag
def moderated(member: Member | None) -> int | None:
    """How much waits for this member as a moderator; None for who does not moderate anywhere."""
    return moderated_count(member) if member and member.role >= Role.MANAGER else None


@register.simple_tag
def outside_waiting(member: Member | None) -> int | None:
    """How much that did not go out, or was not taken in, waits for this member; None where it is not their work."""
    return outside.waiting_count(member) if member else None


@register.filter
def sets_up(member: Member | None) -> bool:
    return member is not None and policy.is_administrator(member)


@register.filter
def keeps_records(member: Member | None) -> bool:
    return member is not None and records.can_read_records(member)


@register.simple_tag(takes_context=True)
def key(context: template.Context, name: str, number: int = 0) -> SafeString:
    """The attributes by which keys.js finds what a key does; none where letters are switched off."""
    typed = key_of(name, number) if getattr(context["request"].user, "single_keys", False) else ""
    if not typed:
        return SafeString("")
    # The standard knows no keys one after the other.
    told = "" if " " in typed else format_html(' aria-keyshortcuts="{}"', _TOLD.get(typed, typed))
    return format_html(' data-key="{}"{}', typed, told)


@register.simple_tag(takes_context=True)
def without(context: template.Context, name: str) -> str:
    """This page's query string without one parameter, nor the number of the page."""
    parameters = context["request"].GET.copy()
    for gone in (name, "page"):
        parameters.pop(gone, None)
    return f"?{parameters.urlencode()}"


@register.simple_tag
def priority(service_request: ServiceRequest) -> SafeString:
    """A tag for what is more or less urgent than usual, while it is open."""
    if not service_request.is_open or service_request.priority == Priority.NORMAL:
        return SafeString("")
    return state("priority", str(service_request.get_priority_display()), _URGENCY[Priority(service_request.priority)])


@register.filter
def age(moment: dt.datetime) -> SafeString:
    """How long ago, in one word; exact on hovering."""
    return _timed(moment, timesince(moment, clock.now(), depth=1))


@register.filter
def due(moment: dt.datetime | None) -> SafeString:
    """How long until it is due, or how late it is."""
    if moment is None:
        return SafeString("")
    now = clock.now()
    if moment < now:
        words = _("%(time)s late") % {"time": timesince(moment, now, depth=1)}
        return format_html('<span class="due due--late">{}</span>', _timed(moment, words))
    soon = "due--soon" if moment - now < 24 * _HOUR else ""
    words = _("due in %(time)s") % {"time": timesince(now, moment, depth=1)}
    return format_html('<span class="due {}">{}</span>', soon, _timed(moment, words))


@register.filter
def spot(service_request: ServiceRequest, is_whole: bool = False) -> str:
    """Where it is in words: the address, and the place where that does not say it already."""
    address = service_request.address if is_whole else service_request.public_address
    place = str(service_request.place or "")
    return address if place in address else " · ".join(filter(None, (address, place)))


@register.filter
def message_form(pk: int) -> str:
    """The name under which the form that hides this message is known."""
    return f"message-{pk}"


@register.filter
def span(length: dt.timedelta, unit: str) -> str:
    """How long, as the target's unit counts it: working time in hours, since a working day has not 24 of them."""
    if unit != Unit.WORKING_DAYS:
        return timesince(_START, _START + length, depth=2)
    if length < _HOUR:
        minutes = int(length.total_seconds() // 60)
        return ngettext("%(count)d working minute", "%(count)d working minutes", minutes) % {"count": minutes}
    hours = round(length / _HOUR)
    return ngettext("%(count)d working hour", "%(count)d working hours", hours) % {"count": hours}


def _timed(moment: dt.datetime, words: str) -> SafeString:
    exact = date_format(localtime(moment), "DATETIME_FORMAT")
    stamp = moment.isoformat(timespec="seconds")
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, exact, words)
