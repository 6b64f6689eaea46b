"""What a person does about something that did not go out, or was refused on its way in."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from fixward.domain.governments.models import Member
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.operations import Refused
from fixward.followups.exchange.connectors import policy
from fixward.followups.exchange.connectors.models import Dispatch, Received
from fixward.followups.exchange.connectors.outgoing import deliver_later
from fixward.followups.exchange.connectors.troubles import Trouble
from fixward.foundation import clock


@transaction.atomic
def send_again(dispatch: Dispatch, *, by: Member) -> None:
    """Try once more, with all patience, what waits for a person; raises Refused."""
    dispatch = _held(dispatch, by)
    dispatch.held_at = None
    if dispatch.trouble == Trouble.UNKNOWN:
        dispatch.begun_at = None  # somebody has looked: it is not there
    dispatch.trouble, dispatch.detail, dispatch.written_at = "", "", clock.now()
    dispatch.save(update_fields=["held_at", "begun_at", "trouble", "detail", "written_at"])
    deliver_later(dispatch.event.service_request_id, dispatch.organization_id)


@transaction.atomic
def is_there(dispatch: Dispatch, *, number: str, by: Member) -> None:
    """Somebody has looked on the other side and found it; `number` is theirs, where they give one."""
    dispatch = _held(dispatch, by)
    if number.strip():
        operations.number_from_outside(dispatch.event.service_request, number=number, by=dispatch.organization)
    dispatch.held_at, dispatch.trouble, dispatch.detail, dispatch.sent_at = None, "", "", clock.now()
    dispatch.save(update_fields=["held_at", "trouble", "detail", "sent_at"])
    deliver_later(dispatch.event.service_request_id, dispatch.organization_id)


@transaction.atomic
def settle(received: Received, *, by: Member) -> None:
    """What was refused has been seen to; raises Refused."""
    received = Received.objects.select_for_update().get(pk=received.pk)
    known = received.service_request
    if not (policy.can_see_to(by, known) if known else policy.sees_to(by)):
        raise Refused(_("Only members who work on this request can do that."))
    received.settled_at = received.settled_at or clock.now()
    received.text = ""
    received.save(update_fields=["settled_at", "text"])


def _held(dispatch: Dispatch, by: Member) -> Dispatch:
    dispatch = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
    if not policy.can_see_to(by, dispatch.event.service_request):
        raise Refused(_("Only members who work on this request can do that."))
    if dispatch.sent_at is not None or dispatch.held_at is None:
        raise Refused(_("It is on its way already."))
    return dispatch
