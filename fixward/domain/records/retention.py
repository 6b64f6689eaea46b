"""What goes when its time is over: looked at before, done at night, one request at a time, with a certificate."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import structlog
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Min, Q

from fixward.domain.governments.models import Organization
from fixward.domain.records.destroying import destroy, is_there
from fixward.domain.records.holding import HOLDS
from fixward.domain.records.kinds import Kind
from fixward.domain.records.models import Destruction, Run, Schedule
from fixward.domain.records.personal import forget_what_is_free
from fixward.domain.service_requests import keeping
from fixward.domain.service_requests.models import ServiceRequest, Status
from fixward.foundation import clock, jobs
from fixward.foundation.database import turns

DESTROY = "records.destroy"
HELD = "held"
_AT_A_TIME = 500
logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """What the next night takes of one kind."""

    schedule: Schedule
    count: int
    oldest: dt.datetime | None
    held: int


def look_ahead(organization: Organization) -> list[Due]:
    """For each schedule how many requests the next run takes something of, and how many a hold keeps."""
    return [_due(schedule, organization) for schedule in _schedules(organization)]


def nightly() -> None:
    """One job for each organization that has a schedule; and whatever a hold has let go of."""
    forget_what_is_free()
    for organization in Organization.objects.filter(pk__in=Schedule.objects.values("organization")).order_by("pk"):
        jobs.defer(DESTROY, lock=f"destroy:{organization.pk}", organization_id=organization.pk)


def run(organization_id: int) -> None:
    """Do the night's work of one organization, or go on with one that was stopped; twice does no more than once."""
    organization = Organization.objects.get(pk=organization_id)
    _take_files_away(organization)
    schedules = list(_schedules(organization))
    if not schedules and not Run.objects.filter(organization=organization, ended_at=None).exists():
        return
    months = {schedule.kind: schedule.months for schedule in schedules}
    now, _is_new = Run.objects.get_or_create(organization=organization, ended_at=None, defaults={"schedules": months})
    held: Counter[str] = Counter()
    for schedule in schedules:
        for pk in _waiting(schedule, organization):
            if not _destroy(pk, schedule, organization, now):
                held[HELD] += 1
    _end(now, held)


def before(schedule: Schedule, organization: Organization) -> dt.datetime:
    """What was closed before this moment has had its time: months are those of the calendar."""
    today = clock.now().astimezone(organization.zone)
    index = today.year * 12 + today.month - 1 - schedule.months
    first = today.replace(year=index // 12, month=index % 12 + 1, day=1)
    return first + dt.timedelta(days=min(today.day, _days_in(first)) - 1)


def _days_in(first: dt.datetime) -> int:
    after = (first + dt.timedelta(days=32)).replace(day=1)
    return (after.date() - first.date()).days


def _schedules(organization: Organization) -> Iterator[Schedule]:
    return iter(Schedule.objects.filter(organization=organization).order_by("kind"))


def _over(schedule: Schedule, organization: Organization) -> Q:
    closed = Q(status=Status.CLOSED, closed_at__lt=before(schedule, organization))
    return closed & is_there(Kind(schedule.kind), organization)


def _due(schedule: Schedule, organization: Organization) -> Due:
    over = ServiceRequest.objects.filter(_over(schedule, organization)).order_by()
    kept = over.filter(keeping.kept()).count()
    free = over.exclude(keeping.kept())
    oldest = free.aggregate(oldest=Min("closed_at"))["oldest"]
    return Due(schedule, free.count(), oldest, kept)


def _waiting(schedule: Schedule, organization: Organization) -> Iterator[int]:
    """The ids of what has had its time, those under a hold too: each is asked again when its turn comes."""
    last = 0
    while True:
        over = ServiceRequest.objects.filter(_over(schedule, organization), pk__gt=last).order_by("pk")
        keys = list(over.values_list("pk", flat=True)[:_AT_A_TIME])
        if not keys:
            return
        yield from keys
        last = keys[-1]


def _destroy(pk: int, schedule: Schedule, organization: Organization, now: Run) -> bool:
    """One request, by a transaction of its own; whether no hold keeps it."""
    with transaction.atomic():
        # A hold that is being placed waits for this, or this waits for it and then sees it.
        turns.together(HOLDS)
        same = ServiceRequest.objects.select_for_update().filter(pk=pk)
        service_request = same.filter(_over(schedule, organization)).first()
        if service_request is None:
            return True
        if ServiceRequest.objects.filter(keeping.kept(), pk=pk).exists():
            return False
        assert service_request.closed_at is not None
        kind = Kind(schedule.kind)
        done = destroy(service_request, kind, organization)
        line = Destruction.objects.create(
            run=now,
            service_request=service_request,
            kind=kind,
            count=done.count,
            closed_at=service_request.closed_at,
            files=done.files,
        )
    _take_away(line)
    return True


def _take_files_away(organization: Organization) -> None:
    """What a run that was killed has left in the storage."""
    for line in Destruction.objects.filter(run__organization=organization).exclude(files=[]).iterator():
        _take_away(line)


def _take_away(line: Destruction) -> None:
    if line.files:
        for name in line.files:
            default_storage.delete(name)
        Destruction.objects.filter(pk=line.pk).update(files=[])


def _end(now: Run, held: Counter[str]) -> None:
    counts: Counter[str] = Counter()
    for kind, count in Destruction.objects.filter(run=now).values_list("kind", "count").iterator():
        counts[kind] += count
    Run.objects.filter(pk=now.pk, ended_at=None).update(ended_at=clock.now(), counts=dict(counts + held))
    logger.info("records_destroyed", organization=now.organization_id, **dict(counts + held))
