"""Which requests a list is asked for: days, states, services, ids; as the specification reads them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from fixward.domain.governments.models import default_zone
from fixward.domain.service_requests.filters import Filters
from fixward.domain.service_requests.models import Status
from fixward.doors.open311.errors import bad
from fixward.doors.open311.ground import within
from fixward.foundation import clock
from fixward.foundation.text import clean

DAYS = 90
MOST = 1000
_LONGEST_TEXT = 100
_OPEN, _CLOSED = "open", "closed"
_ORDERS = {
    "": ("-submitted_at", "-pk"),
    "-requested": ("-submitted_at", "-pk"),
    "requested": ("submitted_at", "pk"),
    "-updated": ("-updated_at", "-pk"),
    "updated": ("updated_at", "pk"),
}
_ZONE_BEHIND_A_SPACE = re.compile(r" (\d\d:?\d\d)$")  # a plus that nobody encoded


@dataclass(frozen=True, slots=True)
class Page:
    """Rows from `start` on, at most so many."""

    start: int
    size: int


def chosen(given: QueryDict) -> Q:
    """What was asked for. Ids override everything else; what is empty asks for nothing. Raises Wrong."""
    if ids := named(given):
        return ids
    since, until = days(given)
    submitted = Q(submitted_at__gte=since, submitted_at__lte=until)
    return submitted & _states(given) & _services(given) & _changed(given) & within(given) & _said(given)


def order(given: QueryDict) -> tuple[str, ...]:
    """By the moment of the report, or of the last change where `sort` says so; the newest first. Raises Wrong."""
    asked = clean(given.get("sort", ""))
    if asked not in _ORDERS:
        known = ", ".join(name for name in _ORDERS if name)
        raise bad(_("The sort is one of %(known)s.") % {"known": known})
    return _ORDERS[asked]


def page(given: QueryDict) -> Page:
    number = _count(given, "page", otherwise=1) or 1
    size = _count(given, "page_size", otherwise=0) or _count(given, "per_page", otherwise=0) or MOST
    size = min(size, MOST)
    return Page((number - 1) * size, size)


def named(given: QueryDict) -> Q:
    """The ids that were asked for; nothing where there are none."""
    ids = _listed(given, "service_request_id")
    return Q(number__in=ids) if ids else Q()


def days(given: QueryDict) -> tuple[dt.datetime, dt.datetime]:
    """The last 90 days, or those around the edges that were named: both are included. Raises Wrong."""
    start, end = _moment(given, "start_date"), _moment(given, "end_date", last=True)
    span = dt.timedelta(days=DAYS)
    if start and end:
        if end < start:
            raise bad(_("The end_date is before the start_date."))
        if end - start > span + dt.timedelta(days=1):
            raise bad(_("Ask for at most %(days)d days at once.") % {"days": DAYS})
    try:
        start = start or (end or clock.now()) - span
        return start, end or start + span
    except OverflowError:
        raise bad(_("Nothing was reported so long ago, or so far ahead.")) from None


def _states(given: QueryDict) -> Q:
    asked = set(_listed(given, "status"))
    if unknown := asked - {_OPEN, _CLOSED}:
        raise bad(_("The status is open or closed, not “%(unknown)s”.") % {"unknown": ", ".join(sorted(unknown))[:60]})
    if len(asked) != 1:
        return Q()
    return Q(status=Status.CLOSED) if asked == {_CLOSED} else ~Q(status=Status.CLOSED)


def _services(given: QueryDict) -> Q:
    codes = _listed(given, "service_code")
    return Q(service__code__in=codes) if codes else Q()


def _changed(given: QueryDict) -> Q:
    after, before = _moment(given, "updated_after"), _moment(given, "updated_before", last=True)
    return (Q(updated_at__gte=after) if after else Q()) & (Q(updated_at__lte=before) if before else Q())


def _said(given: QueryDict) -> Q:
    return Filters(text=clean(given.get("q", ""))[:_LONGEST_TEXT]).said()


def _moment(given: QueryDict, name: str, *, last: bool = False) -> dt.datetime | None:
    """A moment by ISO 8601, in the umbrella's zone where it names none; of a day alone its first or last one."""
    text = _ZONE_BEHIND_A_SPACE.sub(r"+\1", given.get(name, "").strip())
    if not text:
        return None
    try:
        moment, day = parse_datetime(text), parse_date(text)
    except ValueError:
        moment = day = None
    if day is not None:
        moment = dt.datetime.combine(day, dt.time.max if last else dt.time.min)
    if moment is None:
        raise bad(_("The %(name)s is no date as 2026-01-31T14:00:00Z.") % {"name": name})
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=default_zone())


def _listed(given: QueryDict, name: str) -> list[str]:
    return [part for text in given.get(name, "").split(",") if (part := clean(text))]


def _count(given: QueryDict, name: str, *, otherwise: int) -> int:
    text = given.get(name, "").strip()
    if not text:
        return otherwise
    if not text.isdecimal() or len(text) > 6:
        raise bad(_("The %(name)s is no number.") % {"name": name})
    return int(text)
