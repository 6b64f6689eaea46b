"""One mail for each event, in one thread, with an address for answers that belongs to the request."""

from __future__ import annotations

from django.db import transaction

from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.exchange.connectors.mail.addresses import reply_address
from fixward.followups.exchange.connectors.mail.letters import letter
from fixward.followups.exchange.connectors.models import Connector, Dispatch
from fixward.followups.exchange.connectors.outgoing import is_taken_back
from fixward.followups.exchange.connectors.troubles import Held, NotNow, Trouble
from fixward.followups.notifications.channels import NotNow as Later
from fixward.followups.notifications.channels import Undeliverable, email
from fixward.foundation import clock

LONGEST_THREAD = 10
_READ_WITH = ("organization", "event__organization", "event__member__organization", "event__service_request__service")


@transaction.atomic
def send(pk: int) -> bool:
    """Send one mail while its row is locked; gives whether the next one may go. Raises Held, NotNow, OSError."""
    waiting = Dispatch.objects.unsent().filter(pk=pk).select_related(*_READ_WITH)
    dispatch = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if dispatch is None:
        raise NotNow("Somebody else is sending it.")
    if is_taken_back(dispatch.event):
        dispatch.delete()
        return True
    connector = Connector.objects.filter(organization=dispatch.organization).select_related("organization").first()
    connector = connector or Connector(organization=dispatch.organization)
    address = address_of(connector, dispatch.event.service_request)
    if not address:
        raise Held(Trouble.NO_ADDRESS)
    try:
        _send(dispatch, connector, address)
    except Undeliverable as refusal:
        raise Held(Trouble.REFUSED, str(refusal)) from refusal
    except Later as refusal:
        raise NotNow(str(refusal)) from refusal
    dispatch.sent_at, dispatch.trouble, dispatch.detail = clock.now(), "", ""
    dispatch.tries, dispatch.tried_at = dispatch.tries + 1, dispatch.sent_at
    dispatch.save(update_fields=["sent_at", "trouble", "detail", "tries", "tried_at"])
    return True


def address_of(connector: Connector, service_request: ServiceRequest) -> str:
    """The connector's, else the one of the department that has it, else the organization's."""
    department = service_request.department
    is_there = department is not None and department.organization_id == connector.organization_id
    own = department.email if department and is_there else ""
    return (connector.email or own or connector.organization.email).strip()


def _send(dispatch: Dispatch, connector: Connector, address: str) -> None:
    service_request = dispatch.event.service_request
    answers = reply_address(service_request.pk, dispatch.organization_id)
    before = Dispatch.objects.of(service_request.pk, dispatch.organization_id).filter(pk__lt=dispatch.pk)
    thread = before.exclude(sent_at=None).values_list("message_id", flat=True)
    with email.opened() as connection:
        email.send(
            connection,
            letter(dispatch, connector, takes_answers=bool(answers)),
            to=address,
            message_id=dispatch.message_id,
            thread=list(thread)[-LONGEST_THREAD:],
            answers=answers,
        )
