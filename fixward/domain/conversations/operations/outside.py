"""The word of an organization off the platform, about a request that it holds."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction

from fixward.domain.conversations.models import Message
from fixward.domain.conversations.operations.attaching import attach
from fixward.domain.conversations.operations.writing import said, written_before
from fixward.domain.governments.models import Organization
from fixward.domain.service_requests import events
from fixward.domain.service_requests.models import EventKind, ServiceRequest
from fixward.domain.service_requests.operations.common import locked, save
from fixward.domain.service_requests.operations.outside import must_hold
from fixward.foundation.files.documents import Document


@transaction.atomic
def reply_from_outside(
    service_request: ServiceRequest,
    *,
    text: str,
    documents: Sequence[Document] = (),
    key: uuid.UUID | None = None,
    by: Organization,
) -> Message:
    """Answer the reporter and everybody who follows; the same key writes once."""
    service_request = locked(service_request)
    key = key or uuid.uuid4()
    if known := written_before(Message, service_request, key, text):
        return known
    must_hold(by, service_request)
    message = Message.objects.create(service_request=service_request, organization=by, text=said(text), key=key)
    attach(documents, to=message)
    event = events.record(EventKind.REPLIED, service_request, by=by, message=message.pk)
    save(service_request, at=event.at)
    return message
