"""What a webhook is told: what happened, when, and how the request stands now; no free text, and no person.

Whoever gets it holds or held the request, so a private one is told too. What somebody wrote (the description, messages,
notes, reasons) and who reported is not in it: a program that needs these asks for them, as somebody who may read them.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from fixward.domain.governments.models import Organization
from fixward.domain.service_requests.models import Event, ServiceRequest
from fixward.followups.notifications import addresses
from fixward.foundation import clock

# Where an event says from whom to whom, it says so by ids.
_ORGANIZATIONS = {"left": "from", "to": "to"}


def of_event(event: Event, organization: Organization) -> str:
    """As JSON, which is sent as it stands however often."""
    service_request = event.service_request
    data = {
        "organization": organization.code,
        "event": event.pk,
        "audience": event.audience,
        "by": event.organization.code if event.organization else None,
        "changes": _changes(event),
        "request": _request(service_request),
    }
    return _written(f"request.{event.kind}", event.at, data)


def of_test(organization: Organization) -> str:
    return _written("test", clock.now(), {"organization": organization.code})


def _written(kind: str, at: dt.datetime, data: dict[str, Any]) -> str:
    return json.dumps({"type": kind, "timestamp": _moment(at), "data": data}, ensure_ascii=False)


def _changes(event: Event) -> dict[str, str | None]:
    """Who gave it to whom, and what it was closed as."""
    ids = {word: event.data[key] for key, word in _ORGANIZATIONS.items() if isinstance(event.data.get(key), int)}
    codes = dict(Organization.objects.filter(pk__in=ids.values()).values_list("pk", "code")) if ids else {}
    changes: dict[str, str | None] = {word: codes.get(pk) for word, pk in ids.items()}
    if "resolution" in event.data:
        changes["resolution"] = str(event.data["resolution"])
    return changes


def _request(one: ServiceRequest) -> dict[str, Any]:
    return {
        "number": one.number,
        "url": addresses.public_page(one),
        "desk_url": addresses.desk(one),
        "status": one.status,
        "resolution": one.resolution or None,
        "service": {"code": one.service.code, "name": str(one.service)},
        "organization": {"code": one.organization.code, "name": str(one.organization)},
        "department": one.department.code if one.department else None,
        "on_behalf_of": one.on_behalf_of.code if one.on_behalf_of else None,
        "address": one.public_address,
        "lon": one.lon,
        "lat": one.lat,
        "is_private": one.is_private,
        "is_hidden": one.hidden_at is not None,
        "submitted_at": _moment(one.submitted_at),
        "updated_at": _moment(one.updated_at),
        "expected_at": _moment(one.expected_at),
        "closed_at": _moment(one.closed_at),
    }


def _moment(at: dt.datetime | None) -> str | None:
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None
