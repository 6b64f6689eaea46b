"""Pictures that a program sent as links: fetched after the report is stored, from public addresses alone."""

from __future__ import annotations

import io

import requests
import structlog

from fixward.domain.service_requests.models import Event, EventKind
from fixward.domain.service_requests.operations import note_fetched
from fixward.domain.service_requests.sendings import Sending
from fixward.foundation import jobs, outbound
from fixward.foundation.files import pictures
from fixward.foundation.files.pictures import LARGEST_FILE, Picture

logger = structlog.get_logger(__name__)
FETCH = "fixward.fetch_pictures"
_SECONDS = 30


def ask_for_pictures(event: Event) -> None:
    """In a job of its own: a server that does not answer must not hold up the mails of the request."""
    has_links = Sending.objects.filter(service_request=event.service_request_id).exclude(media_urls=[])
    if event.kind == EventKind.SUBMITTED and has_links.exists():
        jobs.defer(FETCH, outside=True, service_request_id=event.service_request_id)


def fetch_pictures(service_request_id: int) -> None:
    """Those that are not there yet; raises where one is to be asked for again later."""
    sending = Sending.objects.select_related("service_request").get(service_request=service_request_id)
    first = Event.objects.filter(service_request=service_request_id, kind=EventKind.SUBMITTED)
    sent = first.select_related("member__person", "person").get()
    failures = []
    for url in list(sending.media_urls):
        try:
            picture = _fetched(url)
        except requests.RequestException as failure:
            failures.append(failure)
            continue
        note_fetched(sending.service_request, url, picture, sender=sent.member or sent.person)
    if failures:
        raise ExceptionGroup("Not every picture could be fetched.", failures)


def _fetched(url: str) -> Picture | None:
    """None where it is no picture, or may not be asked for; raises requests.RequestException where it may come yet."""
    try:
        answer = outbound.Outbound(seconds=_SECONDS, largest=LARGEST_FILE).get(url)
    except (outbound.Forbidden, outbound.TooLarge, requests.exceptions.InvalidURL) as refusal:
        logger.info("picture_not_fetched", reason=type(refusal).__name__)
        return None
    if answer.status_code == 429 or answer.status_code >= 500:
        raise requests.HTTPError(f"The other side answers {answer.status_code}.")
    if not answer.ok:
        return None
    try:
        return pictures.read(io.BytesIO(answer.content))
    except pictures.PictureRefused:
        return None
