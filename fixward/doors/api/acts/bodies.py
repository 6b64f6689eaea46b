"""What each act takes, and how codes, numbers and ids in it become what the operation wants."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field, StrictBool

from fixward.domain.conversations.models import FlagReason
from fixward.domain.governments.models import Department, Member, Organization
from fixward.domain.service_requests.models import CloseReason, Priority, Resolution, ServiceRequest
from fixward.domain.service_requests.operations import Contact
from fixward.domain.service_requests.queries import find
from fixward.doors.api.acts.act import By, as_given
from fixward.doors.api.finding import message_of, photo_of, pictures_of, service_by, typed
from fixward.doors.api.problems import wrong
from fixward.doors.api.shapes import Code, Day, Given, Id, Lat, Line, Lon, Number, Words
from fixward.foundation.text import clean

Reason = Annotated[str, Field(max_length=2000)]
Answers = dict[Annotated[str, Field(max_length=50)], Annotated[str, Field(max_length=4000)] | list[Line]]
Photos = Annotated[
    list[Annotated[str, Field(max_length=300)]], Field(max_length=5, description="Tokens of POST /photos.")
]
Version = Annotated[
    int | None, Field(ge=0, lt=2**31, strict=True, description="The version you have read; another one is refused.")
]
Browser = Annotated[
    uuid.UUID | None, Field(description="Without a person's key: what tells this resident from others.")
]


class Nothing(Given):
    """Nothing but the key."""


class Seen(Given):
    seen: Version = None


class Why(Given):
    reason: Reason


class SeenWhy(Seen):
    reason: Reason


class Text(Given):
    text: Words


class NoteBody(Text):
    shared: StrictBool = False


class AssignBody(Seen):
    department: Code | None = None
    member: Id | None = None


class TransferBody(SeenWhy):
    to: Code


class SettleBody(TransferBody):
    as_rule: StrictBool = False


class ServiceBody(Seen):
    service: Code
    answers: Answers | None = None


class TargetBody(SeenWhy):
    day: Day


class PriorityBody(Seen):
    priority: Literal["low", "normal", "high", "urgent"]


class PinBody(Seen):
    lon: Lon
    lat: Lat
    address: Line = ""
    to: Code | None = Field(None, description="Hand it over in the same step.")
    reason: Reason = ""


class DuplicateBody(Seen):
    of: Number


class OtherBody(Seen):
    to: Number


class CloseBody(Seen):
    resolution: Literal["fixed", "nothing_found", "no_work"]
    close_reason: Id | None = None
    text: Words = ""
    photos: Photos = []


class MessageWhy(Why):
    message: Id


class PhotoWhy(Why):
    photo: Id


class OneMessage(Given):
    message: Id


class EditBody(Why):
    text: Words


class EditMessageBody(EditBody):
    message: Id


class KeepBody(Given):
    message: Id | None = None
    photo: Id | None = None


class ContactBody(Given):
    email: str = Field("", max_length=300)
    name: str = Field("", max_length=200)
    phone: str = Field("", max_length=40)

    def contact(self) -> Contact:
        return Contact(email=self.email, name=self.name, phone=self.phone)


class JoinForBody(Given):
    contact: ContactBody


class BrowserBody(Given):
    browser: Browser = None


class JoinBody(BrowserBody):
    photos: Photos = []


class PhotosBody(Given):
    photos: Photos


class RateBody(Given):
    stars: int = Field(ge=1, le=5, strict=True)
    text: Reason = ""


class FlagBody(BrowserBody):
    reason: Literal["personal", "insult", "spam", "other"]
    text: Reason = ""
    message: Id | None = None
    photo: Id | None = None


def assigning(body: AssignBody, service_request: ServiceRequest, by: By) -> Mapping[str, Any]:
    return {
        "seen": body.seen,
        "department": _department(service_request, body.department) if body.department else None,
        "member": _member(service_request, body.member) if body.member else None,
    }


def to_organization(body: TransferBody, service_request: ServiceRequest, by: By) -> Mapping[str, Any]:
    return {**as_given(body, service_request, by), "to": _organization(body.to)}


def pinning(body: PinBody, service_request: ServiceRequest, by: By) -> Mapping[str, Any]:
    return {**as_given(body, service_request, by), "to": _organization(body.to) if body.to else None}


def changing(body: ServiceBody, service_request: ServiceRequest, by: By) -> Mapping[str, Any]:
    return {
        "seen": body.seen,
        "service": service_by(body.service),
        "answers": None if body.answers is None else typed(body.answers),
    }


def prioritizing(body: PriorityBody, service_request: ServiceRequest, by: By) -> Mapping[str, Any]:
    return {"seen": body.seen, "priority": Priority[body.priority.upper()]}


def repeating(body: DuplicateBody, service_request: ServiceRequest, by: By) -> Mapping[str, Any]:
    return {"seen": body.seen, "of": _numbered(body.of, by, "of")}


def relating(body: OtherBody, service_request: ServiceRequest, by: By) -> Mapping[str, Any]:
    return {"seen": body.seen, "to": _numbered(body.to, by, "to")}


def closing(body: CloseBody, service_request: ServiceRequest, by: By) -> Mapping[str, Any]:
    reason = None
    if body.close_reason:
        reason = CloseReason.objects.filter(pk=body.close_reason, organization=service_request.organization_id).first()
        if reason is None:
            raise wrong(close_reason=_("The organization that holds it has no such reason."))
    return {
        "seen": body.seen,
        "resolution": Resolution(body.resolution),
        "reason": reason,
        "text": body.text,
        "pictures": pictures_of(body.photos),
    }


def with_photos(body: PhotosBody, service_request: ServiceRequest, by: By) -> Mapping[str, Any]:
    return {"pictures": pictures_of(body.photos)}


def joining(body: JoinBody, service_request: ServiceRequest, by: By) -> Mapping[str, Any]:
    return {"browser": _browser(body, by), "pictures": pictures_of(body.photos)}


def supporting(body: BrowserBody, service_request: ServiceRequest, by: By) -> Mapping[str, Any]:
    return {"browser": _browser(body, by)}


def flagging(body: FlagBody, service_request: ServiceRequest, by: By) -> Mapping[str, Any]:
    """What is hidden or waits is not there to be flagged."""
    shown = {"hidden_at": None}
    return {
        "reason": FlagReason(body.reason),
        "text": body.text,
        "message": message_of(service_request, body.message, held_at=None, **shown) if body.message else None,
        "photo": photo_of(service_request, body.photo, **shown) if body.photo else None,
        "browser": _browser(body, by),
    }


def _browser(body: BrowserBody, by: By) -> uuid.UUID | None:
    """Whoever is not known by a key of their own is told from others by it."""
    if by is None and body.browser is None:
        raise wrong(browser=_("This field is required."))
    return None if by else body.browser


def keeping(body: KeepBody, service_request: ServiceRequest, by: By) -> Mapping[str, Any]:
    return {
        "message": message_of(service_request, body.message) if body.message else None,
        "photo": photo_of(service_request, body.photo) if body.photo else None,
    }


def taking(body: JoinForBody, service_request: ServiceRequest, by: By) -> Mapping[str, Any]:
    return {"contact": body.contact.contact()}


def _organization(code: str) -> Organization:
    found = Organization.objects.filter(code=clean(code)).first()
    if found is None:
        raise wrong(to=_("There is no government of this code here."))
    return found


def _department(service_request: ServiceRequest, code: str) -> Department:
    found = Department.objects.filter(organization=service_request.organization_id, code=clean(code)).first()
    if found is None:
        raise wrong(department=_("The organization that holds it has no such department."))
    return found


def _member(service_request: ServiceRequest, pk: int) -> Member:
    here = Member.objects.filter(organization=service_request.organization_id).select_related("person")
    found = here.filter(pk=pk).first()
    if found is None:
        raise wrong(member=_("The organization that holds it has no such member."))
    return found


def _numbered(number: str, by: By, field: str) -> ServiceRequest:
    found = find(number, by)
    if found is None:
        raise wrong(**{field: _("There is no request with that number.")})
    return found
