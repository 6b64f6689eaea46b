"""Followers and supporters of a repetition: over to the request that it repeats, and back."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from fixward.domain.service_requests.models import Follow, ServiceRequest, Support


def over(service_request: ServiceRequest, original: ServiceRequest) -> None:
    """Everybody who cares about the repetition cares about the other one; whoever did already stays as they are."""
    _follow(service_request, original)
    _support(service_request, original)
    reporter = getattr(service_request, "reporter", None)
    if reporter and reporter.person_id:
        # Whoever reported it again says "me too" by that.
        Support.objects.get_or_create(
            service_request=original, person_id=reporter.person_id, defaults={"came_with": service_request}
        )


def back(service_request: ServiceRequest, original: ServiceRequest, *, along: Sequence[int]) -> None:
    """Whoever cares about the other one only by this repetition, or by what came along with it, does so no more."""
    gone = [service_request.pk, *along]
    follows = Follow.objects.filter(came_with__in=gone).exclude(service_request__in=gone)
    supports = Support.objects.filter(came_with__in=gone).exclude(service_request__in=gone)
    left = Q(person__in=list(follows.values_list("person", flat=True)))
    supported = Q(person__in=list(supports.exclude(person=None).values_list("person", flat=True)))
    supported |= Q(browser__in=list(supports.exclude(browser=None).values_list("browser", flat=True)))
    follows.delete()
    supports.delete()
    # Another repetition of the same may have brought them, too.
    for other in original.duplicates.exclude(pk__in=gone).order_by("pk"):
        _follow(other, original, which=left)
        _support(other, original, which=supported)


def _follow(service_request: ServiceRequest, original: ServiceRequest, *, which: Q | None = None) -> None:
    rows = service_request.follows.filter(which or Q())
    Follow.objects.bulk_create(
        (
            Follow(service_request=original, person_id=row.person_id, came_with_id=_origin(row, service_request))
            for row in rows
        ),
        ignore_conflicts=True,
    )


def _support(service_request: ServiceRequest, original: ServiceRequest, *, which: Q | None = None) -> None:
    rows = service_request.supports.filter(which or Q())
    Support.objects.bulk_create(
        (
            Support(
                service_request=original,
                person_id=row.person_id,
                browser=row.browser,
                at=row.at,
                came_with_id=_origin(row, service_request),
            )
            for row in rows
        ),
        ignore_conflicts=True,
    )


def _origin(row: Follow | Support, service_request: ServiceRequest) -> int:
    """With which request it came, however many it went through since."""
    return row.came_with_id or service_request.pk
