"""What `extensions=true` adds to a request: wider words for its state, photos, answers, what happened."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from fixward.domain.catalog.answers import shown
from fixward.domain.conversations.listing import Listed
from fixward.domain.conversations.updates import Update, updates_of
from fixward.domain.routing import current
from fixward.domain.service_requests.models import Resolution, Status
from fixward.doors.open311.rows import photo_address
from fixward.foundation.clock import rfc3339

# By FixMyStreet's words, and by CitySDK's.
_OPEN = {Status.SUBMITTED: ("OPEN", "RECEIVED"), Status.ACKNOWLEDGED: ("IN_PROGRESS", "IN_PROCESS")}
_CLOSED = {
    Resolution.FIXED: ("FIXED", "PROCESSED"),
    Resolution.DUPLICATE: ("DUPLICATE", "REJECTED"),
    Resolution.WITHDRAWN: ("CANCELLED", "REJECTED"),
}
_NO_WORK = ("NO_FURTHER_ACTION", "REJECTED")


def extended(service_requests: Sequence[Listed]) -> list[dict[str, Any]]:
    """For each of these."""
    happened: dict[int, list[Update]] = defaultdict(list)
    for update in updates_of([one.id for one in service_requests]):
        happened[update.service_request].append(update)
    return [_extended(one, happened[one.id]) for one in service_requests]


def _extended(service_request: Listed, happened: Sequence[Update]) -> dict[str, Any]:
    wide, detailed = _states(service_request)
    return {
        "extended_attributes": {
            "status": wide,
            "detailed_status": detailed,
            "media_urls": [photo_address(photo) for photo in service_request.photos],
        },
        "attributes": _answers(service_request),
        "notes": [
            {"datetime": rfc3339(update.at), "description": update.text, "type": update.kind} for update in happened
        ],
    }


def _states(service_request: Listed) -> tuple[str, str]:
    if service_request.is_open:
        return _OPEN[Status(service_request.status)]
    return _CLOSED.get(Resolution(service_request.resolution), _NO_WORK)


def _answers(service_request: Listed) -> list[dict[str, str]]:
    """Those that everybody may read, from the questions in memory."""
    owner = service_request.on_behalf_of or service_request.organization
    given = json.loads(service_request.answers)
    return [
        {
            "code": question.code,
            "description": str(question.text),
            "value": shown(question, given[question.code], public=True),
        }
        for question in current.current().questions_of(service_request.service, owner)
        if question.code in given and not question.is_private
    ]
