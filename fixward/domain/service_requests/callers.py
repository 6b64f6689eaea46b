"""Who calls: found by phone or e-mail among the reporters whom the member may reach anyway, and each look is logged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import Right
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member, Role
from fixward.domain.service_requests import policy
from fixward.domain.service_requests.lookups import Lookup
from fixward.domain.service_requests.models import Reporter, ServiceRequest
from fixward.domain.service_requests.operations.common import Refused
from fixward.domain.service_requests.reach import reaches
from fixward.foundation.text import clean

MOST = 8
_FEWEST_DIGITS = 7
_NO_DIGITS = re.compile(r"\D")
# Numbers are typed in all ways; the last seven digits are what a caller's number has in every one of them.
LAST_DIGITS = Right(
    Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace"), Value(_FEWEST_DIGITS)
)


@dataclass(frozen=True, slots=True)
class Caller:
    """What the latest report says of them, and their reports, the newest first."""

    name: str
    phone: str
    email: str
    service_requests: list[ServiceRequest]


@transaction.atomic
def look_up(typed: str, *, by: Member) -> Caller | None:
    """Whoever has this number or address, from the reports that this member works on; raises Refused."""
    if not policy.can_take_reports(by):
        raise Refused(_("To look a caller up you need the role “%(role)s”.") % {"role": Role.WORKER.label})
    typed = clean(typed)
    is_address = "@" in typed
    rows = _with_address(typed, by) if is_address else _with_number(typed, by)
    Lookup.objects.create(
        member=by, by="email" if is_address else "phone", service_requests=[row.service_request_id for row in rows]
    )
    return _caller(rows) if rows else None


def _with_address(typed: str, by: Member) -> list[Reporter]:
    return list(_within_reach(by).filter(person__email=typed.lower())[:MOST])


def _with_number(typed: str, by: Member) -> list[Reporter]:
    digits = _NO_DIGITS.sub("", typed)
    if len(digits) < _FEWEST_DIGITS:
        raise Refused(_("Type a whole phone number or an e-mail address."))
    annotated = _within_reach(by).annotate(last=LAST_DIGITS).exclude(phone="")
    rows: Iterable[Reporter] = annotated.filter(last=digits[-_FEWEST_DIGITS:])[: 5 * MOST]
    return [row for row in rows if _is_same(_NO_DIGITS.sub("", row.phone), digits)][:MOST]


def _is_same(known: str, typed: str) -> bool:
    """Alike as far as both are told: one may lack the area, or the country before it."""
    length = min(len(known), len(typed), 10)
    return known[-length:] == typed[-length:]


def _within_reach(by: Member) -> QuerySet[Reporter]:
    mine = [reach.condition for reach in reaches(by) if reach.role >= Role.WORKER]
    reached = ServiceRequest.objects.filter(reduce(or_, mine, Q(pk__in=[]))).order_by()
    rows = Reporter.objects.filter(service_request__in=reached)
    return rows.select_related("person", "service_request__service").order_by("-service_request_id")


def _caller(rows: list[Reporter]) -> Caller:
    def first(values: list[str]) -> str:
        return next(filter(None, values), "")

    return Caller(
        name=first([row.name or (row.person.name if row.person else "") for row in rows]),
        phone=first([row.phone for row in rows]),
        email=first([row.person.email if row.person else "" for row in rows]),
        service_requests=[row.service_request for row in rows],
    )
