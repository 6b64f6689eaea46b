"""Keeping what the public reads fit for everybody: what was flagged or waits, and all the words of one request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fixward.domain.conversations import operations as conversations
from fixward.domain.conversations import queries
from fixward.domain.conversations.models import Flag, Message
from fixward.domain.governments.models import Member
from fixward.domain.service_requests import operations, policy
from fixward.domain.service_requests.models import Photo, ServiceRequest
from fixward.domain.service_requests.operations import Refused
from fixward.doors.staff.access import StaffRequest, elsewhere, staff_view, visible


@dataclass
class Item:
    """One thing the public can read, and the flags on it; the report itself where it is neither message nor photo."""

    service_request: ServiceRequest
    message: Message | None = None
    photo: Photo | None = None
    flags: list[Flag] = field(default_factory=list)

    @property
    def name(self) -> str:
        if self.message:
            return f"message-{self.message.pk}"
        return f"photo-{self.photo.pk}" if self.photo else "report"

    @property
    def text(self) -> str:
        return self.message.text if self.message else "" if self.photo else self.service_request.description

    @property
    def is_hidden(self) -> bool:
        return (self.message or self.photo or self.service_request).hidden_at is not None

    @property
    def is_held(self) -> bool:
        return self.message is not None and self.message.held_at is not None


@require_safe
@staff_view
def queue(request: StaffRequest) -> HttpResponse:
    """What waits for this member's decision, the oldest first."""
    flagged = [Item(one.service_request, one.message, one.photo, one.flags) for one in queries.flagged(request.member)]
    held = [Item(message.service_request, message) for message in queries.held(request.member)[: queries.MOST]]
    return render(request, "staff/moderation.html", {"flagged": flagged, "held": held})


@require_safe
@staff_view
def of_request(request: StaffRequest, number: str) -> HttpResponse:
    """Every word and photo of one request, hidden ones too."""
    service_request = visible(request, number)
    _must_moderate(request.member, service_request)
    return render(
        request, "staff/moderation_of.html", {"service_request": service_request, "items": _items(service_request)}
    )


@require_POST
@staff_view
def decide(request: StaffRequest, number: str, name: str, act: str) -> HttpResponse:
    """Do one thing to one item, and go back to the page it was done on."""
    service_request = visible(request, number)
    _must_moderate(request.member, service_request)
    item = next((item for item in _items(service_request) if item.name == name), None)
    if item is None or act not in ACTS:
        raise Http404
    try:
        ACTS[act].do(item, Given(request.member, request.POST.get("reason", ""), request.POST.get("text", "")))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(ACTS[act].done))
    is_queue = request.POST.get("from") == "queue"
    return elsewhere(request, redirect("staff:moderation") if is_queue else redirect("staff:moderate", number))


@dataclass(frozen=True)
class Given:
    """Who decides, and what they wrote."""

    member: Member
    reason: str
    text: str


@dataclass(frozen=True)
class Act:
    """One decision, and what is said afterwards."""

    do: Callable[[Item, Given], object]
    done: str | Promise


def _keep(item: Item, given: Given) -> object:
    return conversations.keep(item.service_request, message=item.message, photo=item.photo, by=given.member)


def _hide(item: Item, given: Given) -> object:
    if item.message:
        return conversations.hide_message(item.message, reason=given.reason, by=given.member)
    if item.photo:
        return conversations.hide_photo(item.photo, reason=given.reason, by=given.member)
    return operations.hide(item.service_request, reason=given.reason, by=given.member)


def _show(item: Item, given: Given) -> object:
    if item.message:
        return conversations.show_message(item.message, reason=given.reason, by=given.member)
    if item.photo:
        return conversations.show_photo(item.photo, reason=given.reason, by=given.member)
    return operations.show_again(item.service_request, reason=given.reason, by=given.member)


def _edit(item: Item, given: Given) -> object:
    if item.photo:
        raise Http404
    if item.message:
        return conversations.edit_message(item.message, text=given.text, reason=given.reason, by=given.member)
    return conversations.edit_description(item.service_request, text=given.text, reason=given.reason, by=given.member)


def _let_through(item: Item, given: Given) -> object:
    if not item.message:
        raise Http404
    return conversations.let_through(item.message, by=given.member)


ACTS = {
    "keep": Act(_keep, gettext_lazy("Looked at: it stays as it is.")),
    "hide": Act(_hide, gettext_lazy("Hidden from the public.")),
    "show": Act(_show, gettext_lazy("Everybody can see it again.")),
    "edit": Act(_edit, gettext_lazy("The text is changed; the original is kept in the story.")),
    "let": Act(_let_through, gettext_lazy("The comment is public now.")),
}


def _items(service_request: ServiceRequest) -> list[Item]:
    flags = list(Flag.objects.filter(service_request=service_request, kept_at=None))
    said = Message.objects.filter(service_request=service_request).select_related("organization").order_by("pk")
    items = [
        Item(service_request),
        *(Item(service_request, photo=photo) for photo in service_request.photos.order_by("pk")),
        *(Item(service_request, message) for message in said),
    ]
    for item in items:
        item.flags = [flag for flag in flags if (flag.message_id, flag.photo_id) == _ids(item)]
    return items


def _ids(item: Item) -> tuple[int | None, int | None]:
    return item.message.pk if item.message else None, item.photo.pk if item.photo else None


def _must_moderate(member: Member, service_request: ServiceRequest) -> None:
    if not policy.can_hide(member, service_request):
        raise Http404
