"""All acts on a request, those of members and those of residents; each is one operation of the domain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fixward.domain.conversations import operations as conversations
from fixward.domain.programs.scopes import Scope
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.api.acts import bodies
from fixward.doors.api.acts.act import Act, By, Read, as_given, either, member, person, resident
from fixward.doors.api.finding import message_of, photo_of
from fixward.doors.api.shapes import Given


def _at_the_desk(
    name: str, do: Any, body: type[Given], summary: str, *, read: Read = as_given, scope: Scope = Scope.WORK
) -> Act:
    return Act(name, _operation(do), body, do, member(scope), read, summary)


def _operation(do: Any) -> str:
    return f"{do.__module__.split('.')[2]}.{do.__name__}"


def _on_message(name: str, do: Any, body: type[Given], summary: str) -> Act:
    """What moderators do to a message of the request."""

    def done(service_request: ServiceRequest, *, by: By, message: int, **more: Any) -> object:
        return do(message_of(service_request, message), by=by, **more)

    return Act(name, _operation(do), body, done, member(Scope.MANAGE), as_given, summary)


def _on_photo(name: str, do: Any, summary: str) -> Act:
    def done(service_request: ServiceRequest, *, by: By, photo: int, **more: Any) -> object:
        return do(photo_of(service_request, photo), by=by, **more)

    return Act(name, _operation(do), bodies.PhotoWhy, done, member(Scope.MANAGE), as_given, summary)


_MEMBERS = (
    _at_the_desk("acknowledge", operations.acknowledge, bodies.Seen, "Tell everybody that somebody works on it"),
    _at_the_desk(
        "assign",
        operations.assign,
        bodies.AssignBody,
        "Give it to a department, a member or both",
        read=bodies.assigning,
    ),
    _at_the_desk(
        "transfer",
        operations.transfer,
        bodies.TransferBody,
        "Hand it to another organization",
        read=bodies.to_organization,
    ),
    _at_the_desk("return", operations.return_to_sender, bodies.SeenWhy, "Give it back to who sent it"),
    _at_the_desk(
        "settle",
        operations.settle,
        bodies.SettleBody,
        "Decide as the steward whose it is",
        read=bodies.to_organization,
        scope=Scope.MANAGE,
    ),
    _at_the_desk("reply", conversations.reply, bodies.Text, "Answer the reporter and everybody who follows"),
    _at_the_desk("ask", conversations.ask, bodies.Text, "Ask the reporter, and let the clocks rest until the answer"),
    _at_the_desk("resume", operations.resume, bodies.Seen, "Go on without an answer"),
    _at_the_desk("note", conversations.note, bodies.NoteBody, "Write a note, inside or for all involved"),
    _at_the_desk(
        "change-service",
        operations.change_service,
        bodies.ServiceBody,
        "Say what it really is",
        read=bodies.changing,
    ),
    _at_the_desk("set-target", operations.set_target, bodies.TargetBody, "Make it due at the end of a day"),
    _at_the_desk(
        "set-priority",
        operations.set_priority,
        bodies.PriorityBody,
        "Say how urgent the desk holds it to be",
        read=bodies.prioritizing,
    ),
    _at_the_desk(
        "move-pin",
        operations.move_pin,
        bodies.PinBody,
        "Put the pin where the problem is; with `to` hand it over as well",
        read=bodies.pinning,
    ),
    _at_the_desk(
        "mark-duplicate",
        operations.mark_duplicate,
        bodies.DuplicateBody,
        "Close it as a repetition of another one",
        read=bodies.repeating,
    ),
    _at_the_desk("separate", operations.separate, bodies.SeenWhy, "Take back that it repeats another one"),
    _at_the_desk("relate", operations.relate, bodies.OtherBody, "Link it with another one", read=bodies.relating),
    _at_the_desk("unrelate", operations.unrelate, bodies.OtherBody, "Take the link away", read=bodies.relating),
    _at_the_desk("close", operations.close, bodies.CloseBody, "End the work with a resolution", read=bodies.closing),
    _at_the_desk("join-for", operations.join_for, bodies.JoinForBody, "Say “me too” for a caller", read=bodies.taking),
    _at_the_desk("hide", operations.hide, bodies.Why, "Take it out of the public's sight", scope=Scope.MANAGE),
    _at_the_desk("show-again", operations.show_again, bodies.Why, "Let everybody see it again", scope=Scope.MANAGE),
    _at_the_desk(
        "keep",
        conversations.keep,
        bodies.KeepBody,
        "Answer the flags: it stays as it is",
        read=bodies.keeping,
        scope=Scope.MANAGE,
    ),
    _at_the_desk(
        "edit-description",
        conversations.edit_description,
        bodies.EditBody,
        "Change what everybody reads of the report",
        scope=Scope.MANAGE,
    ),
    _on_message("hide-message", conversations.hide_message, bodies.MessageWhy, "Hide a message"),
    _on_message("show-message", conversations.show_message, bodies.MessageWhy, "Show a message again"),
    _on_message("edit-message", conversations.edit_message, bodies.EditMessageBody, "Change what a message says"),
    _on_message("let-through", conversations.let_through, bodies.OneMessage, "Make a comment public that waits"),
    _on_photo("hide-photo", conversations.hide_photo, "Hide a photo"),
    _on_photo("show-photo", conversations.show_photo, "Show a photo again"),
)


def _act(name: str, do: Any, body: type[Given], who: Any, summary: str, read: Read = as_given, **more: Any) -> Act:
    return Act(name, _operation(do), body, do, who, read, summary, **more)


_OPEN: Mapping[str, Any] = {"is_open": True, "limit": "supports"}
_RESIDENTS = (
    _act(
        "comment", conversations.comment, bodies.Text, person, "Write a comment that everybody reads", limit="comments"
    ),
    _act("support", operations.support, bodies.BrowserBody, resident, "Say “me too”", bodies.supporting, **_OPEN),
    _act("follow", operations.follow, bodies.Nothing, person, "Hear of everything that happens to it"),
    _act("unfollow", operations.unfollow, bodies.Nothing, person, "Hear of it no more"),
    _act(
        "join",
        operations.join,
        bodies.JoinBody,
        resident,
        "Say “this is it” instead of reporting it again",
        bodies.joining,
        **_OPEN,
    ),
    _act("withdraw", operations.withdraw, bodies.Nothing, person, "Take one's own report back"),
    _act(
        "reopen", operations.reopen, bodies.Why, either, "Take it up again: the desk, or its reporter", limit="comments"
    ),
    _act(
        "add-photos",
        operations.add_photos,
        bodies.PhotosBody,
        either,
        "Add photos: its reporter, or the desk",
        bodies.with_photos,
        limit="photos",
    ),
    _act("rate", conversations.rate, bodies.RateBody, person, "Say how content its reporter is"),
    _act(
        "flag", conversations.flag, bodies.FlagBody, resident, "Ask a moderator to look at it", bodies.flagging, **_OPEN
    ),
)

ACTS = {act.name: act for act in (*_MEMBERS, *_RESIDENTS)}
