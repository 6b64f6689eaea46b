"""What goes when its time is over: looked at before, done at night, one request at a time, with a certificate."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import structlog
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Min, Q

from fixward.domain.governments.models import Organization
from fixward.domain.records.destroying import Destroyed, destroy, is_there
from fixward.domain.records.holding import HOLDS
from fixward.domain.records.kinds import Kind
from fixward.domain.records.models import Destruction, Run, Schedule
from fixward.domain.records.months import before as before
from fixward.domain.records.personal import forget_what_is_free
from fixward.domain.service_requests import keeping
from fixward.domain.service_requests.models import ServiceRequest, Status
from fixward.foundation import clock, jobs
from fixward.foundation.database import turns

DESTROY = "records.destroy"
HELD, FAILED = "held", "failed"
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
    now = _begun(organization, {schedule.kind: schedule.months for schedule in _schedules(organization)})
    if now is None:
        return
    passed: Counter[str] = Counter()
    for kind, months in now.schedules.items():
        schedule = Schedule(organization=organization, kind=kind, months=months)
        for pk in _waiting(schedule, organization):
            if passed_over := _tried(pk, schedule, organization, now):
                passed[passed_over] += 1
    _end(now, passed)


def _begun(organization: Organization, months: Mapping[str, int]) -> Run | None:
    """The run that was stopped or a new one. One whose schedules have changed since ends with what it did.

    So a certificate never says other months than those by which something was destroyed.
    """
    stopped = Run.objects.filter(organization=organization, ended_at=None).first()
    if stopped is not None and stopped.schedules == months:
        return stopped
    if stopped is not None:
        _end(stopped, Counter())
    return Run.objects.create(organization=organization, schedules=dict(months)) if months else None


def _tried(pk: int, schedule: Schedule, organization: Organization, now: Run) -> str:
    """Why one request was passed over; empty where it was not. One request's trouble is not the others'."""
    try:
        return "" if _destroy(pk, schedule, organization, now) else HELD
    except Exception:
        logger.exception("records_not_destroyed", service_request=pk, kind=schedule.kind, run=now.pk)
        return FAILED


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
        kind = Kind(schedule.kind)
        done = destroy(service_request, kind, organization)
        line = _noted(now, service_request, kind, done)
    _take_away(line)
    return True


def _noted(now: Run, service_request: ServiceRequest, kind: Kind, done: Destroyed) -> Destruction:
    """One line for what a run destroys of a request, also where something came to it while the run was stopped."""
    line, _is_new = Destruction.objects.get_or_create(
        run=now,
        service_request=service_request,
        kind=kind,
        defaults={"count": 0, "closed_at": service_request.closed_at},
    )
    assert service_request.closed_at is not None
    line.count, line.closed_at = line.count + done.count, service_request.closed_at
    line.files = [*line.files, *done.files]
    line.save(update_fields=["count", "closed_at", "files"])
    return line


def _take_files_away(organization: Organization) -> None:
    """What a run that was killed has left in the storage."""
    for line in Destruction.objects.filter(run__organization=organization).exclude(files=[]).iterator():
        try:
            _take_away(line)
        except Exception:
            logger.exception("files_not_taken_away", destruction=line.pk)


def _take_away(line: Destruction) -> None:
    if line.files:
        for name in line.files:
            default_storage.delete(name)
        Destruction.objects.filter(pk=line.pk).update(files=[])


def _end(now: Run, passed: Counter[str]) -> None:
    counts: Counter[str] = Counter()
    for kind, count in Destruction.objects.filter(run=now).values_list("kind", "count").iterator():
        counts[kind] += count
    Run.objects.filter(pk=now.pk, ended_at=None).update(ended_at=clock.now(), counts=dict(counts + passed))
    logger.info("records_destroyed", organization=now.organization_id, **dict(counts + passed))
