"""Public requests as rows, as everybody may read them, the oldest first: in pieces, so that none fills the memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q
from django.utils import translation

from fixward.domain.catalog.models import Offering
from fixward.domain.catalog.queries import offerings_of
from fixward.domain.conversations.closing import Closing, closings
from fixward.domain.service_requests.models import ServiceRequest
from fixward.foundation.clock import rfc3339

AT_A_TIME = 2_000
_READ_WITH = ("service__group", "organization", "department", "on_behalf_of", "place", "duplicate_of")
_SOURCES = {"web": "Website", "phone": "Phone", "counter": "Counter", "open311": "Open311", "api": "API"}


class Row(NamedTuple):
    """Values by the names of the columns, and the codes of the organizations whose row it is."""

    values: dict[str, Any]
    organizations: frozenset[str]


def pieces(which: Q | None = None) -> Iterator[list[Row]]:
    """All public requests (of those `which` names), a few queries for each AT_A_TIME of them.

    By their ids and not by a cursor: whoever reads slowly keeps no transaction open.
    """
    public = ServiceRequest.objects.visible_to(None).filter(which or Q()).select_related(*_READ_WITH).order_by("pk")
    last = 0
    while found := list(public.filter(pk__gt=last)[:AT_A_TIME]):
        last = found[-1].pk
        # In one language, whoever asks: a column that changed its words with the reader could not be counted.
        with translation.override(settings.LANGUAGE_CODE):
            yield _rows(found)


def _rows(found: list[ServiceRequest]) -> list[Row]:
    offerings = offerings_of(one.organization_id for one in found)
    said = closings(one for one in found if not one.is_open)
    return [_row(one, offerings.get((one.organization_id, one.service_id)), said.get(one.pk)) for one in found]


def _row(one: ServiceRequest, offering: Offering | None, closing: Closing | None) -> Row:
    department = one.department
    values = {
        "service_request_id": one.number,
        "requested_datetime": _moment(one.submitted_at),
        "updated_datetime": _moment(one.closed_at or one.updated_at),
        "closed_date": _moment(one.closed_at),
        "status_description": _state(one),
        "status_notes": _notes(one, closing),
        "source": _SOURCES.get(one.source, one.source),
        "service_name": str((offering and offering.name) or one.service.name),
        "service_subtype": str(one.service.group),
        "description": one.public_description,
        "agency_responsible": f"{one.organization}, {department}" if department else str(one.organization),
        "address": one.public_address,
        "lat": one.lat,
        "long": one.lon,
        "service_code": one.service.code,
        "status": "open" if one.is_open else "closed",
        "resolution": one.resolution,
        "duplicate_of": _original(one),
        "organization": one.organization.code,
        "on_behalf_of": one.on_behalf_of.code if one.on_behalf_of else "",
        "place": one.place.name if one.place else "",
        "acknowledged_datetime": _moment(one.acknowledged_at),
        "expected_datetime": _moment(one.expected_at),
        "url": f"{settings.BASE_URL}/requests/{one.number}",
    }
    holders = [one.organization, *filter(None, [one.on_behalf_of])]
    return Row(values, frozenset(holder.code for holder in holders))


def _state(one: ServiceRequest) -> str:
    if not one.is_open:
        return "Closed"
    if one.waiting_since:
        return "Hold"
    return "Processing" if one.acknowledged_at else "Open"


def _notes(one: ServiceRequest, closing: Closing | None) -> str:
    if one.is_open:
        return ""
    return ". ".join(filter(None, [one.outcome, closing.public_text if closing else ""]))


def _original(one: ServiceRequest) -> str:
    return one.duplicate_of.number if one.duplicate_of and one.duplicate_of.is_public else ""


def _moment(at: dt.datetime | None) -> str:
    return rfc3339(at) if at else ""
