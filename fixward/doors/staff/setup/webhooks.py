"""A webhook beside its form: its secret, a test, and the log of what was sent to it."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from fixward.domain.governments.changes import Refused
from fixward.doors.page.privacy import keep_nowhere
from fixward.doors.staff.access import StaffRequest, staff_view
from fixward.doors.staff.setup.access import Setup, setup_of
from fixward.followups.exchange.webhooks import sending
from fixward.followups.exchange.webhooks.models import Delivery, Webhook
from fixward.followups.exchange.webhooks.setup import renew, reveal
from fixward.followups.exchange.webhooks.signing import OVERLAP

PER_PAGE = 50
SECTION = "webhooks"
_SHOWN = {"given_up": "given_up", "waiting": "waiting"}


@require_safe
@staff_view
def log(request: StaffRequest, code: str, pk: int) -> HttpResponse:
    setup, webhook = _webhook(request, code, pk)
    rows = webhook.deliveries.select_related("event__service_request").defer("body")
    shown = request.GET.get("show", "")
    if shown in _SHOWN:
        rows = getattr(rows, _SHOWN[shown])()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    has_lost = webhook.deliveries.given_up().exclude(event=None).exists()
    context = _context(setup, webhook) | {"page": page, "shown": shown, "has_lost": has_lost}
    return render(request, "staff/setup/webhook_log.html", context)


@require_safe
@staff_view
def one(request: StaffRequest, code: str, pk: int, delivery: int) -> HttpResponse:
    setup, webhook = _webhook(request, code, pk)
    found = _delivery(webhook, delivery)
    body = json.dumps(json.loads(found.body), indent=2, ensure_ascii=False)
    return render(request, "staff/setup/webhook_delivery.html", _context(setup, webhook) | {"one": found, "body": body})


@require_POST
@staff_view
def secret(request: StaffRequest, code: str, pk: int) -> HttpResponse:
    """Shows the one that was made with it or, where that was done already, a new one: here alone."""
    setup, webhook = _webhook(request, code, pk)
    try:
        told = renew(webhook, by=request.member) if webhook.shown_at else reveal(webhook, by=request.member)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(setup.address(SECTION, pk))
    context = _context(setup, webhook) | {"secret": told, "is_new": bool(webhook.shown_at), "days": OVERLAP.days}
    answer = render(request, "staff/setup/webhook_secret.html", context)
    keep_nowhere(answer)
    return answer


@require_POST
@staff_view
def test(request: StaffRequest, code: str, pk: int) -> HttpResponse:
    setup, webhook = _webhook(request, code, pk)
    try:
        sent = sending.send_test(webhook, by=request.member)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(setup.address(SECTION, pk))
    return redirect(setup.address(SECTION, pk, "log", sent.pk))


@require_POST
@staff_view
def replay(request: StaffRequest, code: str, pk: int, delivery: int) -> HttpResponse:
    setup, webhook = _webhook(request, code, pk)
    found = _delivery(webhook, delivery)
    try:
        sending.replay(found, by=request.member)
        messages.success(request, _("It is sent again."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(setup.address(SECTION, pk, "log", found.pk))


@require_POST
@staff_view
def replay_all(request: StaffRequest, code: str, pk: int) -> HttpResponse:
    setup, webhook = _webhook(request, code, pk)
    try:
        count = sending.replay_given_up(webhook, by=request.member)
        said = ngettext("%(count)d message is sent again.", "%(count)d messages are sent again.", count)
        messages.success(request, said % {"count": count})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(setup.address(SECTION, pk, "log"))


def _webhook(request: StaffRequest, code: str, pk: int) -> tuple[Setup, Webhook]:
    """Of this set-up and no other; raises Http404."""
    setup = setup_of(request.member, code)
    setup.section(SECTION)
    if setup.organization is None:
        raise Http404
    return setup, get_object_or_404(
        Webhook.objects.select_related("organization"), organization=setup.organization, pk=pk
    )


def _delivery(webhook: Webhook, pk: int) -> Delivery:
    rows = webhook.deliveries.select_related("event__service_request", "webhook__organization")
    return get_object_or_404(rows, pk=pk)


def _context(setup: Setup, webhook: Webhook) -> dict[str, object]:
    return {
        "setup": setup,
        "section": setup.section(SECTION),
        "webhook": webhook,
        "form_address": setup.address(SECTION, webhook.pk),
        "log_address": setup.address(SECTION, webhook.pk, "log"),
    }
