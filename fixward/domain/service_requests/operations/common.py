"""What every operation does: lock the request, look whether the form is stale, save with a new version."""

from __future__ import annotations

import datetime as dt

from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from fixward.domain.service_requests.models import ServiceRequest
from fixward.foundation import clock
from fixward.foundation.text import clean

LONGEST_REASON = 2000
LONGEST_TEXT = 4000


class Refused(Exception):
    """Carries a sentence fit to show to the person; nothing was changed."""


def locked(service_request: ServiceRequest, *, seen: int | None = None) -> ServiceRequest:
    """The request as it is now, ours until the transaction ends.

    `seen` is the version that the person decided upon: where somebody else has changed the request since, it is
    refused, so that nobody undoes what they have not read.
    """
    # No joins: PostgreSQL checks the row again after waiting for the lock, and would drop it where a join that the
    # other transaction changed no longer matches.
    fresh = ServiceRequest.objects.select_for_update().get(pk=service_request.pk)
    if seen is not None and fresh.version != seen:
        raise Refused(changed_meanwhile(fresh))
    return fresh


def locked_both(
    service_request: ServiceRequest, other: ServiceRequest, *, seen: int | None = None
) -> tuple[ServiceRequest, ServiceRequest]:
    """Both as they are now, locked in the order of their ids: two members must not wait for each other for ever."""
    if other.pk < service_request.pk:
        other = locked(other)
        return locked(service_request, seen=seen), other
    service_request = locked(service_request, seen=seen)
    return service_request, locked(other)


def changed_meanwhile(service_request: ServiceRequest) -> str:
    """Who has changed it last, what they did and when, for somebody whose form is older than that."""
    last = service_request.events.select_related("member__person").order_by("-pk").first()
    if last is None or last.member is None:
        return _("Somebody else has changed this request meanwhile. Look at it again, then decide.")
    return _("%(member)s changed this request %(time)s ago (%(what)s). Look at it, then send again.") % {
        "member": last.member,
        "time": timesince(last.at, clock.now(), depth=1),
        "what": last.get_kind_display(),
    }


def save(service_request: ServiceRequest, *fields: str, at: dt.datetime | None = None) -> ServiceRequest:
    """Write these fields, the time of the change and the next version."""
    service_request.updated_at = at or clock.now()
    service_request.version += 1
    service_request.save(update_fields=[*fields, "updated_at", "version"])
    return service_request


def wanted(reason: str, sentence: str, *, longest: int = LONGEST_REASON) -> str:
    """The reason cleaned; refused with the sentence where it is empty, or where it is too long."""
    reason = clean(reason)
    if not reason:
        raise Refused(sentence)
    if len(reason) > longest:
        raise Refused(_("Please keep it under %(longest)d characters.") % {"longest": longest})
    return reason


def must_be_open(service_request: ServiceRequest) -> None:
    if not service_request.is_open:
        raise Refused(_("This request is closed. Reopen it first."))


def must(allowed: bool, service_request: ServiceRequest) -> None:
    """Refuses with a sentence that says who could."""
    if not allowed:
        raise Refused(
            _("Only %(organization)s, which holds this request, can do that now, by members whose role allows it.")
            % {"organization": service_request.organization}
        )
