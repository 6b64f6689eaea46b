"""What can be done at a desk: for each operation its form, when it is offered, and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fixward.domain.conversations import operations as conversations
from fixward.domain.governments.models import Member
from fixward.domain.service_requests import custody, operations, policy
from fixward.domain.service_requests.models import EventKind, ServiceRequest, Status
from fixward.doors.staff import forms, linking, pin


@dataclass(frozen=True)
class Action:
    """One operation as the desk offers it: `do` is called with the request, `by` and what the form has read.

    `kinds` are the events by which a second click is recognized; `page` is the template of what needs its own page.
    """

    name: str
    label: str | Promise
    done: str | Promise
    form: type[forms.DeskForm]
    is_offered: Callable[[Member, ServiceRequest], bool]
    do: Callable[..., object]
    kinds: tuple[EventKind, ...] = ()
    page: str = ""


def _is_workable(member: Member, service_request: ServiceRequest) -> bool:
    return service_request.is_open and policy.can_work(member, service_request)


def _is_askable(member: Member, service_request: ServiceRequest) -> bool:
    return _is_workable(member, service_request) and service_request.waiting_since is None


def _is_waiting(member: Member, service_request: ServiceRequest) -> bool:
    return service_request.waiting_since is not None and policy.can_work(member, service_request)


def _is_new(member: Member, service_request: ServiceRequest) -> bool:
    return service_request.status == Status.SUBMITTED and policy.can_work(member, service_request)


def _is_returnable(member: Member, service_request: ServiceRequest) -> bool:
    return policy.can_hand_over(member, service_request) and custody.sender(service_request) is not None


def _is_reopenable(member: Member, service_request: ServiceRequest) -> bool:
    """What repeats another one is separated from that instead."""
    is_repetition = service_request.duplicate_of_id is not None
    return not service_request.is_open and not is_repetition and policy.can_reopen(member, service_request)


def _is_separable(member: Member, service_request: ServiceRequest) -> bool:
    return service_request.duplicate_of_id is not None and policy.can_work(member, service_request)


def _is_hideable(member: Member, service_request: ServiceRequest) -> bool:
    return service_request.hidden_at is None and policy.can_hide(member, service_request)


def _is_hidden(member: Member, service_request: ServiceRequest) -> bool:
    return service_request.hidden_at is not None and policy.can_hide(member, service_request)


ACTIONS = {
    action.name: action
    for action in (
        Action("acknowledge", _("Acknowledge"), _("Acknowledged."), forms.DeskForm, _is_new, operations.acknowledge),
        Action(
            "assign",
            _("Assign"),
            _("Assigned."),
            forms.AssignForm,
            _is_workable,
            operations.assign,
            (EventKind.ASSIGNED,),
        ),
        Action(
            "transfer",
            _("Transfer"),
            _("Transferred."),
            forms.TransferForm,
            policy.can_hand_over,
            operations.transfer,
            (EventKind.TRANSFERRED, EventKind.UNSETTLED),
        ),
        Action(
            "return",
            _("Return"),
            _("Returned."),
            forms.ReturnForm,
            _is_returnable,
            operations.return_to_sender,
            (EventKind.RETURNED,),
        ),
        Action(
            "settle",
            _("Settle"),
            _("Settled."),
            forms.SettleForm,
            policy.can_settle,
            operations.settle,
            (EventKind.SETTLED,),
        ),
        Action("reply", _("Answer"), _("Your answer is sent."), forms.ReplyForm, policy.can_work, conversations.reply),
        Action("ask", _("Ask"), _("The reporter is asked."), forms.AskForm, _is_askable, conversations.ask),
        Action(
            "resume",
            _("Go on"),
            _("Work goes on."),
            forms.Seen,
            _is_waiting,
            operations.resume,
            (EventKind.RESUMED,),
        ),
        Action("note", _("Note"), _("Your note is written."), forms.NoteForm, policy.can_note, conversations.note),
        Action(
            "service",
            _("Change the service"),
            _("The service is changed."),
            forms.ServiceForm,
            _is_workable,
            operations.change_service,
            (EventKind.SERVICE_CHANGED,),
        ),
        Action(
            "target",
            _("Set the target"),
            _("The target is set."),
            forms.TargetForm,
            _is_workable,
            operations.set_target,
            (EventKind.DUE_SET,),
        ),
        Action(
            "priority",
            _("Set the priority"),
            _("The priority is set."),
            forms.PriorityForm,
            _is_workable,
            operations.set_priority,
            (EventKind.PRIORITY_SET,),
        ),
        Action(
            "pin",
            _("Move the pin"),
            _("The pin is moved."),
            pin.PinForm,
            _is_workable,
            operations.move_pin,
            (EventKind.PIN_MOVED, EventKind.TRANSFERRED, EventKind.UNSETTLED),
            page="staff/pin.html",
        ),
        Action(
            "duplicate",
            _("Mark as reported before"),
            _("Marked as reported before, and closed."),
            forms.DuplicateForm,
            _is_workable,
            operations.mark_duplicate,
            (EventKind.CLOSED,),
        ),
        Action(
            "separate",
            _("Separate it again"),
            _("It goes on by itself again."),
            linking.SeparateForm,
            _is_separable,
            operations.separate,
            (EventKind.SEPARATED,),
        ),
        Action(
            "relate",
            _("Link"),
            _("Linked."),
            linking.RelateForm,
            policy.can_work,
            operations.relate,
            (EventKind.RELATED,),
        ),
        Action(
            "unrelate",
            _("Unlink"),
            _("No longer linked."),
            linking.UnrelateForm,
            policy.can_work,
            operations.unrelate,
            (EventKind.UNRELATED,),
        ),
        Action("close", _("Close"), _("Closed."), forms.CloseForm, _is_workable, operations.close, (EventKind.CLOSED,)),
        Action(
            "reopen",
            _("Reopen"),
            _("Reopened."),
            forms.SeenReasonForm,
            _is_reopenable,
            operations.reopen,
            (EventKind.REOPENED,),
        ),
        Action("hide", _("Hide"), _("Hidden from the public."), forms.ReasonForm, _is_hideable, operations.hide),
        Action(
            "show", _("Show again"), _("The public sees it again."), forms.ReasonForm, _is_hidden, operations.show_again
        ),
    )
}


def repeats(action: Action, service_request: ServiceRequest, member: Member, *, seen: int | None) -> bool:
    """Whether this form was sent a moment ago by the same member, and did then what it asks for now."""
    if not action.kinds or seen is None:
        return False
    last = service_request.events.order_by("-pk").first()
    since = service_request.version - seen
    # The pin is moved and the request handed over by one form.
    steps = (1, 2) if action.name == "pin" else (1,)
    return since in steps and last is not None and last.member_id == member.pk and last.kind in action.kinds
