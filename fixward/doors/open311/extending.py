"""What `extensions=true` adds to a request: wider words for its state, photos, answers, what happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from fixward.domain.catalog.answers import shown
from fixward.domain.conversations.updates import Update, updates_of
from fixward.domain.routing import current
from fixward.domain.service_requests.models import Resolution, ServiceRequest, Status
from fixward.foundation.clock import rfc3339

# By FixMyStreet's words, and by CitySDK's.
_OPEN = {Status.SUBMITTED: ("OPEN", "RECEIVED"), Status.ACKNOWLEDGED: ("IN_PROGRESS", "IN_PROCESS")}
_CLOSED = {
    Resolution.FIXED: ("FIXED", "PROCESSED"),
    Resolution.DUPLICATE: ("DUPLICATE", "REJECTED"),
    Resolution.WITHDRAWN: ("CANCELLED", "REJECTED"),
}
_NO_WORK = ("NO_FURTHER_ACTION", "REJECTED")


def extended(service_requests: Sequence[ServiceRequest]) -> list[dict[str, Any]]:
    """For each of these, which have `shown_photos`."""
    happened: dict[int, list[Update]] = defaultdict(list)
    for update in updates_of(service_requests):
        happened[update.service_request].append(update)
    return [_extended(one, happened[one.pk]) for one in service_requests]


def _extended(service_request: ServiceRequest, happened: Sequence[Update]) -> dict[str, Any]:
    wide, detailed = _states(service_request)
    photos = getattr(service_request, "shown_photos", [])
    return {
        "extended_attributes": {
            "status": wide,
            "detailed_status": detailed,
            "media_urls": [settings.BASE_URL + reverse("residents:photo", args=[photo.pk]) for photo in photos],
        },
        "attributes": _answers(service_request),
        "notes": [
            {"datetime": rfc3339(update.at), "description": update.text, "type": update.kind} for update in happened
        ],
    }


def _states(service_request: ServiceRequest) -> tuple[str, str]:
    if service_request.is_open:
        return _OPEN[Status(service_request.status)]
    return _CLOSED.get(Resolution(service_request.resolution), _NO_WORK)


def _answers(service_request: ServiceRequest) -> list[dict[str, str]]:
    """Those that everybody may read, from the questions in memory."""
    owner = service_request.on_behalf_of_id or service_request.organization_id
    return [
        {
            "code": question.code,
            "description": str(question.text),
            "value": shown(question, service_request.answers[question.code], public=True),
        }
        for question in current.current().questions_of(service_request.service_id, owner)
        if question.code in service_request.answers and not question.is_private
    ]
