"""Looking at their side: numbers that were to come, updates, and how requests stand. What failed is tried next time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import structlog
from django.db.models import QuerySet

from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import OutsideNumber, Status
from fixward.followups.exchange.connectors.models import Connector, Dispatch, Way
from fixward.followups.exchange.connectors.open311 import taking
from fixward.followups.exchange.connectors.open311.client import MOST_IDS, Client
from fixward.followups.exchange.connectors.outgoing import deliver_later
from fixward.followups.exchange.connectors.troubles import Held, NotNow, Trouble
from fixward.foundation import clock, jobs
from fixward.foundation.text import clean

logger = structlog.get_logger(__name__)
LOOK = "fixward.look_at_one_outside"
# Their clock may be behind ours, and an update may become visible after the moment it names.
_OVERLAP = dt.timedelta(hours=1)
_FIRST = dt.timedelta(days=7)
# The standard lets nobody ask for more than 90 days.
_LONGEST = dt.timedelta(days=89)
# So long they may take to give a number for a token.
ASKED_FOR = dt.timedelta(days=7)
# So long after it was closed they may open it again.
_STILL_LOOKED_AT = dt.timedelta(days=30)


def ask_to_look() -> None:
    """A job for each side: a slow one holds up neither mails nor the others, and is never asked twice at once."""
    for pk in Connector.objects.filter(way=Way.OPEN311).values_list("pk", flat=True):
        jobs.defer_once(LOOK, lock=f"look:{pk}", asks_others=True, connector_id=pk)


def look_at_one(connector_id: int) -> None:
    """Nothing where it was taken out of the set-up meanwhile."""
    for connector in _looked_at_all().filter(pk=connector_id):
        look_at(connector)


def look() -> None:
    """Look at every side once; a side that does not answer is no reason not to look at the next."""
    for connector in _looked_at_all():
        try:
            look_at(connector)
        except Exception:
            logger.exception("open311_poll_broke", organization=connector.organization.code)


def look_at(connector: Connector) -> None:
    """All three, whatever becomes of one of them; what went wrong is kept to be seen."""
    troubles = [_tried(step, connector) for step in (_numbers, _updates, _statuses)]
    trouble = " ".join(dict.fromkeys(filter(None, troubles)))[:200]
    Connector.objects.filter(pk=connector.pk).update(polled_at=clock.now(), poll_trouble=trouble)


def _looked_at_all() -> QuerySet[Connector]:
    return Connector.objects.filter(way=Way.OPEN311).select_related("organization")


def _tried(step: Callable[[Connector], None], connector: Connector) -> str:
    """What went wrong, in words; whatever they answer, it is theirs alone."""
    try:
        step(connector)
    except (NotNow, Held) as failure:
        logger.warning("open311_poll_failed", organization=connector.organization.code, error=str(failure))
        return clean(str(failure))
    except Exception:
        logger.exception("open311_poll_broke", organization=connector.organization.code)
        return "What it says could not be taken over."
    return ""


def _numbers(connector: Connector) -> None:
    """Of requests for which they gave a token; what has none after days waits for a person."""
    client = Client(connector)
    waiting = Dispatch.objects.filter(organization=connector.organization_id).exclude(token="")
    _give_up(waiting.filter(sent_at__lt=clock.now() - ASKED_FOR))
    for dispatch in waiting.select_related("event__service_request", "organization"):
        number = client.number_for(dispatch.token)
        if not number:
            continue
        try:
            operations.number_from_outside(dispatch.service_request, number=number, by=dispatch.organization)
        except operations.Refused as refusal:
            logger.warning("open311_number_refused", dispatch=dispatch.pk, why=str(refusal))
        Dispatch.objects.filter(pk=dispatch.pk).update(token="")
        deliver_later(dispatch.event.service_request_id, dispatch.organization_id)


def _give_up(waiting: QuerySet[Dispatch]) -> None:
    """Held as what was not sent: sent again, it is looked for in their list first."""
    waiting.update(token="", sent_at=None, held_at=clock.now(), trouble=Trouble.NO_NUMBER, detail="")


def _updates(connector: Connector) -> None:
    if not connector.exchanges_updates:
        return
    now = clock.now()
    since = max((connector.read_until or now - _FIRST) - _OVERLAP, now - _LONGEST)
    client = Client(connector)
    found = client.updates(since, now)
    oldest = dt.datetime.min.replace(tzinfo=dt.UTC)
    for update in sorted(found, key=lambda one: one.at or oldest):
        taking.update(update, connector, client)
    # Where there were more than one answer holds, the next one goes on from the last that came: whatever moments they
    # name, it is one that can be stored and asked for.
    read_until = max((one.at for one in found if one.at), default=now)
    Connector.objects.filter(pk=connector.pk).update(read_until=min(max(read_until, now - _LONGEST), now))


def _statuses(connector: Connector) -> None:
    client = Client(connector)
    for numbers in _looked_at(connector):
        for row in client.rows(numbers):
            taking.status(row, connector)


def _looked_at(connector: Connector) -> Iterator[list[str]]:
    """The numbers of what they hold, so many at a time as one question may name."""
    lately = clock.now() - _STILL_LOOKED_AT
    known = OutsideNumber.objects.filter(
        organization=connector.organization_id, service_request__organization=connector.organization_id
    )
    known = known.exclude(service_request__status=Status.CLOSED, service_request__closed_at__lt=lately)
    numbers = list(known.order_by("pk").values_list("number", flat=True))
    for start in range(0, len(numbers), MOST_IDS):
        yield numbers[start : start + MOST_IDS]
