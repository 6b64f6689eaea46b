"""What can be done at a desk: for each operation its form, when it is offered, and what is said afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations.models import Message, Note
from fixward.domain.governments.models import Member
from fixward.domain.service_requests import custody, operations, policy
from fixward.domain.service_requests.models import EventKind, ServiceRequest, Status
from fixward.doors.staff import forms

Data = dict[str, Any]


@dataclass(frozen=True)
class Action:
    """One operation as the desk offers it.

    `kinds` are the events by which a second click is recognized; `page` is the template of what needs its own page.
    """

    name: str
    label: str | Promise
    done: str | Promise
    form: type[forms.DeskForm]
    is_offered: Callable[[Member, ServiceRequest], bool]
    do: Callable[[ServiceRequest, Member, Data], object]
    kinds: tuple[EventKind, ...] = ()
    page: str = ""


def _is_workable(member: Member, service_request: ServiceRequest) -> bool:
    return service_request.is_open and policy.can_work(member, service_request)


def _is_new(member: Member, service_request: ServiceRequest) -> bool:
    return service_request.status == Status.SUBMITTED and policy.can_work(member, service_request)


def _is_returnable(member: Member, service_request: ServiceRequest) -> bool:
    return policy.can_hand_over(member, service_request) and custody.sender(service_request) is not None


def _is_reopenable(member: Member, service_request: ServiceRequest) -> bool:
    return not service_request.is_open and policy.can_reopen(member, service_request)


def _is_hideable(member: Member, service_request: ServiceRequest) -> bool:
    return service_request.hidden_at is None and policy.can_hide(member, service_request)


def _is_hidden(member: Member, service_request: ServiceRequest) -> bool:
    return service_request.hidden_at is not None and policy.can_hide(member, service_request)


def _acknowledge(service_request: ServiceRequest, by: Member, data: Data) -> object:
    return operations.acknowledge(service_request, by=by)


def _assign(service_request: ServiceRequest, by: Member, data: Data) -> object:
    return operations.assign(service_request, by=by, **data)


def _transfer(service_request: ServiceRequest, by: Member, data: Data) -> object:
    return operations.transfer(service_request, by=by, **data)


def _return(service_request: ServiceRequest, by: Member, data: Data) -> object:
    return operations.return_to_sender(service_request, by=by, **data)


def _settle(service_request: ServiceRequest, by: Member, data: Data) -> object:
    return operations.settle(service_request, by=by, **data)


def _reply(service_request: ServiceRequest, by: Member, data: Data) -> object:
    key = _own_key(data["key"], service_request, by)
    return _as_typed(conversations.reply(service_request, text=data["text"], by=by, key=key), data["text"])


def _note(service_request: ServiceRequest, by: Member, data: Data) -> object:
    key = _own_key(data["key"], service_request, by)
    written = conversations.note(service_request, text=data["text"], shared=data["shared"], by=by, key=key)
    return _as_typed(written, data["text"])


def _change_service(service_request: ServiceRequest, by: Member, data: Data) -> object:
    return operations.change_service(service_request, by=by, **data)


def _move_pin(service_request: ServiceRequest, by: Member, data: Data) -> object:
    return operations.move_pin(service_request, by=by, **data)


def _mark_duplicate(service_request: ServiceRequest, by: Member, data: Data) -> object:
    return operations.mark_duplicate(service_request, by=by, **data)


def _close(service_request: ServiceRequest, by: Member, data: Data) -> object:
    return operations.close(service_request, by=by, **data)


def _reopen(service_request: ServiceRequest, by: Member, data: Data) -> object:
    return operations.reopen(service_request, by=by, **data)


def _hide(service_request: ServiceRequest, by: Member, data: Data) -> object:
    return operations.hide(service_request, by=by, **data)


def _show(service_request: ServiceRequest, by: Member, data: Data) -> object:
    return operations.show_again(service_request, by=by, **data)


def _own_key(key: uuid.UUID, service_request: ServiceRequest, by: Member) -> uuid.UUID:
    """The form's key for this request and member alone, so that a copied one never meets somebody else's."""
    return uuid.uuid5(key, f"{service_request.pk} {by.pk}")


def _as_typed(written: Message | Note, text: str) -> Message | Note:
    """The same key writes once; a form sent again with other words must not lose them without a word."""
    if written.text != text:
        raise operations.Refused(_now("This form was sent before, with other words. Send it again to add these."))
    return written


ACTIONS = {
    action.name: action
    for action in (
        Action("acknowledge", _("Acknowledge"), _("Acknowledged."), forms.DeskForm, _is_new, _acknowledge),
        Action("assign", _("Assign"), _("Assigned."), forms.AssignForm, _is_workable, _assign, (EventKind.ASSIGNED,)),
        Action(
            "transfer",
            _("Transfer"),
            _("Transferred."),
            forms.TransferForm,
            policy.can_hand_over,
            _transfer,
            (EventKind.TRANSFERRED, EventKind.UNSETTLED),
        ),
        Action(
            "return",
            _("Return"),
            _("Returned."),
            forms.ReturnForm,
            _is_returnable,
            _return,
            (EventKind.RETURNED,),
        ),
        Action(
            "settle", _("Settle"), _("Settled."), forms.SettleForm, policy.can_settle, _settle, (EventKind.SETTLED,)
        ),
        Action("reply", _("Answer"), _("Your answer is sent."), forms.ReplyForm, policy.can_work, _reply),
        Action("note", _("Note"), _("Your note is written."), forms.NoteForm, policy.can_note, _note),
        Action(
            "service",
            _("Change the service"),
            _("The service is changed."),
            forms.ServiceForm,
            _is_workable,
            _change_service,
            (EventKind.SERVICE_CHANGED,),
        ),
        Action(
            "pin",
            _("Move the pin"),
            _("The pin is moved."),
            forms.PinForm,
            _is_workable,
            _move_pin,
            (EventKind.PIN_MOVED,),
            page="staff/pin.html",
        ),
        Action(
            "duplicate",
            _("Mark as reported before"),
            _("Marked as reported before, and closed."),
            forms.DuplicateForm,
            _is_workable,
            _mark_duplicate,
            (EventKind.CLOSED,),
        ),
        Action("close", _("Close"), _("Closed."), forms.CloseForm, _is_workable, _close, (EventKind.CLOSED,)),
        Action(
            "reopen",
            _("Reopen"),
            _("Reopened."),
            forms.SeenReasonForm,
            _is_reopenable,
            _reopen,
            (EventKind.REOPENED,),
        ),
        Action("hide", _("Hide"), _("Hidden from the public."), forms.ReasonForm, _is_hideable, _hide),
        Action("show", _("Show again"), _("The public sees it again."), forms.ReasonForm, _is_hidden, _show),
    )
}


def repeats(action: Action, service_request: ServiceRequest, member: Member, *, seen: int | None) -> bool:
    """Whether this form was sent a moment ago by the same member, and did then what it asks for now."""
    if not action.kinds or seen is None:
        return False
    last = service_request.events.order_by("-pk").first()
    since = service_request.version - seen
    return since == 1 and last is not None and last.member_id == member.pk and last.kind in action.kinds
