"""Who hears of an event: those who follow the request, its reporter among them, and the desk it arrives at."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from fixward.domain.conversations.models import Message, Note
from fixward.domain.conversations.policy import can_read_note
from fixward.domain.conversations.queries import mentioned_in
from fixward.domain.governments.models import Standing
from fixward.domain.people.models import Person, Topic
from fixward.domain.service_requests import policy
from fixward.domain.service_requests.models import Audience, Custody, Event, EventKind, Follow, ServiceRequest
from fixward.followups.notifications.arrivals import arrival

# What each is about, for those who choose what they hear; that a report came in is confirmed in any case.
_TOPICS = {
    EventKind.SUBMITTED: None,
    EventKind.ACKNOWLEDGED: Topic.PROGRESS,
    EventKind.TRANSFERRED: Topic.HANDS,
    EventKind.RETURNED: Topic.HANDS,
    EventKind.UNSETTLED: Topic.HANDS,
    EventKind.SETTLED: Topic.HANDS,
    EventKind.ADOPTED: Topic.HANDS,
    EventKind.REROUTED: Topic.HANDS,
    EventKind.REPLIED: Topic.REPLIES,
    EventKind.CLOSED: Topic.PROGRESS,
    EventKind.REOPENED: Topic.PROGRESS,
    EventKind.SEPARATED: Topic.PROGRESS,
    EventKind.COMMENTED: Topic.COMMENTS,
    EventKind.ASKED: Topic.REPLIES,
    EventKind.REMINDED: Topic.REPLIES,
}
# Said to the reporter alone, and whatever topics they chose.
_TO_REPORTER = (EventKind.SUBMITTED, EventKind.REMINDED)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where an event is told, and to which person; None stands for a desk."""

    address: str
    person: Person | None = None


def hears(event: Event) -> list[Recipient]:
    """Everybody to whom this event is told, each address once; a person before a desk of the same address."""
    people = [*_residents(event), *_mentioned(event)]
    found = [Recipient(person.email, person) for person in people] + _desk(event)
    return list({recipient.address: recipient for recipient in reversed(found)}.values())[::-1]


def still_hears(event: Event, person: Person | None) -> bool:
    """Whether what waited is still to be told: desks always; people while they follow and may see it."""
    return person is None or bool(_residents(event, only=person)) or person in _mentioned(event)


def language_of(person: Person, service_request: ServiceRequest) -> str:
    """The language in which they reported it; a follower's own."""
    if policy.is_reporter(person, service_request):
        return spoken(service_request.reporter.language)
    return spoken(person.language)


def spoken(language: str) -> str:
    """The language, where the platform speaks it."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _residents(event: Event, *, only: Person | None = None) -> list[Person]:
    """Who reports follows from then on, and may stop following: so the reporter is found among the followers."""
    is_for_them = event.audience == Audience.PUBLIC or event.kind == EventKind.REMINDED
    if event.kind not in _TOPICS or not is_for_them or _is_taken_back(event) or _stays_as_it_is(event):
        return []
    service_request = event.service_request
    follows = Follow.objects.filter(service_request=service_request, person__is_active=True).select_related("person")
    if only is not None:
        follows = follows.filter(person=only)
    return [
        follow.person
        for follow in follows.order_by("pk")
        if _is_told(follow, event) and policy.can_take_part(follow.person, service_request)
    ]


def _is_told(follow: Follow, event: Event) -> bool:
    """Nobody hears of what was before they followed, or of what they did; but the reporter gets it confirmed."""
    is_reporter = policy.is_reporter(follow.person, event.service_request)
    if event.kind in _TO_REPORTER:
        return is_reporter
    if event.kind == EventKind.ASKED and is_reporter:
        return True
    topic = _TOPICS[EventKind(event.kind)]
    if topic is not None and not follow.person.wants(topic):
        return False
    if event.kind == EventKind.ADOPTED and not is_first_of_adoption(event, follow.person):
        return False
    if event.kind == EventKind.REOPENED and is_reporter:
        return True
    return follow.since <= event.at and follow.person_id != _doer(event)


def adopted_with(event: Event, person: Person) -> QuerySet[Event]:
    """The events of the same adoption on requests that this person follows."""
    same = Event.objects.filter(kind=EventKind.ADOPTED, data__adoption=event.data["adoption"])
    return same.filter(service_request__follows__person=person).order_by("pk")


def is_first_of_adoption(event: Event, person: Person) -> bool:
    """A town that takes over many requests at once tells each person once."""
    first = adopted_with(event, person).first()
    return first is not None and first.pk == event.pk


def _doer(event: Event) -> int | None:
    return event.member.person_id if event.member else event.person_id


def _is_taken_back(event: Event) -> bool:
    """A reply that was hidden before the worker came to it."""
    message = event.data.get("message")
    return message is not None and not Message.objects.filter(pk=message, hidden_at=None).exists()


def _mentioned(event: Event) -> list[Person]:
    """Whom a note calls, as far as they still may read it."""
    if event.kind != EventKind.NOTED:
        return []
    note = Note.objects.select_related("service_request__organization").get(pk=event.data["note"])
    return [member.person for member in mentioned_in(note.pk) if can_read_note(member, note)]


def _stays_as_it_is(event: Event) -> bool:
    """Of what was taken for the same: to the followers of the other request nothing has happened."""
    return event.kind == EventKind.SEPARATED and "duplicate" in event.data


def _desk(event: Event) -> list[Recipient]:
    """The desk at which it arrives; or whoever has asked something that the reporter has answered now.

    An organization off the platform has no desk: it hears by its connector (`followups/exchange/connectors`).
    """
    if event.kind == EventKind.RESUMED and event.person_id:
        return _who_works(event.service_request)
    custody = arrival(event)
    if custody is None or custody.organization.standing == Standing.EXTERNAL or _is_own_doing(event, custody):
        return []
    own = custody.department.email if custody.department else ""
    address = (own or custody.organization.email).strip()
    return [Recipient(address)] if address else []


def _who_works(service_request: ServiceRequest) -> list[Recipient]:
    """The member it is assigned to, or else the address of its department or organization."""
    if service_request.organization.standing == Standing.EXTERNAL:
        return []
    member, department = service_request.assignee, service_request.department
    address = member.person.email if member and member.can_be_given_work else department.email if department else ""
    address = (address or service_request.organization.email).strip()
    return [Recipient(address)] if address else []


def _is_own_doing(event: Event, custody: Custody) -> bool:
    """Whether a member of the receiving desk did it; the steward's queue is its managers', whoever fills it.

    What a program sends in nobody has read yet.
    """
    member = event.member
    if member is None or member.person.is_program or event.kind == EventKind.UNSETTLED:
        return False
    if custody.department_id is None:
        return member.organization_id == custody.organization_id
    return member.departments.filter(pk=custody.department_id).exists()
