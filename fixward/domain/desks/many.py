"""One act on many requests: begun by a member, done by the worker, each by the operation that a desk calls too."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Service
from fixward.domain.desks.models import Act, Batch, Item, Outcome
from fixward.domain.governments.models import Department, Member, Organization
from fixward.domain.service_requests import operations, queries
from fixward.domain.service_requests.models import CloseReason, Priority, Resolution, ServiceRequest
from fixward.domain.service_requests.operations import Refused
from fixward.foundation import clock, jobs
from fixward.foundation.text import language_in_use

MOST = 1000
# In one transaction, so that members who work on one of them meanwhile wait for a moment at most.
_TOGETHER = 20
TASK = "fixward.batch"
logger = structlog.get_logger(__name__)
Does = Callable[[ServiceRequest], object]


@transaction.atomic
def begin(act: Act, chosen: Iterable[int], *, given: dict[str, Any], by: Member, key: uuid.UUID) -> Batch:
    """Leave it to the worker. Whether each may be done is asked when it is done; what is not seen is not taken."""
    if known := Batch.objects.filter(member=by, key=key).first():
        return known
    wanted = set(chosen)
    if len(wanted) > MOST:
        raise Refused(_("Choose at most %(most)d requests at once.") % {"most": MOST})
    seen = list(ServiceRequest.objects.visible_to(by).filter(pk__in=wanted).order_by("pk").values_list("pk", flat=True))
    if not seen:
        raise Refused(_("Choose requests first."))
    facts = {"act": act, "given": given, "language": language_in_use()}
    # The same form may come twice at once: the second waits, and gets what the first has made.
    batch, is_new = Batch.objects.get_or_create(key=key, member=by, defaults=facts)
    if not is_new:
        return batch
    Item.objects.bulk_create(Item(batch=batch, service_request_id=pk) for pk in seen)
    jobs.defer(TASK, lock=f"batch:{batch.pk}", batch_id=batch.pk)
    return batch


def go_on(batch_id: int) -> None:
    """Do what is left of it; bears being stopped at any moment and being called again, also twice at once."""
    batch = Batch.objects.select_related("member__person", "member__organization").get(pk=batch_id)
    does = cache(lambda: _ACTS[Act(batch.act)](batch.given, batch.member))
    with translation.override(batch.language):
        while _some(batch, does):
            pass
    if not batch.items.filter(outcome=Outcome.WAITING).exists():
        Batch.objects.filter(pk=batch.pk, ended_at=None).update(ended_at=clock.now())


@transaction.atomic
def _some(batch: Batch, does: Callable[[], Does]) -> bool:
    """A few more requests, with their outcomes in the same transaction; whether there were any."""
    # Whatever marks duplicates locks a second request each time, and would soon stand in another's way.
    together = 1 if batch.act == Act.DUPLICATE else _TOGETHER
    waiting = batch.items.select_for_update(skip_locked=True).filter(outcome=Outcome.WAITING)
    items = list(waiting.order_by("pk")[:together])
    for item in items:
        item.outcome, item.said = _outcome(batch, item, does)
    Item.objects.bulk_update(items, ["outcome", "said"])
    return bool(items)


def _outcome(batch: Batch, item: Item, does: Callable[[], Does]) -> tuple[Outcome, str]:
    try:
        with transaction.atomic():
            # Each operation reads the request anew when it has locked it.
            does()(ServiceRequest.from_db(None, ["id"], [item.service_request_id]))
    except Refused as refusal:
        return Outcome.REFUSED, str(refusal)
    except DatabaseError:
        raise  # the whole job is tried again, and begins with this one
    except Exception:
        logger.exception("batch_item_failed", batch=batch.pk, service_request=item.service_request_id)
        return Outcome.REFUSED, _("Something went wrong here. Open the request and do it there.")
    return Outcome.DONE, ""


def _acknowledge(given: dict[str, Any], by: Member) -> Does:
    return lambda service_request: operations.acknowledge(service_request, by=by)


def _assign(given: dict[str, Any], by: Member) -> Does:
    department = Department.objects.filter(pk=given["department"] or 0).first()
    member = Member.objects.select_related("person").filter(pk=given["member"] or 0).first()
    return lambda service_request: operations.assign(
        # Whom it is given, in the department that it is in already where none is named.
        service_request,
        department=department or service_request.department,
        member=member,
        by=by,
    )


def _close(given: dict[str, Any], by: Member) -> Does:
    resolution, text = Resolution(given["resolution"]), given["text"]
    reason = CloseReason.objects.filter(pk=given.get("reason") or 0).first()
    return lambda service_request: operations.close(
        service_request, resolution=resolution, reason=reason, text=text, by=by
    )


def _change_service(given: dict[str, Any], by: Member) -> Does:
    service = Service.objects.get(pk=given["service"])
    return lambda service_request: operations.change_service(service_request, service=service, by=by)


def _transfer(given: dict[str, Any], by: Member) -> Does:
    to = Organization.objects.get(pk=given["to"])
    return lambda service_request: operations.transfer(service_request, to=to, reason=given["reason"], by=by)


def _mark_duplicate(given: dict[str, Any], by: Member) -> Does:
    of = queries.find(given["of"], by)
    if of is None:
        raise Refused(_("There is no request with that number."))
    return lambda service_request: operations.mark_duplicate(service_request, of=of, by=by)


def _set_priority(given: dict[str, Any], by: Member) -> Does:
    priority = Priority(given["priority"])
    return lambda service_request: operations.set_priority(service_request, priority=priority, by=by)


_ACTS: dict[Act, Callable[[dict[str, Any], Member], Does]] = {
    Act.ACKNOWLEDGE: _acknowledge,
    Act.ASSIGN: _assign,
    Act.CLOSE: _close,
    Act.SERVICE: _change_service,
    Act.TRANSFER: _transfer,
    Act.DUPLICATE: _mark_duplicate,
    Act.PRIORITY: _set_priority,
}
