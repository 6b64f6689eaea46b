"""Pictures that a program sent as links: fetched after the report is stored, from public addresses alone."""

from __future__ import annotations

import datetime as dt
import io
import time

import requests
import structlog

from fixward.domain.service_requests.models import Event, EventKind
from fixward.domain.service_requests.operations import note_fetched
from fixward.domain.service_requests.sendings import Sending
from fixward.foundation import clock, jobs, outbound
from fixward.foundation.files import pictures
from fixward.foundation.files.pictures import LARGEST_FILE, Picture

logger = structlog.get_logger(__name__)
FETCH = "fixward.fetch_pictures"
# For all of them and for one: whoever names servers that answer slowly must not hold up what others wait for.
_SECONDS, _SECONDS_OF_ONE = 30, 15
# So long after the report they are asked for again, and then no more.
_WAITS = (dt.timedelta(minutes=1), dt.timedelta(minutes=10), dt.timedelta(hours=1), dt.timedelta(hours=6))


def ask_for_pictures(event: Event) -> None:
    """In a job of its own: a server that does not answer must not hold up the mails of the request."""
    has_links = Sending.objects.filter(service_request=event.service_request_id).exclude(media_urls=[])
    if event.kind == EventKind.SUBMITTED and has_links.exists():
        jobs.defer(FETCH, asks_others=True, service_request_id=event.service_request_id)


def fetch_pictures(service_request_id: int) -> None:
    """Those that are not there yet; raises jobs.Later where one is to be asked for again."""
    sending = Sending.objects.select_related("service_request").get(service_request=service_request_id)
    first = Event.objects.filter(service_request=service_request_id, kind=EventKind.SUBMITTED)
    sent = first.select_related("member__person", "person").get()
    until, again = time.monotonic() + _SECONDS, _again(sent.at)
    is_late = False
    for url in list(sending.media_urls):
        try:
            picture = _fetched(url, until)
        except requests.RequestException as failure:
            logger.info("picture_not_fetched", reason=type(failure).__name__)
            is_late, picture = True, None
            if again is not None:
                continue
        note_fetched(sending.service_request, url, picture, sender=sent.member or sent.person)
    if is_late and again is not None:
        raise jobs.Later(again)


def _again(sent_at: dt.datetime) -> dt.datetime | None:
    """When what did not come is asked for once more; none where that was done often enough."""
    return next((at for wait in _WAITS if (at := sent_at + wait) > clock.now()), None)


def _fetched(url: str, until: float) -> Picture | None:
    """None where it is no picture, or may not be asked for; raises requests.RequestException where it may come yet."""
    if (left := until - time.monotonic()) <= 0:
        raise requests.Timeout("The time for all pictures is over.")
    try:
        answer = outbound.Outbound(seconds=min(left, _SECONDS_OF_ONE), largest=LARGEST_FILE).get(url)
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
