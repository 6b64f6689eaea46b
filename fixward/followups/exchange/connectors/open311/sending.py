"""Sending a request, or news of it, to another system: never twice, and never as if it had arrived when it had not.

A request is begun in one transaction and ended in another. Where the answer is lost in between, it is looked for in
their list; there it is found by the mark in its description.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import OutsideNumber
from fixward.followups.exchange.connectors.models import Connector, Dispatch, Outcome, Pairing, Received, Way, What
from fixward.followups.exchange.connectors.open311 import forms
from fixward.followups.exchange.connectors.open311.client import Answer, Client, Unclear
from fixward.followups.exchange.connectors.outgoing import is_taken_back
from fixward.followups.exchange.connectors.troubles import Held, NotNow, Trouble
from fixward.foundation import clock

# So long their list may take to show what they have.
LOOKED_FOR = dt.timedelta(minutes=10)
_SKEW = dt.timedelta(minutes=10)


def send(pk: int) -> bool:
    """Gives whether the next one may go. Raises Held, NotNow."""
    dispatch = Dispatch.objects.select_related("event__service_request__service", "event__organization").get(pk=pk)
    connector = Connector.objects.select_related("organization").get(organization=dispatch.organization_id)
    if dispatch.what == What.NEWS:
        return _send_news(dispatch, connector)
    if dispatch.token:
        return False  # they have it, and its number comes later
    if forms.came_from(dispatch.service_request, connector):
        _mark_sent(dispatch)  # they read in our list of updates that it is theirs again
        return True
    pairing = forms.pairing_of(dispatch.service_request, connector)
    form = forms.of_request(dispatch.service_request, connector, pairing)
    client = Client(connector)
    begun = _begun(dispatch)
    found = _looked_for(dispatch, begun, client, pairing) if begun else None
    _arrived(dispatch, found or _sent(dispatch, client, form))
    return True


@transaction.atomic
def _begun(dispatch: Dispatch) -> dt.datetime | None:
    """Since when it may have arrived; else it may from now on."""
    locked = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
    if locked.begun_at is not None:
        return locked.begun_at
    Dispatch.objects.filter(pk=dispatch.pk).update(begun_at=clock.now())
    return None


def _sent(dispatch: Dispatch, client: Client, form: forms.Form) -> Answer:
    try:
        return client.send(form)
    except Unclear as error:
        raise NotNow(str(error)) from error
    except (NotNow, Held):
        Dispatch.objects.filter(pk=dispatch.pk).update(begun_at=None)
        raise


def _looked_for(dispatch: Dispatch, begun: dt.datetime, client: Client, pairing: Pairing) -> Answer | None:
    """What is in their list; none where it surely is not there, so that it can be sent again."""
    marked = forms.mark(dispatch.service_request)
    rows = client.since(begun - _SKEW, code=pairing.their_code)
    numbers = [row.number for row in rows if marked in row.description and row.number]
    if numbers:
        return Answer(numbers[0], "")
    if not pairing.is_realtime:
        raise Held(Trouble.UNKNOWN)  # a list that shows it later says nothing now
    if clock.now() - begun < LOOKED_FOR:
        raise NotNow("It is looked for in their list.")
    Dispatch.objects.filter(pk=dispatch.pk).update(begun_at=clock.now())
    return None


def _arrived(dispatch: Dispatch, answer: Answer) -> None:
    try:
        with transaction.atomic():
            if answer.number:
                operations.number_from_outside(dispatch.service_request, number=answer.number, by=dispatch.organization)
            _mark_sent(dispatch, token="" if answer.number else answer.token)
    except operations.Refused as refusal:
        raise Held(Trouble.DUPLICATE, answer.number) from refusal


def _mark_sent(dispatch: Dispatch, *, token: str = "") -> None:
    now = clock.now()
    fields = {"sent_at": now, "tried_at": now, "tries": dispatch.tries + 1, "trouble": "", "detail": ""}
    Dispatch.objects.filter(pk=dispatch.pk).update(token=token, **fields)


def _send_news(dispatch: Dispatch, connector: Connector) -> bool:
    if not connector.exchanges_updates or forms.came_from(dispatch.service_request, connector):
        dispatch.delete()  # nobody there takes it, or they read it here: told twice it would go round for ever
        return True
    if is_taken_back(dispatch.event):
        dispatch.delete()
        return True
    known = OutsideNumber.objects.filter(
        service_request=dispatch.event.service_request_id, organization=connector.organization_id
    ).first()
    if known is None:
        return False  # goes on as soon as they have named a number
    try:
        key = Client(connector).send_update(forms.of_news(dispatch.event, connector, known.number))
    except Unclear as error:
        raise NotNow(str(error)) from error  # its id says that it is the same, should it have arrived
    with transaction.atomic():
        if key:
            _is_own(dispatch, key)
        _mark_sent(dispatch)
    return True


def _is_own(dispatch: Dispatch, key: str) -> None:
    """So that it is no news when it comes back in their list."""
    Received.objects.get_or_create(
        organization_id=dispatch.organization_id,
        way=Way.OPEN311,
        key=f"update:{key}"[:300],
        defaults={"service_request": dispatch.service_request, "outcome": Outcome.IGNORED},
    )
