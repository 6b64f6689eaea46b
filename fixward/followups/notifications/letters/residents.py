"""What the reporter and the followers read."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fixward.domain.conversations.models import Message
from fixward.domain.people.models import Person
from fixward.domain.routing.wording import sentences
from fixward.domain.service_requests import policy
from fixward.domain.service_requests.models import CloseReason, Custody, Event, EventKind, Resolution, ServiceRequest
from fixward.domain.service_requests.waiting import open_wait
from fixward.followups.notifications import addresses, who
from fixward.followups.notifications.letters import letter as parts
from fixward.followups.notifications.letters.letter import Letter
from fixward.foundation.text import masked


def letter_to_resident(event: Event, custody: Custody, person: Person) -> Letter:
    """What happened, who has it now and why, what was written, and how to stop hearing of it."""
    service_request = event.service_request
    is_reporter = policy.is_reporter(person, service_request)
    quote_title, quote = _quote(event, is_reporter=is_reporter)
    return Letter(
        subject=parts.subject(service_request, _what(event, custody)),
        lead=_lead(event, custody, person),
        quote_title=quote_title,
        quote=quote,
        reasons=sentences(event.data.get("route", [])),
        facts=_facts(event, custody),
        link=addresses.own_page(service_request, person),
        link_text=_("See the request and its story"),
        hints=_hints(event, is_reporter=is_reporter),
        closing=_closing(event, is_reporter=is_reporter),
        stop=addresses.stop(service_request, person),
        language=parts.language(),
    )


def _what(event: Event, custody: Custody) -> str:
    """The few words of the subject."""
    organization = {"organization": custody.organization}
    words: dict[str, Callable[[], str]] = {
        EventKind.SUBMITTED: lambda: pgettext("mail", "received"),
        EventKind.ACKNOWLEDGED: lambda: pgettext("mail", "in progress"),
        EventKind.UNSETTLED: lambda: _("%(organization)s decides whose it is") % organization,
        EventKind.REPLIED: lambda: _("an answer from %(organization)s") % organization,
        EventKind.COMMENTED: lambda: _("a comment by a resident"),
        EventKind.ASKED: lambda: _("a question from %(organization)s") % organization,
        EventKind.REMINDED: lambda: _("a question waits for your answer"),
        EventKind.CLOSED: lambda: pgettext("mail", "closed"),
        EventKind.REOPENED: lambda: pgettext("mail", "open again"),
        EventKind.SEPARATED: lambda: pgettext("mail", "goes on by itself"),
    }
    changed_hands = _("now with %(organization)s") % organization
    return words[event.kind]() if event.kind in words else changed_hands


def _lead(event: Event, custody: Custody, person: Person) -> str:
    names = {
        "holder": parts.holder(custody),
        "organization": event.organization or custody.organization,
        "left": parts.left(event),
    }
    leads: dict[str, Callable[[], str]] = {
        EventKind.SUBMITTED: lambda: _("We have received your report. It is now with %(holder)s."),
        EventKind.ACKNOWLEDGED: lambda: _("%(organization)s has taken note of this request and works on it."),
        EventKind.TRANSFERRED: lambda: _(
            "%(left)s has handed this request to %(holder)s. You need not report it again: it keeps its number."
        ),
        EventKind.RETURNED: lambda: _("%(left)s has given this request back to %(holder)s."),
        EventKind.UNSETTLED: lambda: _(
            "This request has been given away twice, most recently by %(left)s. %(holder)s now decides whose it is."
        ),
        EventKind.SETTLED: lambda: _("It has been decided that this request belongs to %(holder)s."),
        EventKind.ADOPTED: lambda: _adopted(event, person),
        EventKind.REROUTED: lambda: _("This request is now with %(holder)s."),
        EventKind.REPLIED: lambda: _("%(organization)s has answered."),
        EventKind.COMMENTED: lambda: _("Another resident has written about this request."),
        EventKind.ASKED: lambda: _("%(organization)s has a question for the person who reported this."),
        EventKind.REMINDED: lambda: _("%(organization)s has asked you something and waits for your answer."),
        EventKind.CLOSED: lambda: _closed(event, person),
        EventKind.SEPARATED: lambda: _(
            "This request was taken to repeat another one. It does not, so it goes on by itself with %(holder)s."
        ),
        EventKind.REOPENED: lambda: (
            _("%(organization)s has opened this request again.")
            if event.organization_id
            else _("The person who reported it has opened this request again.")
        ),
    }
    return leads[event.kind]() % names


def _adopted(event: Event, person: Person) -> str:
    """One letter for all of theirs, since each would say the same."""
    more = who.adopted_with(event, person).count() - 1
    sentence = _("%(organization)s works its requests itself now, and has taken this one over from %(left)s.")
    if more > 0:
        others = ngettext(
            "So it has %(count)d other that you follow.", "So it has %(count)d others that you follow.", more
        )
        return sentence + " " + others.replace("%(count)d", str(more))
    return sentence


def _closed(event: Event, person: Person) -> str:
    resolution = event.data.get("resolution")
    if resolution == Resolution.DUPLICATE:
        return _goes_on(event.service_request, person)
    sentences_by_resolution = {
        Resolution.FIXED: _("%(organization)s has closed this request: it is fixed."),
        Resolution.NOTHING_FOUND: _("%(organization)s has closed this request: nothing was found on the spot."),
        Resolution.NO_WORK: _("%(organization)s has closed this request: no work will be done."),
        Resolution.NO_ANSWER: _("%(organization)s asked for something, and no answer came. So this request is closed."),
        Resolution.WITHDRAWN: _("The person who reported it has taken it back, so this request is closed."),
    }
    return sentences_by_resolution[Resolution(resolution)]


def _goes_on(service_request: ServiceRequest, person: Person) -> str:
    """The number of the other request, where the reader may see that one."""
    original = service_request.duplicate_of
    if original is None or not policy.can_take_part(person, original):
        return _("%(organization)s has closed this request: the problem had been reported before.")
    sentence = _("The problem had been reported before, and goes on as %(number)s.")
    return sentence % {"number": original.number}


def _quote(event: Event, *, is_reporter: bool) -> tuple[str, str]:
    """What somebody wrote, and the words above it; another resident's only as everybody may read them."""
    if event.kind == EventKind.SUBMITTED:
        return _("Your report"), "" if _is_unproved(event) else event.service_request.description
    if event.kind in (EventKind.REPLIED, EventKind.ASKED, EventKind.REMINDED):
        message = Message.objects.get(pk=event.data["message"])
        return _("%(organization)s writes") % {"organization": message.organization}, message.text
    if event.kind == EventKind.COMMENTED:
        return _("A resident writes"), masked(Message.objects.get(pk=event.data["message"]).text)
    if event.kind == EventKind.CLOSED:
        return _("%(organization)s writes") % {"organization": event.organization}, str(event.data.get("text") or "")
    reason = str(event.data.get("reason") or "")
    return pgettext("mail", "Why"), reason if event.organization_id or is_reporter else masked(reason)


def _is_unproved(event: Event) -> bool:
    """Whether anybody could have typed the reporter's address.

    Such a first mail says nothing that was typed with it: else everybody could have us send their words to everybody.
    """
    return event.kind == EventKind.SUBMITTED and event.member_id is None and event.person_id is None


def _facts(event: Event, custody: Custody) -> list[tuple[str, str]]:
    service_request = event.service_request
    spot = str(service_request.place or parts.coordinates(service_request))
    facts = [
        (pgettext("mail", "Request"), service_request.number),
        (pgettext("mail", "What"), str(service_request.service)),
        (pgettext("mail", "Where"), spot if _is_unproved(event) else service_request.public_address or spot),
        (pgettext("mail", "With"), parts.holder(custody)),
    ]
    if program := _program(event):
        facts.append((pgettext("mail", "Sent by"), program))
    if reason := CloseReason.objects.filter(pk=event.data.get("close_reason")).first():
        facts.append((_("Reason"), str(reason)))
    if service_request.is_open and service_request.expected_at:
        facts.append((_("Expected by"), parts.day(service_request.expected_at)))
    return facts


def _program(event: Event) -> str:
    """The program that brought the report, for who may never have heard of it: anybody's address can be named there."""
    if event.kind != EventKind.SUBMITTED or event.member is None or not event.member.person.is_program:
        return ""
    return f"{event.member}, {event.member.organization}"


def _hints(event: Event, *, is_reporter: bool) -> list[str]:
    if is_reporter and (wait := open_wait(event.service_request)):
        return [
            _("Open the request by the link below and write your answer there, until %(day)s.")
            % {"day": parts.day(wait.ends_at)},
            _("Without an answer it will be closed then. Until you answer, its clock rests."),
        ]
    can_be_wrong = event.kind == EventKind.CLOSED and event.data.get("resolution") != Resolution.WITHDRAWN
    if not (is_reporter and can_be_wrong):
        return []
    days = event.service_request.service.reopen_days
    return [_("If that is not right, you can open it again on its page within %(days)d days.") % {"days": days}]


def _closing(event: Event, *, is_reporter: bool) -> list[str]:
    because = _("You get this mail because you reported it.") if is_reporter else _("You get this mail as a follower.")
    if _program(event):
        because = _("You get this mail because your address was given with the report. If it is not yours, do nothing.")
    return [
        because,
        _("Nobody reads answers to this address: please write on the request's page."),
        _("The links in this mail are yours alone: whoever has them is taken for you."),
    ]
