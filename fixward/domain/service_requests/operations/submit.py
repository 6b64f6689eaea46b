"""Submitting: one statement writes the request, its first custody, the event, and the job of the followups."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db.models import Model
from django.utils.translation import gettext as _

from fixward.domain.catalog import answers
from fixward.domain.catalog.models import Service
from fixward.domain.governments.models import Member
from fixward.domain.people.models import Person
from fixward.domain.routing import current
from fixward.domain.routing.route import Route
from fixward.domain.service_requests import custody, events, where
from fixward.domain.service_requests.models import Custody, EventKind, Follow, How, Reporter, Sending, ServiceRequest
from fixward.domain.service_requests.numbers import next_number
from fixward.domain.service_requests.operations.photos import MOST_PHOTOS, discard, kept
from fixward.domain.service_requests.words import addressed, described
from fixward.foundation import clock
from fixward.foundation.files.pictures import Picture
from fixward.foundation.text import clean, language_in_use

# As Open311 GeoReport v2, "POST Service Request", has it.
LONGEST_DESCRIPTION = 4000
# RFC 5321, 4.5.3.1.3: a path of 256 characters, with its two brackets. Django's own check lets longer ones pass.
LONGEST_EMAIL = 254
LONGEST_LINK = 2000
_LINK = URLValidator(schemes=["https", "http"])


class ReportRefused(Exception):
    """Carries a sentence for each field that is not right: where, service, description, answers.<code>, email ..."""

    def __init__(self, sentences: dict[str, str]) -> None:
        super().__init__(" ".join(sentences.values()))
        self.sentences = sentences


@dataclass(frozen=True)
class Contact:
    """How to reach the reporter; all of it may be left out, unless the service demands identity."""

    email: str = ""
    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Beside:
    """What a program tells beside the report: whose device and account it was, and links to pictures.

    `content` is the SHA-256 of all that was sent, where the report's key does not say that already.
    """

    device_id: str = ""
    account_id: str = ""
    media_urls: Sequence[str] = ()
    content: str = ""


@dataclass(frozen=True)
class Report:
    """What came in by a door, as it was typed. Coordinates are WGS84 degrees."""

    service: Service
    lon: float
    lat: float
    description: str = ""
    address: str = ""
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    contact: Contact = Contact()
    beside: Beside = Beside()
    pictures: Sequence[Picture] = ()
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    source: str = "web"


def submit(report: Report, *, by: Member | Person | None) -> ServiceRequest:
    """Store a report and send it on its way; raises ReportRefused. The same key again gives the same request."""
    contact, given, spot = _checked(report)
    route = current.decide(report.service.code, lon=spot.lon, lat=spot.lat, answers=given)
    _check_identity(route, contact, by)
    stored = _store(report, contact, given, spot, route, by=by)
    # The same form came in before: looking first would cost every other report a query.
    return stored or ServiceRequest.objects.get(key=report.key)


def _checked(report: Report) -> tuple[Contact, dict[str, answers.Answer], where.Spot]:
    """Everything that can be wrong is said at once, each at its field."""
    wrong: dict[str, str] = {}
    given: dict[str, answers.Answer] = {}
    spot = where.Spot(0, 0, 0)
    if not report.service.is_active:
        wrong["service"] = _("This service is not offered any more. Please choose another one.")
    try:
        spot = where.spot(report.lon, report.lat)
    except where.NotHere as error:
        wrong["where"] = str(error)
    else:
        table, owner = current.current(), _likely_owner(report, spot)
        if not table.is_offered(report.service.pk, owner):
            names = {"organization": table.organizations[owner].name, "service": report.service}
            wrong["service"] = _("%(organization)s is responsible there, and does not offer “%(service)s”.") % names
        try:
            given = answers.read(table.questions_of(report.service.pk, owner), report.answers)
        except answers.AnswersRefused as error:
            wrong |= {f"answers.{code}": sentence for code, sentence in error.sentences.items()}
    wrong |= _wrong_texts(report)
    contact, wrong_contact = checked_contact(report.contact)
    if wrong := wrong | wrong_contact:
        raise ReportRefused(wrong)
    return contact, given, spot


def _likely_owner(report: Report, spot: where.Spot) -> int:
    """Who would get it, and has questions of its own: the answers to the shared ones decide who that is."""
    typed = {code: [clean(text) for text in texts] for code, texts in report.answers.items()}
    likely = answers.unchecked(typed)
    return current.decide(report.service.code, lon=spot.lon, lat=spot.lat, answers=likely).owner


def _wrong_texts(report: Report) -> dict[str, str]:
    wrong = {}
    length = len(report.description)
    if length > LONGEST_DESCRIPTION:
        wrong["description"] = _("The description has %(length)d characters; please keep it under %(longest)d.") % {
            "length": length,
            "longest": LONGEST_DESCRIPTION,
        }
    if len(report.pictures) + len(report.beside.media_urls) > MOST_PHOTOS:
        wrong["photos"] = _("Please send at most %(most)d photos.") % {"most": MOST_PHOTOS}
    if not all(map(_is_link, report.beside.media_urls)):
        wrong["media_url"] = _("This is no link to a picture. It looks like https://example.org/picture.jpg.")
    return wrong


def _is_link(text: str) -> bool:
    try:
        _LINK(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_LINK


def checked_contact(contact: Contact) -> tuple[Contact, dict[str, str]]:
    """As it is kept, and a sentence for each field that is not right."""
    cleaned = Contact(clean(contact.email).lower(), clean(contact.name)[:200], clean(contact.phone)[:40])
    if cleaned.email and not _is_address(cleaned.email):
        return cleaned, {"email": _("This is not an e-mail address. It looks like name@example.org.")}
    return cleaned, {}


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_EMAIL


def _check_identity(route: Route, contact: Contact, by: Member | Person | None) -> None:
    if not route.identity_required:
        return
    wrong = {}
    if not contact.name and not (isinstance(by, Person) and by.name):
        wrong["name"] = _("The law asks for your name with this kind of report. The public will not see it.")
    if not contact.email and not isinstance(by, Person) and not contact.phone:
        wrong["email"] = _("The law asks for a way to reach you with this kind of report. The public will not see it.")
    if wrong:
        raise ReportRefused(wrong)


def _store(
    report: Report,
    contact: Contact,
    given: dict[str, answers.Answer],
    spot: where.Spot,
    route: Route,
    *,
    by: Member | Person | None,
) -> ServiceRequest | None:
    """The new request, or none where there is one with its key."""
    language = language_in_use()
    service_request = _new_request(report, given, spot, route, language)
    at = service_request.submitted_at
    first = custody.opening(service_request, how=How.SUBMITTED, at=at, within=route.close_within)
    event = events.written(
        EventKind.SUBMITTED,
        service_request,
        by=by,
        at=at,
        route=route.reasons(),
        version=str(route.version),
        what=events.what(service_request),
        holder=custody.holder(service_request),
    )
    people = _people(contact, language, by)
    photos = {f"photo_{number}": kept(picture) for number, picture in enumerate(report.pictures)}
    rows = {"custody": Custody(**first), **people, **photos, **_sending(report.beside)}
    if events.insert_with(service_request, event, rows):
        return service_request
    discard(photos.values())
    return None


def _new_request(
    report: Report, given: dict[str, answers.Answer], spot: where.Spot, route: Route, language: str
) -> ServiceRequest:
    now = clock.now()
    return ServiceRequest(
        number=next_number(),
        source=report.source,
        key=report.key,
        service=report.service,
        language=language,
        answers=given,
        lon=spot.lon,
        lat=spot.lat,
        cell=spot.cell,
        **described(clean(report.description)),
        **addressed(clean(report.address)[:300]),
        place_id=route.place,
        organization_id=route.organization,
        department_id=route.department,
        assignee_id=route.member,
        on_behalf_of_id=route.on_behalf_of,
        route=route.reasons(),
        submitted_at=now,
        updated_at=now,
        acknowledge_due_at=custody.due_at(route.organization, route.acknowledge_within, now),
        expected_at=(due := custody.due_at(route.organization, route.close_within, now)),
        due_at=due,
        is_private=route.is_private,
    )


def _people(contact: Contact, language: str, by: Member | Person | None) -> dict[str, Model]:
    """The row of the reporter, and of the follow that comes with an address; none for somebody unknown."""
    person = by.pk if isinstance(by, Person) else None
    if person is None and contact.email:
        person = Person.objects.id_for_email(contact.email, language=language)
    if person is None and not (contact.name or contact.phone):
        return {}
    reporter = Reporter(person_id=person, name=contact.name, phone=contact.phone, language=language)
    return {"reporter": reporter, "follow": Follow(person_id=person)} if person else {"reporter": reporter}


def _sending(beside: Beside) -> dict[str, Model]:
    """Its row, where there is something to keep in it."""
    device, account = clean(beside.device_id)[:200], clean(beside.account_id)[:200]
    if not (device or account or beside.content or beside.media_urls):
        return {}
    links = list(dict.fromkeys(beside.media_urls))
    return {"sending": Sending(device_id=device, account_id=account, content=beside.content, media_urls=links)}
