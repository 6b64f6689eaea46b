"""What is sent: a request, and news of it, as the fields of a form. Their side is public, so what it gets is, too."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Datatype, Question
from fixward.domain.conversations.models import Message
from fixward.domain.governments.queries import steward
from fixward.domain.service_requests.models import Event, EventKind, Photo, ServiceRequest
from fixward.followups.exchange.connectors import links
from fixward.followups.exchange.connectors.models import Connector, Pairing
from fixward.followups.exchange.connectors.troubles import Held, Trouble
from fixward.followups.notifications.arrivals import holding
from fixward.followups.notifications.letters.letter import coordinates, holder
from fixward.followups.notifications.who import spoken
from fixward.foundation.clock import rfc3339
from fixward.foundation.text import masked

LONGEST = 4000
Form = list[tuple[str, str]]


def pairing_of(service_request: ServiceRequest, connector: Connector) -> Pairing:
    """Raises Held where none of their services is named for it."""
    found = Pairing.objects.filter(connector=connector, service=service_request.service).first()
    if found is None:
        raise Held(Trouble.NO_SERVICE, str(service_request.service))
    return found


def of_request(service_request: ServiceRequest, connector: Connector, pairing: Pairing) -> Form:
    """Raises Held for what must not become public."""
    if not service_request.is_public:
        raise Held(Trouble.PRIVATE)
    form = [
        ("service_code", pairing.their_code),
        ("lat", f"{service_request.lat:.7f}"),
        ("long", f"{service_request.lon:.7f}"),
        ("address_string", service_request.public_address),
        ("description", f"{service_request.public_description[: LONGEST - 200]}\n\n{mark(service_request)}".strip()),
        *_answers(service_request, pairing),
        *_media(list(service_request.photos.filter(hidden_at=None)), connector),
        *(_reporter(service_request) if connector.shows_reporter else []),
    ]
    return [(name, value) for name, value in form if value]


def mark(service_request: ServiceRequest) -> str:
    """By which it can be found among their requests, and by which they find it here."""
    return f"[{links.mark(service_request.pk)}]"


def came_from(service_request: ServiceRequest, connector: Connector) -> bool:
    """Whether they have sent it to us: then it is in their hands already, and is never sent back as a new one.

    What a resident types is no mark: it comes by a program of an organization, and stands at the end.
    """
    if not links.is_marked_by(service_request.description, connector.endpoint):
        return False
    came = Event.objects.filter(service_request=service_request.pk, kind=EventKind.SUBMITTED, member__isnull=False)
    return service_request.source == "open311" and came.exists()


def of_news(event: Event, connector: Connector, number: str) -> Form:
    """An update: its id is the event's, so that the same one sent again is known there.

    Of a request that is not public any more it tells how it stands, and nothing else.
    """
    is_open = event.kind != EventKind.CLOSED and _is_theirs(event, connector)
    photos = Photo.objects.filter(pk__in=event.data.get("photos", []), hidden_at=None)
    form = [
        ("service_request_id", number),
        # A server may ask whose word it is; residents' addresses are not told.
        ("email", steward().email),
        ("update_id", update_id(event)),
        ("updated_datetime", rfc3339(event.at)),
        ("status", "OPEN" if is_open else "CLOSED"),
    ]
    if event.service_request.is_public:
        form += [("description", news(event, connector)[:LONGEST]), *_media(list(photos), connector)]
    return [(name, value) for name, value in form if value]


def update_id(event: Event) -> str:
    return f"{urlsplit(settings.BASE_URL).netloc}-{event.pk}"


def news(event: Event, connector: Connector) -> str:
    """In words, in their language."""
    with translation.override(spoken(connector.organization.language)):
        message = Message.objects.filter(pk=event.data.get("message", 0)).first()
        if message is not None:
            return message.public_text
        if not _is_theirs(event, connector):
            custody = holding(event)
            return _("This request is now with %(holder)s.") % {"holder": holder(custody) if custody else ""}
        told = {
            EventKind.PHOTO_ADDED: _("More photos came in."),
            EventKind.PIN_MOVED: _("It lies elsewhere: %(where)s") % {"where": coordinates(event.service_request)},
            EventKind.CLOSED: str(event.data.get("text") or _("This request is closed.")),
        }
        reason = str(event.data.get("reason") or "")
        return told.get(EventKind(event.kind)) or (masked(reason) if event.person_id else reason) or event.kind


def _is_theirs(event: Event, connector: Connector) -> bool:
    custody = holding(event)
    return custody is not None and custody.organization_id == connector.organization_id


def _answers(service_request: ServiceRequest, pairing: Pairing) -> Form:
    """Those to questions that have a partner there and are for everybody, as everybody may read them."""
    asked = {one.code: one for one in Question.objects.filter(service=pairing.service)}
    found: Form = []
    for ours, theirs in pairing.questions.items():
        given, question = service_request.answers.get(ours), asked.get(ours)
        if not given or question is None or question.is_private:
            continue
        if isinstance(given, list):
            found += [(f"attribute[{theirs}][]", str(one)) for one in given]
        else:
            typed = question.datatype in (Datatype.STRING, Datatype.TEXT)
            found.append((f"attribute[{theirs}]", masked(str(given)) if typed else str(given)))
    return found


def _media(photos: list[Photo], connector: Connector) -> Form:
    """The first as the standard has it; it knows one address alone, and the others come beside it."""
    addresses = [links.photo(photo.pk, connector.organization_id, is_for_all=True) for photo in photos]
    return [("media_url", addresses[0]), *(("media[]", one) for one in addresses[1:])] if addresses else []


def _reporter(service_request: ServiceRequest) -> Form:
    reporter = getattr(service_request, "reporter", None)
    if reporter is None:
        return []
    first, _space, last = reporter.name.partition(" ")
    email = reporter.person.email if reporter.person else ""
    return [("first_name", first), ("last_name", last), ("email", email), ("phone", reporter.phone)]
