"""What a map program asks of the features: a box, a time, a page; read as OGC 17-069r4 has it. Raises Problem (400)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from fixward.domain.governments.models import default_zone
from fixward.domain.service_requests.clusters import inside, read_box
from fixward.doors.api.problems import Problem

USUAL, MOST = 100, 1000
_OPEN = ("", "..")


def must_be_known(request: HttpRequest, known: Collection[str]) -> None:
    """A parameter that nobody knows is refused (7.15.1, /req/core/query-param-unknown)."""
    if unknown := sorted(set(request.GET) - set(known)):
        raise _bad(unknown[0][:60], _("There is no such parameter."))


def must_be_one_of(name: str, given: str, known: Collection[str]) -> None:
    if given not in known:
        raise _bad(name, _("Choose one of %(expected)s.") % {"expected": ", ".join(known)})


def limit(text: str) -> int:
    """Capped at what a page may have, which is no error (/req/core/fc-limit-response-1)."""
    if not text:
        return USUAL
    if not (text.isascii() and text.isdecimal()) or int(text[:9]) < 1:
        raise _bad("limit", _("This must be a whole number."))
    return min(int(text[:9]), MOST)


def box(text: str) -> Q:
    """Four numbers, or six of which the heights are passed over; west may be greater than east."""
    if not text:
        return Q()
    numbers = text.split(",")
    found = read_box(",".join([*numbers[:2], *numbers[3:5]] if len(numbers) == 6 else numbers))
    if found is None:
        raise _bad("bbox", _("Give bbox=west,south,east,north in degrees."))
    return inside(found)


def interval(text: str) -> Q:
    """When it was reported: a moment or day, or two with a slash between, of which one may be open."""
    if not text:
        return Q()
    first, slash, last = text.partition("/")
    if not slash:
        last = first
    elif first in _OPEN and last in _OPEN:
        return Q()
    since = None if slash and first in _OPEN else _moment(first, last=False)
    until = None if slash and last in _OPEN else _moment(last, last=True)
    if since and until and until < since:
        raise _bad("datetime", _("The interval ends before it begins."))
    asked = Q(submitted_at__gte=since) if since else Q()
    return asked & Q(submitted_at__lte=until) if until else asked


def _moment(text: str, *, last: bool) -> dt.datetime:
    """Of a day alone its first or last moment, in the place's zone."""
    try:
        moment, day = parse_datetime(text.replace(" ", "+")), parse_date(text)
    except ValueError:
        moment = day = None
    if day is not None:
        moment = dt.datetime.combine(day, dt.time.max if last else dt.time.min)
    if moment is None or not 1 < moment.year < 9999:
        raise _bad("datetime", _("Write it like 2026-01-31T14:00:00Z, or with a slash between two of them."))
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=default_zone())


def _bad(name: str, sentence: str) -> Problem:
    return Problem(400, sentence, {name: sentence})
