"""What requests hold of a person: told to them alone, and forgotten when they leave. The request itself stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from fixward.domain.people import personal
from fixward.domain.people.models import Person
from fixward.domain.people.personal import Paper, Traces
from fixward.domain.service_requests import keeping
from fixward.domain.service_requests.keeping import kept_requests
from fixward.domain.service_requests.models import Event, Follow, Photo, Reporter, Sending, ServiceRequest, Support
from fixward.domain.service_requests.sendings import NOTHING_TOLD
from fixward.domain.service_requests.words import described


@personal.tells("reports")
def _reports(person: Person) -> Any:
    rows = _reported(person).select_related("service", "organization", "reporter", "sending").prefetch_related("photos")
    return [
        {
            "number": row.number,
            "service": row.service.code,
            "description": row.description,
            "answers": row.answers,
            "longitude": row.lon,
            "latitude": row.lat,
            "address": row.address,
            "status": row.status,
            "resolution": row.resolution,
            "organization": row.organization.name,
            "is_private": row.is_private,
            "submitted_at": row.submitted_at,
            "closed_at": row.closed_at,
            "device_id": row.sending.device_id if hasattr(row, "sending") else "",
            "account_id": row.sending.account_id if hasattr(row, "sending") else "",
            "reporter": {"name": row.reporter.name, "phone": row.reporter.phone, "language": row.reporter.language},
            "photos": [_name(row.number, photo) for photo in row.photos.all()],
        }
        for row in rows
    ]


@personal.tells("follows")
def _follows(person: Person) -> Any:
    return list(Follow.objects.filter(person=person).values("service_request__number", "since"))


@personal.tells("supports")
def _supports(person: Person) -> Any:
    return list(Support.objects.filter(person=person).values("service_request__number", "at"))


@personal.tells("done")
def _done(person: Person) -> Any:
    return list(Event.objects.filter(person=person).order_by("pk").values("service_request__number", "kind", "at"))


@personal.gives_files
def _photos(person: Person) -> list[Paper]:
    photos = Photo.objects.filter(service_request__reporter__person=person).select_related("service_request")
    return [Paper(_name(photo.service_request.number, photo), _opener(photo)) for photo in photos]


def _opener(photo: Photo) -> Callable[[], Any]:
    return lambda: photo.file.storage.open(photo.file.name)


@personal.forgets
def _forget(person: Person, traces: Traces) -> None:
    """Before the reporter is unlinked, what they wrote of themselves is taken out of their reports."""
    kept = Q(service_request__in=kept_requests())
    for row in _reported(person).exclude(keeping.kept()).only("pk", "description", "answers"):
        description, answers = traces.without(row.description), traces.without_in(row.answers)
        if (description, answers) != (row.description, row.answers):
            ServiceRequest.objects.filter(pk=row.pk).update(**described(description), answers=answers)
    theirs = _reported(person).exclude(keeping.kept()).order_by()
    Sending.objects.filter(service_request__in=theirs.values("pk")).update(**NOTHING_TOLD)
    Reporter.objects.filter(person=person).exclude(kept).update(person=None, name="", phone="")
    Follow.objects.filter(person=person).exclude(kept).delete()
    Support.objects.filter(person=person).exclude(kept).delete()


def _reported(person: Person) -> QuerySet[ServiceRequest]:
    return ServiceRequest.objects.filter(reporter__person=person).order_by("pk")


def _name(number: str, photo: Photo) -> str:
    return f"photos/{number}-{photo.pk}.jpg"
