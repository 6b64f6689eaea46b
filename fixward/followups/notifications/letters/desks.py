"""What the receiving desk reads on arrival: everything needed to act, without the reporter's identity.

An organization off the platform reads the same, with ways to answer: `exchange/connectors/mail/letters.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fixward.domain.catalog import queries
from fixward.domain.routing.wording import sentences
from fixward.domain.service_requests.models import Custody, Event, EventKind, ServiceRequest
from fixward.followups.notifications import addresses
from fixward.followups.notifications.letters import letter as parts
from fixward.followups.notifications.letters.letter import Letter


def letter_to_desk(event: Event, custody: Custody, *, is_whole: bool = True) -> Letter:
    """With the reporter's words as they wrote them or, not `is_whole`, covered."""
    service_request = event.service_request
    reason = str(event.data.get("reason") or "")
    return Letter(
        subject=parts.subject(service_request, _what(event)),
        lead=_lead(event, custody),
        quote_title=pgettext("mail", "Why") if reason else "",
        quote=reason,
        # What the reporter answered stands among the facts, as far as it is for everybody.
        reasons=sentences(reason for reason in event.data.get("route", []) if reason["code"] != "answer"),
        facts=_facts(service_request, custody, is_whole=is_whole),
        description=service_request.description if is_whole else service_request.public_description,
        link=addresses.desk(service_request),
        link_text=_("Open the request at your desk"),
        closing=_closing(custody),
        language=parts.language(),
    )


def _what(event: Event) -> str:
    words: dict[str, Callable[[], str]] = {
        EventKind.SUBMITTED: lambda: pgettext("mail", "new"),
        EventKind.ASSIGNED: lambda: _("assigned to you"),
        EventKind.TRANSFERRED: lambda: _("transferred by %(left)s") % {"left": parts.left(event)},
        EventKind.RETURNED: lambda: _("returned by %(left)s") % {"left": parts.left(event)},
        EventKind.UNSETTLED: lambda: _("to be settled"),
        EventKind.SETTLED: lambda: _("settled, it is yours"),
        EventKind.REOPENED: lambda: pgettext("mail", "open again"),
        EventKind.RESUMED: lambda: _("the reporter has answered"),
    }
    return words.get(event.kind, lambda: pgettext("mail", "now yours"))()


def _lead(event: Event, custody: Custody) -> str:
    leads: dict[str, Callable[[], str]] = {
        EventKind.SUBMITTED: lambda: _("A new request has come in for %(holder)s."),
        EventKind.ASSIGNED: lambda: _("This request has been assigned to %(holder)s."),
        EventKind.TRANSFERRED: lambda: _("%(left)s has transferred this request to %(holder)s."),
        EventKind.RETURNED: lambda: _("%(left)s has returned this request to %(holder)s."),
        EventKind.UNSETTLED: lambda: _(
            "This request has been given away twice, most recently by %(left)s. As the steward, you decide whose it is."
        ),
        EventKind.SETTLED: lambda: _("The steward has decided that this request belongs to %(holder)s."),
        EventKind.REOPENED: lambda: _("This request of %(holder)s is open again."),
        EventKind.RESUMED: lambda: _("The reporter has answered the question of %(holder)s. The clock goes on."),
    }
    lead = leads.get(event.kind, lambda: _("This request has come to %(holder)s."))()
    return lead % {"holder": parts.holder(custody), "left": parts.left(event)}


def _facts(service_request: ServiceRequest, custody: Custody, *, is_whole: bool) -> list[tuple[str, str]]:
    facts = [
        (pgettext("mail", "Request"), service_request.number),
        (pgettext("mail", "What"), str(service_request.service)),
        (_("Address"), service_request.address if is_whole else service_request.public_address),
        (_("Latitude, longitude"), parts.coordinates(service_request)),
        (pgettext("mail", "Reported"), parts.moment(service_request.submitted_at)),
        (_("Your target"), parts.moment(custody.due_at) if custody.due_at else ""),
        *queries.answered_for_all(
            service_request.service,
            custody.on_behalf_of or custody.organization,
            service_request.answers,
            is_whole=is_whole,
        ),
    ]
    return [(name, value) for name, value in facts if value]


def _closing(custody: Custody) -> list[str]:
    return [
        _("This mail goes to the address that is kept for %(holder)s.")
        % {"holder": custody.department or custody.organization},
        _("Nobody reads answers to this address."),
    ]
