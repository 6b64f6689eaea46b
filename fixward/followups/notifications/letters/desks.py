"""What the receiving desk reads on arrival: everything needed to act, without the reporter's identity."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fixward.domain.catalog import answers, queries
from fixward.domain.governments.models import Organization, Standing
from fixward.domain.governments.queries import steward
from fixward.domain.routing.wording import sentences
from fixward.domain.service_requests.models import Custody, Event, EventKind, Photo, ServiceRequest
from fixward.followups.notifications import addresses
from fixward.followups.notifications.letters import letter as parts
from fixward.followups.notifications.letters.letter import Letter


def letter_to_desk(event: Event, custody: Custody) -> Letter:
    service_request = event.service_request
    is_external = custody.organization.standing == Standing.EXTERNAL
    reason = str(event.data.get("reason") or "")
    return Letter(
        subject=parts.subject(service_request, _what(event)),
        lead=_lead(event, custody),
        quote_title=pgettext("mail", "Why") if reason else "",
        quote=reason,
        # What the reporter answered stands among the facts, as far as it is for everybody.
        reasons=sentences(reason for reason in event.data.get("route", []) if reason["code"] != "answer"),
        facts=_facts(service_request, custody),
        description=service_request.description,
        link=_link(service_request, is_external=is_external),
        link_text=_("See the request") if is_external else _("Open the request at your desk"),
        closing=[*(_from_outside(event, custody) if is_external else []), *_closing(custody)],
        photos=list(_photos(service_request)) if is_external else [],
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


def _facts(service_request: ServiceRequest, custody: Custody) -> list[tuple[str, str]]:
    facts = [
        (pgettext("mail", "Request"), service_request.number),
        (pgettext("mail", "What"), str(service_request.service)),
        (_("Address"), service_request.address),
        (_("Latitude, longitude"), parts.coordinates(service_request)),
        (pgettext("mail", "Reported"), parts.moment(service_request.submitted_at)),
        (_("Your target"), parts.moment(custody.due_at) if custody.due_at else ""),
        *_answers(service_request, custody),
    ]
    return [(name, value) for name, value in facts if value]


def _answers(service_request: ServiceRequest, custody: Custody) -> list[tuple[str, str]]:
    owner = custody.on_behalf_of or custody.organization
    questions = queries.questions_for(service_request.service, owner).filter(is_private=False, is_notice=False)
    given = service_request.answers
    return [
        (str(question), answers.shown(question, given[question.code]))
        for question in questions
        if question.code in given
    ]


def _link(service_request: ServiceRequest, *, is_external: bool) -> str:
    """Whoever is not on the platform can open only what everybody may see."""
    if not is_external:
        return addresses.desk(service_request)
    is_public = not service_request.is_private and service_request.hidden_at is None
    return addresses.public_page(service_request) if is_public else ""


def _photos(service_request: ServiceRequest) -> list[Photo]:
    return list(service_request.photos.filter(hidden_at=None))


def _from_outside(event: Event, custody: Custody) -> list[str]:
    """Who can be asked: whoever sent it, else the steward."""
    sender = event.organization if event.organization_id != custody.organization_id else None
    return [
        _("%(organization)s gets this request by mail, since it does not work on this platform.")
        % {"organization": custody.organization},
        _("Please ask %(sender)s where something is missing.") % {"sender": _reachable(sender or steward())},
    ]


def _reachable(organization: Organization) -> str:
    ways = ", ".join(filter(None, [organization.email, organization.phone]))
    return f"{organization} ({ways})" if ways else str(organization)


def _closing(custody: Custody) -> list[str]:
    return [
        _("This mail goes to the address that is kept for %(holder)s.")
        % {"holder": custody.department or custody.organization},
        _("Nobody reads answers to this address."),
    ]
