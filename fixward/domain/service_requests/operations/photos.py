"""Photos: kept as the platform encoded them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member, Organization
from fixward.domain.people.models import Person
from fixward.domain.service_requests import events, policy
from fixward.domain.service_requests.models import EventKind, Photo, ServiceRequest
from fixward.domain.service_requests.operations.common import Refused, locked, save
from fixward.domain.service_requests.operations.waiting import answered
from fixward.foundation.files.pictures import Picture

MOST_PHOTOS = 5


@transaction.atomic
def add_photos(service_request: ServiceRequest, pictures: Sequence[Picture], *, by: Member | Person) -> ServiceRequest:
    """Add up to five pictures to a request: the reporter's, or those of the desk that holds it."""
    service_request = locked(service_request)
    allowed = (
        policy.can_work(by, service_request) if isinstance(by, Member) else policy.is_reporter(by, service_request)
    )
    if not allowed:
        raise Refused(_("Only the reporter, or the desk that holds the request, can add photos."))
    if len(pictures) > MOST_PHOTOS:
        raise Refused(_("Please send at most %(most)d photos.") % {"most": MOST_PHOTOS})
    add(service_request, pictures, by=by)
    return answered(service_request, by=by)


def add(
    service_request: ServiceRequest, pictures: Sequence[Picture], *, by: Member | Person | Organization | None
) -> ServiceRequest:
    """Add pictures to a request that is locked already, by somebody who may."""
    photos = [kept(picture) for picture in pictures]
    for photo in photos:
        photo.service_request = service_request
    Photo.objects.bulk_create(photos)
    event = events.record(EventKind.PHOTO_ADDED, service_request, by=by, photos=[photo.pk for photo in photos])
    return save(service_request, at=event.at)


def of_work(service_request: ServiceRequest, pictures: Sequence[Picture]) -> list[int]:
    """Add pictures of the work done to a request that is locked; the event of the closing names their ids."""
    photos = [kept(picture) for picture in pictures]
    for photo in photos:
        photo.service_request, photo.shows_work = service_request, True
    return [photo.pk for photo in Photo.objects.bulk_create(photos)]


def kept(picture: Picture) -> Photo:
    """Store the files; the row comes after them: if it is rolled back they are garbage, but no row lacks its files."""
    photo = Photo(width=picture.width, height=picture.height)
    # Random names: who may not see a private request must not be able to guess the address of its photos.
    photo.file.save(f"{picture.name}.jpg", ContentFile(picture.data), save=False)
    photo.thumbnail.save(f"{picture.name}-small.jpg", ContentFile(picture.thumbnail), save=False)
    return photo


def discard(photos: Iterable[Photo]) -> None:
    """Remove the files of photos that were not written after all."""
    for photo in photos:
        photo.file.delete(save=False)
        photo.thumbnail.delete(save=False)
