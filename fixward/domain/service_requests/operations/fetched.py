"""Pictures that came as links: the worker has fetched one, or knows that there is none."""

from __future__ import annotations

from django.db import transaction

from fixward.domain.governments.models import Member
from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import photos
from fixward.domain.service_requests.operations.common import locked
from fixward.domain.service_requests.sendings import Sending
from fixward.foundation.files.pictures import Picture


@transaction.atomic
def note_fetched(
    service_request: ServiceRequest, url: str, picture: Picture | None, *, sender: Member | Person | None
) -> None:
    """Keep the picture behind this link as a photo, or that it gave none; a second time does nothing."""
    service_request = locked(service_request)
    sending = Sending.objects.filter(service_request=service_request, media_urls__contains=[url]).first()
    if sending is None:
        return
    sending.media_urls.remove(url)
    if picture is None:
        sending.lost_urls.append(url)
    else:
        photos.add(service_request, [picture], by=sender)
    sending.save(update_fields=["media_urls", "lost_urls"])
