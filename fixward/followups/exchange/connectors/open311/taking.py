"""Taking over what their side says: each update once, of a status only what is new since it was looked at last."""

from __future__ import annotations

import io
import uuid
from dataclasses import replace

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from fixward.domain.conversations.operations import reply_from_outside
from fixward.domain.governments.models import Organization
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import EventKind, OutsideNumber, Resolution, ServiceRequest, Status
from fixward.domain.service_requests.reasons import CLOSING
from fixward.followups.exchange.connectors.models import Connector, Dispatch, Outcome, Received, Seen, Way, What
from fixward.followups.exchange.connectors.open311 import forms
from fixward.followups.exchange.connectors.open311.client import Client, Row, Update
from fixward.followups.exchange.connectors.troubles import NotNow
from fixward.followups.exchange.connectors.words import told
from fixward.followups.notifications.who import spoken
from fixward.foundation.files.pictures import Picture, PictureRefused, read
from fixward.foundation.text import clean

# The words of the standard, and those that other servers use; see checklist of GeoReport v2 extensions.
_DONE = ("closed", "fixed", "processed", "archived", "resolved")
_NOT_DONE = ("duplicate", "not_councils_responsibility", "no_further_action", "cancelled", "rejected", "unable_to_fix")
_AT_WORK = ("in_progress", "in progress", "action_scheduled", "investigating", "acknowledged", "in_process", "planned")
_OPEN = ("open", "reopen", "reopened", "received", "confirmed", *_AT_WORK)
# Notes that only name the state in words are no news.
_STATES = ("new", "open", "received", "submitted", "photo added", *_AT_WORK)
_LONGEST = 4000


def update(one: Update, connector: Connector, client: Client) -> None:
    """Take one update over, once."""
    service_request = _request(one.number, connector)
    if service_request is None or not one.key:
        return
    whole = {"organization": connector.organization, "way": Way.OPEN311, "key": f"update:{one.key}"[:300]}
    if Received.objects.filter(**whole).exists():
        return  # asked before its pictures are: they send the same list again and again
    one = replace(one, text=told(clean(one.text)), media=told(one.media))
    pictures = _pictures(one, client) if one.media else []
    with transaction.atomic():
        row, is_new = Received.objects.get_or_create(
            **whole,
            defaults={"service_request": service_request, "outcome": Outcome.DONE},
        )
        if not is_new:
            return
        if _is_ours(one, service_request, connector):
            row.outcome = Outcome.IGNORED
        else:
            _take(row, one, service_request, connector, pictures)
        row.save()


def status(row: Row, connector: Connector) -> None:
    """Take over how a request stands there, as far as it is new."""
    service_request = _request(row.number, connector)
    if service_request is None:
        return
    row = replace(row, notes=told(clean(row.notes)))
    with transaction.atomic(), translation.override(spoken(connector.organization.language)):
        seen, _new = Seen.objects.select_for_update().get_or_create(
            service_request=service_request, organization=connector.organization
        )
        if (seen.status, seen.notes) == (row.status, row.notes):
            return
        try:
            with transaction.atomic():
                _stand(row, seen, service_request, connector)
        except operations.Refused as refusal:
            _refused(row, service_request, connector, str(refusal))
        seen.status, seen.notes = row.status, row.notes
        seen.save()


def _request(number: str, connector: Connector) -> ServiceRequest | None:
    known = OutsideNumber.objects.filter(organization=connector.organization_id, number=number)
    found = known.select_related("service_request").first()
    if found is None or forms.came_from(found.service_request, connector):
        return None
    return found.service_request


def _is_ours(one: Update, service_request: ServiceRequest, connector: Connector) -> bool:
    """What we have told them comes back in their list: by its id, or by its words where they gave it another id."""
    news = Dispatch.objects.of(service_request.pk, connector.organization_id).filter(what=What.NEWS)
    events = [dispatch.event for dispatch in news.select_related("event__service_request")]
    if one.key in {forms.update_id(event) for event in events}:
        return True
    return bool(one.text) and one.text in {told(clean(forms.news(event, connector))) for event in events}


def _take(
    row: Received, one: Update, service_request: ServiceRequest, connector: Connector, pictures: list[Picture]
) -> None:
    service_request.refresh_from_db()
    with translation.override(spoken(connector.organization.language)):
        try:
            with transaction.atomic():
                _told(one, service_request, connector, pictures)
        except operations.Refused as refusal:
            row.outcome, row.reason, row.text = Outcome.REFUSED, str(refusal)[:300], one.text


def _told(one: Update, service_request: ServiceRequest, connector: Connector, pictures: list[Picture]) -> None:
    """Close it with their words; else the words are an answer, and may say that they are at work."""
    by, text = connector.organization, one.text[:_LONGEST]
    if one.status in (*_DONE, *_NOT_DONE) and service_request.is_open:
        _close(service_request, connector, one.status, text, pictures)
        return
    if not service_request.is_open and _opens(one):
        operations.reopen_from_outside(service_request, reason=_why_reopened(text), by=by)
        return
    if {one.status, text.lower()} & set(_AT_WORK) and service_request.status == Status.SUBMITTED:
        operations.acknowledge_from_outside(service_request, by=by)
    if text.lower() in _STATES or _closed_it(one, service_request, by):
        text = ""
    if _opens(one):
        text = _why_reopened(text)
    if pictures:
        operations.add_photos_from_outside(service_request, pictures, by=by)
    elif one.media:
        text = f"{text}\n\n{one.media}".strip()
    if text:
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"open311:{by.pk}:{one.key}")
        reply_from_outside(service_request, text=text, key=key, by=by)


def _opens(one: Update) -> bool:
    """In the words of other servers, or as a Fixward tells it."""
    return one.status in ("reopen", "reopened") or (one.status == "open" and one.text.startswith("Reopened"))


def _why_reopened(text: str) -> str:
    """A Fixward names what happened before the reason."""
    return "" if text == "Reopened" else text.removeprefix("Reopened. ")


def _closed_it(one: Update, service_request: ServiceRequest, by: Organization) -> bool:
    """The status, asked for after the updates, may have closed it with these words already."""
    if one.status not in (*_DONE, *_NOT_DONE):
        return False
    closed = service_request.events.filter(kind=EventKind.CLOSED, organization=by).order_by("pk").last()
    return closed is not None and _outcome(one.status, one.text) == (closed.data["resolution"], closed.data["text"])


def _stand(row: Row, seen: Seen, service_request: ServiceRequest, connector: Connector) -> None:
    by = connector.organization
    is_word = row.notes.lower() in _STATES
    if row.status in (*_DONE, *_NOT_DONE) and service_request.is_open:
        return _close(service_request, connector, row.status, row.notes, [])
    if row.status in _OPEN and seen.status in (*_DONE, *_NOT_DONE) and not service_request.is_open:
        operations.reopen_from_outside(service_request, reason="" if is_word else row.notes, by=by)
        return None
    if {row.status, row.notes.lower()} & set(_AT_WORK) and service_request.status == Status.SUBMITTED:
        operations.acknowledge_from_outside(service_request, by=by)
    if row.notes and not is_word and row.notes != seen.notes and not connector.exchanges_updates:
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"open311:{by.pk}:{row.number}:{row.notes}")
        reply_from_outside(service_request, text=row.notes[:_LONGEST], key=key, by=by)
    return None


def _close(
    service_request: ServiceRequest, connector: Connector, status: str, text: str, pictures: list[Picture]
) -> None:
    resolution, text = _outcome(status, text)
    if resolution == Resolution.NO_WORK and not text:
        text = _("%(organization)s has closed it: %(status)s.") % {
            "organization": connector.organization,
            "status": status.replace("_", " "),
        }
    operations.close_from_outside(
        service_request, resolution=resolution, text=text[:_LONGEST], pictures=pictures, by=connector.organization
    )


def _outcome(status: str, text: str) -> tuple[Resolution, str]:
    """What came of it, and the words about it: another Fixward names its resolution before them."""
    with translation.override("en"):
        for resolution in CLOSING:
            label = str(resolution.label)
            if text == label or text.startswith(f"{label}. "):
                return resolution, text.removeprefix(label).removeprefix(". ")
    is_duplicate = text.lower().startswith("duplicate")
    return (Resolution.FIXED if status in _DONE and not is_duplicate else Resolution.NO_WORK), text


def _refused(row: Row, service_request: ServiceRequest, connector: Connector, why: str) -> None:
    Received.objects.get_or_create(
        organization=connector.organization,
        way=Way.OPEN311,
        key=f"status:{row.number}:{row.status}"[:300],
        defaults={
            "service_request": service_request,
            "outcome": Outcome.REFUSED,
            "reason": why[:300],
            "text": row.notes,
        },
    )


def _pictures(one: Update, client: Client) -> list[Picture]:
    """What can be fetched and is a picture."""
    try:
        data = client.picture(one.media)
        return [read(io.BytesIO(data))] if data else []
    except (NotNow, PictureRefused):
        return []
