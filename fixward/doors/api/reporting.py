"""Sending in a report, and the photos for it."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from fixward.domain.governments.models import Member
from fixward.domain.people.models import Person
from fixward.domain.programs.scopes import Scope
from fixward.domain.routing import wording
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.operations import Contact, Report, submit, take
from fixward.doors.api import drawing
from fixward.doors.api.acts.bodies import Answers, ContactBody, Photos
from fixward.doors.api.coming_in import OPEN, OR_NONE, must_not_be_many, visit
from fixward.doors.api.finding import pictures_of, service_by, typed
from fixward.doors.api.problems import wrong
from fixward.doors.api.reads.requests import router as requests_router
from fixward.doors.api.shapes import Code, DoneOut, Given
from fixward.foundation.files import drafts, pictures

router = Router(tags=["Reporting"], auth=OPEN)
_TAGS = ["Reporting"]
SOURCE = "api"


class ReportBody(Given):
    """What is wrong, and where. Without a person's key say how to reach the reporter, if they want to hear of it."""

    service: Code
    lon: float = Field(allow_inf_nan=False, strict=True, description="WGS84 degrees.")
    lat: float = Field(allow_inf_nan=False, strict=True, description="WGS84 degrees.")
    description: str = Field("", max_length=100_000, description="At most 4000 characters.")
    address: str = Field("", max_length=300)
    answers: Answers = {}
    contact: ContactBody | None = None
    photos: Photos = []
    source: Literal["api", "phone", "counter"] = Field(
        "api", description="phone or counter where a member writes down what a caller says."
    )


class SentOut(DoneOut):
    """Who got it, and why."""

    because: list[str]
    is_private: bool


class TokenOut(Schema):
    token: str = Field(description="Name it in `photos` within two days.")


# Beside reading the list: an address belongs to one router.
@requests_router.post("/requests", response={201: SentOut}, tags=_TAGS, openapi_extra=OR_NONE)
def report(request: HttpRequest, response: HttpResponse, body: ReportBody) -> object:
    """It is routed by the platform. Send an Idempotency-Key, so that sending it again makes no second one."""
    by = visit(request).anybody(Scope.REPORT)
    must_not_be_many(request, "reports", contact=body.contact.email if body.contact else "")
    sent = _sent(body, by)
    made = ServiceRequest.objects.select_related("organization").get(pk=sent.pk)
    response["Location"] = request.build_absolute_uri(f"{request.path}/{made.number}")
    said = drawing.done(made).dict()
    return Status(201, SentOut(**said, because=wording.sentences(made.route), is_private=made.is_private))


@router.post("/photos", response={201: TokenOut}, openapi_extra=OR_NONE)
def send_photo(request: HttpRequest, file: File[UploadedFile]) -> object:
    """One picture for a report, an act or a closing. Where and when it was taken is removed."""
    visit(request).anybody(Scope.REPORT)
    must_not_be_many(request, "photos")
    try:
        picture = pictures.read(file, name=(file.name or "")[:80])
    except pictures.PictureRefused as refusal:
        raise wrong(file=str(refusal)) from refusal
    return Status(201, TokenOut(token=drafts.keep(picture)))


def _sent(body: ReportBody, by: Member | Person | None) -> ServiceRequest:
    found = Report(
        service=service_by(body.service),
        lon=body.lon,
        lat=body.lat,
        description=body.description,
        address=body.address,
        answers=typed(body.answers),
        contact=body.contact.contact() if body.contact else Contact(),
        pictures=pictures_of(body.photos),
        source=body.source,
    )
    if body.source == SOURCE:
        return submit(found, by=by)
    if not isinstance(by, Member):
        raise wrong(source=_("Only members write down what a caller says."))
    return take(found, by=by)
