"""What an organization off the platform does with a request that it holds: it has no members here, and acts as itself.

How it came in (a mail, a link, another system) and that it is really them, the connectors have looked at before.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Organization
from fixward.domain.service_requests import custody, events, policy
from fixward.domain.service_requests.models import EventKind, OutsideNumber, Resolution, ServiceRequest, Status
from fixward.domain.service_requests.operations import photos
from fixward.domain.service_requests.operations.common import LONGEST_TEXT, Refused, locked, must_be_open, save, wanted
from fixward.domain.service_requests.operations.photos import MOST_PHOTOS
from fixward.domain.service_requests.operations.work import shut, taken_up
from fixward.domain.service_requests.reasons import CLOSING
from fixward.foundation.files.pictures import Picture
from fixward.foundation.text import clean


@transaction.atomic
def acknowledge_from_outside(service_request: ServiceRequest, *, by: Organization) -> ServiceRequest:
    """They have taken note and work on it; said again, it changes nothing."""
    service_request = locked(service_request)
    must_hold(by, service_request)
    must_be_open(service_request)
    if service_request.status == Status.ACKNOWLEDGED:
        return service_request
    event = events.written(EventKind.ACKNOWLEDGED, service_request, by=by)
    event.data["spent"] = custody.spent_until(service_request, event.at)
    events.keep(event)
    service_request.status = Status.ACKNOWLEDGED
    service_request.acknowledged_at = service_request.acknowledged_at or event.at
    return save(service_request, "status", "acknowledged_at", at=event.at)


@transaction.atomic
def close_from_outside(
    service_request: ServiceRequest,
    *,
    resolution: Resolution,
    text: str = "",
    pictures: Sequence[Picture] = (),
    by: Organization,
) -> ServiceRequest:
    """They are done with it, and say what came of it; where no work was done, with a text."""
    service_request = locked(service_request)
    must_hold(by, service_request)
    must_be_open(service_request)
    if resolution not in CLOSING:
        raise Refused(_("Choose what came of it."))
    if resolution != Resolution.FIXED or clean(text):
        text = wanted(text, _("Say why no work is done: the reporter will read it."), longest=LONGEST_TEXT)
    if len(pictures) > MOST_PHOTOS:
        raise Refused(_("Please send at most %(most)d photos.") % {"most": MOST_PHOTOS})
    shown = photos.of_work(service_request, pictures)
    if not shown:
        return shut(service_request, resolution, text=clean(text), by=by)
    return shut(service_request, resolution, text=clean(text), by=by, photos=shown)


@transaction.atomic
def reopen_from_outside(service_request: ServiceRequest, *, reason: str = "", by: Organization) -> ServiceRequest:
    """They work on it again."""
    service_request = locked(service_request)
    must_hold(by, service_request)
    if service_request.is_open:
        raise Refused(_("This request is open."))
    if service_request.duplicate_of_id is not None:
        raise Refused(_("It was closed since it was reported before."))
    reason = clean(reason) or _("%(organization)s has opened it again.") % {"organization": by}
    return taken_up(service_request, wanted(reason, ""), by=by)


@transaction.atomic
def add_photos_from_outside(
    service_request: ServiceRequest, pictures: Sequence[Picture], *, by: Organization
) -> ServiceRequest:
    """Pictures that they send."""
    service_request = locked(service_request)
    must_hold(by, service_request)
    if len(pictures) > MOST_PHOTOS:
        raise Refused(_("Please send at most %(most)d photos.") % {"most": MOST_PHOTOS})
    return photos.add(service_request, pictures, by=by)


@transaction.atomic
def number_from_outside(service_request: ServiceRequest, *, number: str, by: Organization) -> OutsideNumber:
    """By which number they know it; refused where that is another request's, or it has another one already."""
    service_request = locked(service_request)
    number = clean(number)[:100]
    known = OutsideNumber.objects.filter(service_request=service_request, organization=by).first()
    if known is not None and known.number == number:
        return known
    if not policy.can_be_known_outside(by, service_request):
        raise Refused(not_theirs(by, service_request))
    other = OutsideNumber.objects.filter(organization=by, number=number).select_related("service_request").first()
    if known is not None or other is not None or not number:
        raise Refused(
            _("%(organization)s names the number %(number)s, which is that of request %(other)s.")
            % {"organization": by, "number": number, "other": other.service_request if other else service_request}
        )
    made = OutsideNumber.objects.create(service_request=service_request, organization=by, number=number)
    event = events.record(EventKind.NUMBERED, service_request, by=by, number=number)
    save(service_request, at=event.at)
    return made


def must_hold(by: Organization, service_request: ServiceRequest) -> None:
    if not policy.can_act_from_outside(by, service_request):
        raise Refused(not_theirs(by, service_request))


def not_theirs(by: Organization, service_request: ServiceRequest) -> str:
    return _("Request %(number)s is not with %(organization)s.") % {"number": service_request, "organization": by}
