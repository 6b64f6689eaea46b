"""servicerequestupdates, as FixMyStreet has it: what has happened since, and what the other side has to say."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fixward.domain.conversations import operations
from fixward.domain.conversations.operations import Refused, State, Word
from fixward.domain.conversations.updates import Update, told
from fixward.domain.conversations.updates import updates as happened
from fixward.domain.programs.queries import Caller
from fixward.domain.programs.scopes import Scope
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import ReportRefused
from fixward.doors.open311 import given as read
from fixward.doors.open311 import jurisdictions, replays, window
from fixward.doors.open311.callers import caller, must_not_be_many
from fixward.doors.open311.errors import bad, not_found
from fixward.doors.open311.jurisdictions import Jurisdiction
from fixward.doors.open311.method import Answer, Stored, method
from fixward.foundation.clock import rfc3339

# Wider words than the standard's two, as FixMyStreet and CitySDK send them.
_STATES = {
    "": "",
    **dict.fromkeys(("open", "confirmed", "received", "reopen", "reopened"), State.OPEN),
    **dict.fromkeys(
        ("in_progress", "in_process", "investigating", "action_scheduled", "internal_referral", "for_triage"),
        State.WORKING,
    ),
    **dict.fromkeys(("closed", "fixed", "processed", "archived"), State.DONE),
    **dict.fromkeys(
        ("no_further_action", "not_councils_responsibility", "cancelled", "rejected", "duplicate"), State.NOT_DONE
    ),
}


@method("GET", "POST")
def updates(request: HttpRequest, organization: str | None = None) -> Answer | Stored:
    jurisdiction = jurisdictions.asked(request, organization)
    if request.method == "POST":
        return _posted(request, jurisdiction)
    return _listed(request, jurisdiction)


def _listed(request: HttpRequest, jurisdiction: Jurisdiction) -> Answer:
    """The oldest first: who asks again from the last moment they saw misses none."""
    since, until = window.days(request.GET)
    page = window.page(request.GET)
    among = window.named(request.GET)
    rows = happened(
        jurisdiction.ever & among, since=since, until=until, viewer=None, page=slice(page.start, page.start + page.size)
    )
    return "service_request_updates", [_row(one) for one in rows]


def _row(one: Update) -> dict[str, Any]:
    return {
        "update_id": str(one.id),
        "service_request_id": one.number,
        "status": "open" if one.is_open else "closed",
        "updated_datetime": rfc3339(one.at),
        "description": one.text,
        "media_url": settings.BASE_URL + reverse("residents:photo", args=[one.photo]) if one.photo else None,
    }


def _posted(request: HttpRequest, jurisdiction: Jurisdiction) -> Stored:
    sender = caller(request, jurisdiction, Scope.REPORT, Scope.WORK)
    must_not_be_many(request, sender, "comments")
    number = read.text(request.POST, "service_request_id")
    if not number:
        raise bad(_("service_request_id required: which request is it about?"))
    seen = ServiceRequest.objects.visible_to(sender.viewer).filter(jurisdiction.ever, number=number)
    service_request = seen.first()
    if service_request is None:
        raise not_found(_("There is no service_request_id “%(number)s” here.") % {"number": number[:40]})
    try:
        event = operations.tell(service_request, _word(request, sender), program=sender.program, by=sender.by)
    except Refused as refusal:
        raise bad(str(refusal)) from refusal
    except ReportRefused as refused:
        raise bad(*read.sentences(refused.sentences, {})) from refused
    location = reverse("open311:request", kwargs={"number": service_request.number, "suffix": "xml"})
    rows = [{"update_id": str(one.id)} for one in told([event])]
    return Stored("service_request_updates", rows, settings.BASE_URL + location)


def _word(request: HttpRequest, sender: Caller) -> Word:
    """Raises Wrong."""
    given = request.POST
    status = read.text(given, "status").lower().replace(" ", "_")
    if status not in _STATES:
        raise bad(_("status: “%(status)s” is not known here. Send open or closed.") % {"status": status[:40]})
    links = read.beside(given).media_urls
    text = "\n".join(filter(None, (read.text(given, "description"), *links)))
    named = request.headers.get("Idempotency-Key", "").strip() or read.text(given, "update_id")
    return Word(id=named or _unnamed(request, sender), text=text, state=_STATES[status], contact=read.contact(given))


def _unnamed(request: HttpRequest, sender: Caller) -> str:
    """What was sent without an id is known by its words, for a minute."""
    content = replays.digest(request)
    now, before = (f"{minute} {content}" for minute in replays.minutes())
    return before if operations.was_told(sender.program, before) else now
