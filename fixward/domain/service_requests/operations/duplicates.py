"""One problem, reported twice: the later report is closed, and whoever cared about it goes on with the other."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member
from fixward.domain.service_requests import events, policy
from fixward.domain.service_requests.models import EventKind, Follow, Resolution, ServiceRequest, Support
from fixward.domain.service_requests.operations.common import Refused, locked, must, must_be_open, save
from fixward.domain.service_requests.operations.work import shut


@transaction.atomic
def mark_duplicate(
    service_request: ServiceRequest, *, of: ServiceRequest, by: Member, seen: int | None = None
) -> ServiceRequest:
    """Close the request as a repetition of another one, to which its followers, supporters and history go over."""
    if not ServiceRequest.objects.visible_to(by).filter(pk=of.pk).exists():
        raise Refused(_("There is no request with that number."))
    service_request, original = _locked_both(service_request, of, seen=seen)
    must(policy.can_work(by, service_request), service_request)
    must_be_open(service_request)
    _must_fit(service_request, original)
    service_request.duplicates.update(duplicate_of=original)
    service_request.duplicate_of = original
    _carry_over(service_request, original)
    events.record(EventKind.DUPLICATE, service_request, by=by, original=original.pk)
    events.record(EventKind.MERGED, original, by=by, duplicate=service_request.pk)
    save(original)
    return shut(service_request, Resolution.DUPLICATE, by=by)


def _locked_both(
    service_request: ServiceRequest, of: ServiceRequest, *, seen: int | None
) -> tuple[ServiceRequest, ServiceRequest]:
    """Both rows, always in the order of their ids: two members marking each other's must not wait for ever."""
    # As it is now: the caller may have read it before it was itself marked.
    of = ServiceRequest.objects.select_related("duplicate_of").get(pk=of.pk)
    original = of.duplicate_of or of
    if original.pk == service_request.pk:
        raise Refused(_("A request cannot repeat itself."))
    if original.pk < service_request.pk:
        original = locked(original)
        return locked(service_request, seen=seen), original
    service_request = locked(service_request, seen=seen)
    return service_request, locked(original)


def _must_fit(service_request: ServiceRequest, original: ServiceRequest) -> None:
    if original.duplicate_of_id is not None:
        raise Refused(_("That request was itself marked as repeated meanwhile. Look at it again."))
    if original.is_private and not service_request.is_private:
        raise Refused(_("A public request cannot go over to a private one: its followers could not read on."))


def _carry_over(service_request: ServiceRequest, original: ServiceRequest) -> None:
    Follow.objects.bulk_create(
        (Follow(service_request=original, person_id=follow.person_id) for follow in service_request.follows.all()),
        ignore_conflicts=True,
    )
    Support.objects.bulk_create(
        (
            Support(service_request=original, person_id=support.person_id, browser=support.browser, at=support.at)
            for support in service_request.supports.all()
        ),
        ignore_conflicts=True,
    )
    reporter = getattr(service_request, "reporter", None)
    if reporter and reporter.person_id:
        # Whoever reported it again says "me too" by that.
        Support.objects.get_or_create(service_request=original, person_id=reporter.person_id)
