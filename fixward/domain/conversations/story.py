"""The story of a request: its events as one viewer may read them, in plain sentences, oldest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Service
from fixward.domain.conversations.models import Attachment, Edit, Flag, Message, Note, Rating
from fixward.domain.conversations.policy import desks_of, is_involved
from fixward.domain.governments.models import Department, Member, Organization
from fixward.domain.people.models import Person
from fixward.domain.service_requests import policy
from fixward.domain.service_requests.models import (
    Audience,
    CloseReason,
    Event,
    EventKind,
    Priority,
    Resolution,
    ServiceRequest,
)
from fixward.domain.service_requests.querysets import Viewer
from fixward.foundation.text import masked

# Who follows or supports is nobody's story; the counts are shown elsewhere.
_QUIET = (EventKind.FOLLOWED, EventKind.UNFOLLOWED, EventKind.SUPPORTED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `text` is what somebody wrote, `title` what happened, `by` who did it."""

    event: Event
    kind: str
    at: dt.datetime
    title: str
    text: str
    by: str
    audience: str
    is_official: bool
    message: Message | None
    number: str
    is_of_duplicate: bool
    files: Sequence[Attachment] = ()


def story(service_request: ServiceRequest, viewer: Viewer) -> list[Entry]:
    """What this viewer may read, with the public history of the requests that repeat it; a fixed number of queries."""
    rows = list(_events(service_request, viewer))
    names = _Names(rows, viewer, is_inside=_is_inside(service_request, viewer))
    return [_entry(event, service_request, viewer, names) for event in rows if _is_readable(event, names)]


def _events(service_request: ServiceRequest, viewer: Viewer) -> QuerySet[Event]:
    own = Q(service_request=service_request) & _may_read(service_request, viewer)
    of_duplicates = Q(
        service_request__duplicate_of=service_request,
        service_request__is_private=False,
        service_request__hidden_at=None,
        audience=Audience.PUBLIC,
        kind__in=[EventKind.SUBMITTED, EventKind.COMMENTED, EventKind.REPLIED],
    )
    # Named first, since the alternatives alone would have every event read.
    repeated = ServiceRequest.objects.filter(duplicate_of=service_request).order_by().values("pk")
    told = ServiceRequest.objects.filter(pk=service_request.pk).order_by().values("pk").union(repeated)
    rows = Event.objects.filter(own | of_duplicates, service_request__in=told).exclude(kind__in=_QUIET)
    return rows.select_related(
        "organization", "person", "member__person", "member__organization", "service_request"
    ).order_by("at", "pk")


def _may_read(service_request: ServiceRequest, viewer: Viewer) -> Q:
    public = Q(audience=Audience.PUBLIC)
    if isinstance(viewer, Member):
        return public | _may_member_read(service_request, viewer)
    if policy.is_reporter(viewer, service_request):
        return public | Q(audience=Audience.PRIVATE)
    return public


def _may_member_read(service_request: ServiceRequest, member: Member) -> Q:
    """Internal is the organization's own; a grant reaches the desk that holds the request, with its notes."""
    internal = Q(audience=Audience.ORGANIZATION, organization__in=desks_of(member, service_request))
    is_shared = Q(audience__in=[Audience.INVOLVED, Audience.PRIVATE])
    return internal | is_shared if is_involved(member, service_request) else internal


def _is_inside(service_request: ServiceRequest, viewer: Viewer) -> bool:
    """Whether what was taken out of sight may be read: by members who work on it or once did, and by nobody else's."""
    if not isinstance(viewer, Member):
        return False
    return policy.role_at(viewer, service_request) is not None or is_involved(viewer, service_request)


def _is_readable(event: Event, names: _Names) -> bool:
    message = names.message(event)
    return message is None or (message.hidden_at is None and message.held_at is None) or names.is_inside


class _Names:
    """What the events refer to by id, fetched in one query a kind."""

    def __init__(self, rows: Iterable[Event], viewer: Viewer, *, is_inside: bool) -> None:
        self.is_inside = is_inside
        data = [event.data for event in rows]

        def ids(*keys: str) -> set[int]:
            return {value for entry in data for key in keys if isinstance(value := entry.get(key), int)}

        self.organizations = Organization.objects.in_bulk(ids("left", "to", "meant_for"))
        self.departments = Department.objects.in_bulk(ids("department"))
        self.members = Member.objects.select_related("person").in_bulk(ids("member", "through"))
        self.messages = Message.objects.select_related("organization").in_bulk(ids("message"))
        self.notes = Note.objects.in_bulk(ids("note"))
        self.files = _files(self.notes, self.messages)
        self.close_reasons = CloseReason.objects.in_bulk(ids("close_reason"))
        self.edits = Edit.objects.in_bulk(ids("edit"))
        self.flags = Flag.objects.select_related("message").in_bulk(ids("flag"))
        self.ratings = Rating.objects.in_bulk(ids("rating"))
        # Only what the viewer may see has a number here.
        self.requests = ServiceRequest.objects.visible_to(viewer).in_bulk(ids("original", "duplicate", "related"))
        codes = {entry[key] for entry in data for key in ("service", "left") if isinstance(entry.get(key), str)}
        self.services = {service.code: service for service in Service.objects.filter(code__in=codes)}

    def organization(self, key: object) -> Organization | None:
        """The one with this id; of a moved pin the same word tells a point."""
        return self.organizations.get(key) if isinstance(key, int) else None

    def files_of(self, event: Event) -> Sequence[Attachment]:
        """Those of the words that the entry shows; they stay with these when the story tells later of hiding them."""
        word = {EventKind.NOTED: "note", EventKind.REPLIED: "message"}.get(EventKind(event.kind), "")
        return self.files.get((word, event.data.get(word, 0)), ())

    def outcome(self, event: Event) -> str:
        """The resolution, with the closer's own reason where there is one."""
        label, reason = str(Resolution(event.data["resolution"]).label), event.data.get("close_reason")
        return f"{label} ({self.close_reasons[reason]})" if reason in self.close_reasons else label

    def numbered(self, event: Event, sentence: str) -> str:
        """The sentence with the number of the other request; empty where the viewer may not see that."""
        pk = next((event.data[key] for key in ("original", "duplicate", "related") if key in event.data), 0)
        other = self.requests.get(pk)
        return sentence % {"number": other} if other else ""

    def message(self, event: Event) -> Message | None:
        return self.messages.get(event.data.get("message", 0))


def _files(notes: Iterable[int], messages: Iterable[int]) -> dict[tuple[str, int], list[Attachment]]:
    found: dict[tuple[str, int], list[Attachment]] = {}
    for row in Attachment.objects.filter(Q(note__in=list(notes)) | Q(message__in=list(messages))):
        key = ("note", row.note_id) if row.note_id else ("message", row.message_id or 0)
        found.setdefault(key, []).append(row)
    return found


def _entry(event: Event, service_request: ServiceRequest, viewer: Viewer, names: _Names) -> Entry:
    message = names.message(event)
    return Entry(
        event=event,
        kind=event.kind,
        at=event.at,
        title=_title(event, names, viewer),
        text=_shown(event, service_request, viewer, names),
        by=_by(event, viewer, names),
        audience=event.audience,
        is_official=_is_official(event),
        message=message,
        number=event.service_request.number,
        is_of_duplicate=event.service_request_id != service_request.pk,
        files=names.files_of(event),
    )


def _shown(event: Event, service_request: ServiceRequest, viewer: Viewer, names: _Names) -> str:
    """What residents wrote is whole only for who wrote it, and for members who may reach the reporter."""
    text = _text(event, names)
    if isinstance(viewer, Member) and policy.can_see_reporter(viewer, service_request):
        return text
    if isinstance(viewer, Person) and _is_own(event, service_request, viewer):
        return text
    is_residents = not _is_official(event) or event.kind in (EventKind.SUBMITTED, EventKind.EDITED)
    return masked(text) if is_residents else text


def _is_official(event: Event) -> bool:
    """Done by a member, or by an organization off the platform."""
    return event.organization_id is not None and event.person_id is None


def _is_own(event: Event, service_request: ServiceRequest, person: Person) -> bool:
    is_report = event.kind == EventKind.SUBMITTED and event.service_request_id == service_request.pk
    return event.person_id == person.pk or (is_report and policy.is_reporter(person, service_request))


def _text(event: Event, names: _Names) -> str:
    data = event.data
    note = names.notes.get(data.get("note", 0))
    message = names.message(event)
    texts = {
        EventKind.SUBMITTED: lambda: event.service_request.description,
        EventKind.NOTED: lambda: note.text if note else "",
        EventKind.REPLIED: lambda: message.text if message else "",
        EventKind.COMMENTED: lambda: message.text if message else "",
        EventKind.ASKED: lambda: message.text if message else "",
        EventKind.HELD: lambda: message.text if message and message.held_at else "",
        EventKind.EDITED: lambda: _edited(names.edits.get(data.get("edit", 0))) if names.is_inside else "",
        EventKind.FLAGGED: lambda: _flagged(names.flags.get(data.get("flag", 0))),
        EventKind.RATED: lambda: _rated(event, names.ratings.get(data.get("rating", 0))),
    }
    make = texts.get(EventKind(event.kind))
    return make() if make else str(data.get("reason") or data.get("text") or "")


def _edited(edit: Edit | None) -> str:
    return _("%(reason)s\n\nIt was: %(before)s") % {"reason": edit.reason, "before": edit.before} if edit else ""


def _flagged(flag: Flag | None) -> str:
    """Why, and what the flag points at where that is a message."""
    if flag is None:
        return ""
    parts = (str(flag.get_reason_display()), flag.text, f"“{flag.message.text}”" if flag.message else "")
    return "\n\n".join(filter(None, parts))


def _rated(event: Event, rating: Rating | None) -> str:
    """The words of the rating as it is now; of those before it only the number stays."""
    return rating.text if rating and rating.changed_at == event.at else ""


def _by(event: Event, viewer: Viewer, names: _Names) -> str:
    """Residents read the organization; members also read who it was, and for whom a grant let them act.

    Everybody reads which program brought a resident's word: it was told by it, and not proved.
    """
    if event.member is None:
        through = names.members.get(event.data.get("through", 0))
        who = _resident(event.person) if event.person else str(event.organization or "")
        return _("%(who)s, through %(program)s") % {"who": who, "program": through} if through else who
    organization = str(event.organization or event.member.organization)
    if not isinstance(viewer, Member):
        return organization
    if event.organization_id != event.member.organization_id:
        return _("%(member)s of %(home)s, for %(organization)s") % {
            "member": event.member,
            "home": event.member.organization,
            "organization": organization,
        }
    return f"{event.member}, {organization}"


def _resident(person: Person) -> str:
    return _("A resident who left") if person.closed_at else _("A resident")


def _title(event: Event, names: _Names, viewer: Viewer) -> str:
    data = event.data
    to = names.organization(data.get("to"))
    titles = {
        EventKind.SUBMITTED: lambda: _("Received"),
        EventKind.ACKNOWLEDGED: lambda: _("Acknowledged: somebody is on it"),
        EventKind.ASSIGNED: lambda: _assigned(event, names, viewer),
        EventKind.TRANSFERRED: lambda: _("Handed to %(organization)s") % {"organization": to},
        EventKind.RETURNED: lambda: _("Returned to %(organization)s") % {"organization": to},
        EventKind.UNSETTLED: lambda: _("Given to the steward, who decides whose it is"),
        EventKind.SETTLED: lambda: _("The steward decided: it belongs to %(organization)s") % {"organization": to},
        EventKind.ADOPTED: lambda: (
            _("Taken over by %(organization)s, which works its requests itself now") % {"organization": to}
        ),
        EventKind.SERVICE_CHANGED: lambda: (
            _("Now filed as “%(service)s”") % {"service": names.services.get(data.get("service", ""))}
        ),
        EventKind.DUPLICATE: lambda: names.numbered(event, _("Goes on as %(number)s")),
        EventKind.MERGED: lambda: names.numbered(event, _("Also reported as %(number)s")),
        EventKind.SEPARATED: lambda: names.numbered(event, _("Separated again from %(number)s")),
        EventKind.RELATED: lambda: names.numbered(event, _("Linked with %(number)s")),
        EventKind.UNRELATED: lambda: names.numbered(event, _("No longer linked with %(number)s")),
        EventKind.NUMBERED: lambda: (
            _("Known at %(organization)s as number %(number)s")
            % {"organization": event.organization, "number": data["number"]}
        ),
        EventKind.PRIORITY_SET: lambda: _("Priority: %(priority)s") % {"priority": Priority(data["priority"]).label},
        EventKind.CLOSED: lambda: _("Closed: %(resolution)s") % {"resolution": names.outcome(event)},
        EventKind.DUE_SET: lambda: _("Target set by hand: %(day)s") % {"day": _day(data["due"])},
        EventKind.RESUMED: lambda: _("Work goes on") if event.member_id else _("The reporter answered: work goes on"),
        EventKind.RATED: lambda: _("Rated with %(stars)s of 5") % {"stars": data["stars"]},
        EventKind.HIDDEN: lambda: _of_what(data, _("A message was hidden"), _("A photo was hidden")),
        EventKind.SHOWN: lambda: _of_what(data, _("A message is shown again"), _("A photo is shown again")),
    }
    make = titles.get(EventKind(event.kind))
    return (make and make()) or str(EventKind(event.kind).label)


def _day(moment: str) -> str:
    return date_format(localtime(dt.datetime.fromisoformat(moment)), "DATE_FORMAT")


def _of_what(data: dict[str, object], message: str, photo: str) -> str:
    """Empty where it was the request itself."""
    return message if "message" in data else photo if "photo" in data else ""


def _assigned(event: Event, names: _Names, viewer: Viewer) -> str:
    department = names.departments.get(event.data.get("department") or 0)
    member = names.members.get(event.data.get("member") or 0)
    who = [str(department)] if department else []
    if member and isinstance(viewer, Member):
        who.append(str(member))
    return _("Assigned to %(who)s") % {"who": ", ".join(who)} if who else _("Assignment lifted")
