"""What an organization off the platform reads: at first everything needed to act, then what happened since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fixward.domain.conversations.models import Message
from fixward.domain.governments.models import Organization
from fixward.domain.governments.queries import steward
from fixward.domain.service_requests.models import Custody, Event, EventKind, Photo, ServiceRequest
from fixward.followups.exchange.connectors import links
from fixward.followups.exchange.connectors.models import Connector, Dispatch, What
from fixward.followups.notifications import addresses
from fixward.followups.notifications.arrivals import holding
from fixward.followups.notifications.letters.desks import letter_to_desk
from fixward.followups.notifications.letters.letter import Letter, coordinates, holder, language, subject
from fixward.followups.notifications.who import spoken
from fixward.foundation.text import masked


def letter(dispatch: Dispatch, connector: Connector, *, takes_answers: bool) -> Letter:
    """In the organization's language and time; `takes_answers` where there is a mailbox for them."""
    organization = connector.organization
    with translation.override(spoken(organization.language)), timezone.override(organization.zone):
        custody = holding(dispatch.event)
        if custody is None:
            raise LookupError(f"Nobody held the request of event {dispatch.event_id}.")
        if dispatch.what == What.REQUEST:
            made = _whole(dispatch.event, custody, connector)
        else:
            made = _news(dispatch.event, custody, connector)
        return replace(made, closing=_closing(dispatch.event, organization, takes_answers=takes_answers))


def _whole(event: Event, custody: Custody, connector: Connector) -> Letter:
    service_request = event.service_request
    made = letter_to_desk(event, custody, is_whole=connector.shows_reporter)
    more = [*made.facts, *_where(service_request)]
    if connector.shows_reporter:
        more += _reporter(service_request)
    photos = list(service_request.photos.filter(hidden_at=None))
    return replace(
        made,
        facts=more,
        link=links.state_page(service_request.pk, connector.organization_id),
        link_text=_("Say how it stands, or answer, without an account"),
        photos=photos,
    )


def _where(service_request: ServiceRequest) -> list[tuple[str, str]]:
    spot = {"mlat": f"{service_request.lat:.6f}", "mlon": f"{service_request.lon:.6f}"}
    facts = [(_("Map"), f"https://www.openstreetmap.org/?{urlencode(spot)}")]
    if service_request.is_public:
        facts.append((_("Public page"), addresses.public_page(service_request)))
    return facts


def _reporter(service_request: ServiceRequest) -> list[tuple[str, str]]:
    reporter = getattr(service_request, "reporter", None)
    if reporter is None:
        return []
    email = reporter.person.email if reporter.person else ""
    known = ", ".join(filter(None, (reporter.name, email, reporter.phone)))
    return [(_("Reported by"), known)] if known else []


def _as_told(text: str, connector: Connector) -> str:
    """Without what reaches or names a person, unless the set-up says that they may know who reported."""
    return text if connector.shows_reporter else masked(text)


def _news(event: Event, custody: Custody, connector: Connector) -> Letter:
    service_request = event.service_request
    is_theirs = custody.organization_id == connector.organization_id
    return Letter(
        subject=subject(service_request, _what(event, is_theirs=is_theirs)),
        lead=_lead(event, custody, is_theirs=is_theirs),
        quote_title=pgettext("mail", "Words") if _words(event, connector) else "",
        quote=_words(event, connector),
        facts=[(pgettext("mail", "Request"), service_request.number)],
        link=links.state_page(service_request.pk, connector.organization_id) if is_theirs else "",
        link_text=_("Say how it stands, or answer, without an account"),
        photos=list(Photo.objects.filter(pk__in=event.data.get("photos", []), hidden_at=None)),
        language=language(),
    )


def _what(event: Event, *, is_theirs: bool) -> str:
    words: dict[str, Callable[[], str]] = {
        EventKind.REPLIED: lambda: _("an answer in your name"),
        EventKind.ASKED: lambda: _("a question to the reporter"),
        EventKind.COMMENTED: lambda: _("a comment by a resident"),
        EventKind.PHOTO_ADDED: lambda: _("more photos"),
        EventKind.CLOSED: lambda: pgettext("mail", "closed"),
        EventKind.PIN_MOVED: lambda: _("it lies elsewhere"),
    }
    return words.get(event.kind, lambda: pgettext("mail", "news"))() if is_theirs else _("not yours any more")


def _lead(event: Event, custody: Custody, *, is_theirs: bool) -> str:
    if not is_theirs:
        return _("This request is now with %(holder)s. You need not do anything more.") % {"holder": holder(custody)}
    who = _doer(event)
    leads: dict[str, Callable[[], str]] = {
        EventKind.REPLIED: lambda: _("%(who)s has answered the reporter in your name."),
        EventKind.ASKED: lambda: _("%(who)s has asked the reporter in your name."),
        EventKind.COMMENTED: lambda: _("A resident has written about this request."),
        EventKind.PHOTO_ADDED: lambda: _("More photos came in."),
        EventKind.CLOSED: lambda: _("%(who)s has closed this request. You need not do anything more."),
        EventKind.PIN_MOVED: lambda: _("The pin was moved: the place is not where it was first said to be."),
    }
    return leads.get(event.kind, lambda: _("There is news about this request."))() % {"who": who}


def _doer(event: Event) -> str:
    if event.member:
        return str(event.member.organization)
    return str(_("The person who reported it")) if event.person_id else str(steward())


def _words(event: Event, connector: Connector) -> str:
    message = Message.objects.filter(pk=event.data.get("message", 0)).first()
    if message is not None:
        return message.text if message.is_reply else _as_told(message.text, connector)
    if event.kind == EventKind.PIN_MOVED:
        return ", ".join(filter(None, (event.service_request.address, coordinates(event.service_request))))
    return str(event.data.get("text") or event.data.get("reason") or "")


def _closing(event: Event, organization: Organization, *, takes_answers: bool) -> list[str]:
    """Who can be asked (whoever sent it, else the steward), and how an answer reaches the reporter."""
    sender = event.organization if event.organization_id not in (None, organization.pk) else None
    lines = [
        _("%(organization)s gets this request by mail, since it does not work on this platform.")
        % {"organization": organization},
        _("Please ask %(sender)s where something is missing.") % {"sender": _reachable(sender or steward())},
    ]
    if takes_answers:
        lines.append(_("Answer this mail to write to the reporter: everybody who may see the request reads it."))
    else:
        lines.append(_("Nobody reads answers to this address."))
    return lines


def _reachable(organization: Organization) -> str:
    ways = ", ".join(filter(None, [organization.email, organization.phone]))
    return f"{organization} ({ways})" if ways else str(organization)
