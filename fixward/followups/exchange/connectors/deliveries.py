"""Delivering what waits, in order; what does not go says why, and holds up only what comes after it.

A mail goes out while its row is locked, as in `notifications/sending.py`. A request to another system is begun in one
transaction and ended in another: where the answer was lost in between, its list is searched before it is sent again.
"""

from __future__ import annotations

import datetime as dt
import smtplib

import structlog
from django.db import transaction

from fixward.domain.governments.models import Organization
from fixward.followups.exchange.connectors.mail import sending as mail
from fixward.followups.exchange.connectors.models import Connector, Dispatch, Way
from fixward.followups.exchange.connectors.open311 import sending as open311
from fixward.followups.exchange.connectors.troubles import Held, NotNow, Trouble
from fixward.foundation import clock
from fixward.foundation.text import clean

logger = structlog.get_logger(__name__)
PATIENCE = dt.timedelta(days=3)


def deliver(service_request_id: int, organization_id: int) -> None:
    """Send all that waits about one request to one organization; raises NotNow where it is to be tried again."""
    waiting = Dispatch.objects.of(service_request_id, organization_id).unsent()
    for pk in list(waiting.values_list("pk", flat=True)):
        if not _delivered(pk):
            return


def connector_of(organization: Organization) -> Connector:
    """As it is set up, or by mail to its own address."""
    known = Connector.objects.filter(organization=organization).select_related("organization").first()
    return known or Connector(organization=organization)


def _delivered(pk: int) -> bool:
    """Whether the way is free for the next one; raises NotNow."""
    dispatch = Dispatch.objects.select_related("organization", "event__service_request").get(pk=pk)
    if dispatch.sent_at is not None:
        return True
    if dispatch.held_at is not None:
        return False
    send = open311.send if connector_of(dispatch.organization).way == Way.OPEN311 else mail.send
    try:
        return send(dispatch.pk)
    except Held as held:
        _hold(dispatch, held.trouble, held.detail)
        return False
    except (NotNow, OSError, smtplib.SMTPException) as trouble:
        return _put_off(dispatch, trouble)


def _put_off(dispatch: Dispatch, trouble: Exception) -> bool:
    detail = clean(str(trouble))[:200] or type(trouble).__name__
    if clock.now() - dispatch.written_at >= PATIENCE:
        _hold(dispatch, Trouble.UNREACHABLE, detail)
        return False
    _note(dispatch, Trouble.WAITING, detail)
    raise NotNow(detail) from trouble


@transaction.atomic
def _hold(dispatch: Dispatch, trouble: Trouble, detail: str) -> None:
    logger.warning("dispatch_held", dispatch=dispatch.pk, trouble=trouble)
    _note(dispatch, trouble, detail, held_at=clock.now())


def _note(dispatch: Dispatch, trouble: Trouble, detail: str, **more: object) -> None:
    unsent = Dispatch.objects.filter(pk=dispatch.pk, sent_at=None)
    unsent.update(trouble=trouble, detail=detail, tried_at=clock.now(), tries=dispatch.tries + 1, **more)
