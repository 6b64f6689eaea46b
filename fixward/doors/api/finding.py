"""What callers mean by numbers, codes, ids and tokens; each raises Problem where there is nothing like it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Service
from fixward.domain.conversations.models import Message
from fixward.domain.governments.models import Organization
from fixward.domain.service_requests.models import Photo, ServiceRequest
from fixward.domain.service_requests.queries import find
from fixward.domain.service_requests.querysets import Viewer
from fixward.doors.api.problems import not_found, wrong
from fixward.foundation.files import drafts, pictures
from fixward.foundation.text import clean


def seen(number: str, viewer: Viewer) -> ServiceRequest:
    """In whatever groups the number was said."""
    found = find(number, viewer)
    if found is None:
        raise not_found(_("There is no request with that number."))
    return found


def organization_by(code: str) -> Organization:
    found = Organization.objects.filter(code=clean(code)).first()
    if found is None:
        raise not_found(_("There is no government of this code here."))
    return found


def message_of(service_request: ServiceRequest, pk: int, **more: Any) -> Message:
    found = Message.objects.filter(service_request=service_request, pk=pk, **more).first()
    if found is None:
        raise wrong(message=_("This request has no such message."))
    return found


def photo_of(service_request: ServiceRequest, pk: int, **more: Any) -> Photo:
    found = Photo.objects.filter(service_request=service_request, pk=pk, **more).first()
    if found is None:
        raise wrong(photo=_("This request has no such photo."))
    return found


def service_by(code: str) -> Service:
    found = Service.objects.filter(code=clean(code)).first()
    if found is None:
        raise wrong(service=_("There is no such service here."))
    return found


def pictures_of(tokens: list[str]) -> list[pictures.Picture]:
    """The photos that were sent before."""
    found = [drafts.find(token) for token in dict.fromkeys(tokens)]
    if None in found:
        raise wrong(photos=_("One photo is not with us any more. Please choose it again."))
    return [picture for picture in found if picture]


def typed(given: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    """Answers as forms have them: lists of texts."""
    return {code: [answer] if isinstance(answer, str) else answer for code, answer in given.items()}
