"""Trying the way to an organization off the platform, and pairing our services with theirs."""

from __future__ import annotations

import smtplib
import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fixward.domain.catalog.models import Question, Service
from fixward.domain.governments.changes import Refused, remove, save
from fixward.doors.staff.access import StaffRequest, staff_view
from fixward.doors.staff.setup.access import Setup, setup_of
from fixward.doors.staff.setup.forms.outside import pairings
from fixward.followups.exchange.connectors.models import Connector, Pairing, Way
from fixward.followups.exchange.connectors.open311 import client
from fixward.followups.exchange.connectors.setup import PAIRING
from fixward.followups.exchange.connectors.troubles import Held, NotNow


@dataclass(frozen=True, slots=True)
class Line:
    """One of our services, and theirs that it is paired with, or that looks like it."""

    service: Service
    chosen: str
    is_paired: bool

    @property
    def field(self) -> str:
        return f"pair-{self.service.pk}"


@require_POST
@staff_view
def services(request: StaffRequest, pk: int) -> HttpResponse:
    """Their services beside ours; with `pair` the pairs that were chosen are kept."""
    setup = setup_of(request.member, "")
    section = setup.section("outside")
    connector = get_object_or_404(Connector.objects.select_related("organization"), pk=pk, way=Way.OPEN311)
    try:
        theirs = client.Client(connector, seconds=client.SECONDS_ON_A_PAGE).services()
    except (NotNow, Held) as trouble:
        said = _("Their server has not answered as it should within %(seconds)d seconds: %(why)s")
        messages.error(request, said % {"seconds": client.SECONDS_ON_A_PAGE, "why": trouble})
        return redirect(setup.address(section.name, pk))
    if request.POST.get("act") == "pair":
        return _paired(request, setup, connector, theirs)
    lines = _lines(connector, theirs)
    context = {"setup": setup, "section": section, "connector": connector, "theirs": theirs, "lines": lines}
    return render(request, "staff/setup/services.html", context | {"back": setup.address(section.name, pk)})


@require_POST
@staff_view
def try_mail(request: StaffRequest, pk: int) -> HttpResponse:
    setup = setup_of(request.member, "")
    section = setup.section("outside")
    connector = get_object_or_404(Connector.objects.select_related("organization"), pk=pk, way=Way.MAIL)
    address = connector.email or connector.organization.email
    try:
        send_mail(
            _("Requests from %(umbrella)s will come here") % {"umbrella": settings.UMBRELLA_NAME},
            _("This is a test. Each request will come in a mail of its own, with a link to say how it stands."),
            None,
            [address],
        )
    except (OSError, smtplib.SMTPException) as error:
        messages.error(request, _("The mail could not be sent: %(why)s") % {"why": error})
    else:
        messages.success(request, _("A mail was sent to %(address)s.") % {"address": address})
    return redirect(setup.address(section.name, pk))


def _lines(connector: Connector, theirs: list[client.Service]) -> list[Line]:
    known = pairings(connector)
    codes = {one.code for one in theirs}
    names = {one.name.lower(): one.code for one in theirs}
    lines = []
    for service in Service.objects.filter(is_active=True).select_related("group"):
        paired = known.get(service.pk)
        alike = service.code if service.code in codes else names.get(str(service).lower(), "")
        lines.append(Line(service, paired.their_code if paired else alike, paired is not None))
    return lines


def _paired(request: StaffRequest, setup: Setup, connector: Connector, theirs: list[client.Service]) -> HttpResponse:
    known, offered = pairings(connector), {one.code: one for one in theirs}
    asking = _Asking(connector)
    for service in Service.objects.filter(is_active=True):
        code = request.POST.get(f"pair-{service.pk}", "")
        if code in offered or not code:
            _keep(request, connector, service, known.get(service.pk), offered.get(code), asking)
    for sentence in asking.sentences:
        messages.warning(request, sentence)
    messages.success(request, _("Saved."))
    return redirect(setup.address("pairings"))


def _keep(
    request: StaffRequest,
    connector: Connector,
    service: Service,
    paired: Pairing | None,
    theirs: client.Service | None,
    asking: _Asking,
) -> None:
    try:
        if theirs is None:
            if paired is not None:
                remove(PAIRING, paired, by=request.member)
            return
        if paired is not None and paired.their_code == theirs.code:
            return
        questions = asking.alike(service, theirs)
        save(
            PAIRING,
            paired or Pairing(connector=connector, service=service),
            by=request.member,
            connector=connector.pk,
            service=service.pk,
            their_code=theirs.code,
            is_realtime=theirs.is_realtime,
            questions=questions,
        )
    except Refused as refusal:
        messages.error(request, f"{service}: {refusal}")


class _Asking:
    """What they ask with their services, within the time in which a person waits for a page; and what to see to."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector
        self._until = time.monotonic() + client.SECONDS_ON_A_PAGE
        self.sentences: list[str] = []

    def alike(self, service: Service, theirs: client.Service) -> dict[str, str]:
        """Questions of the same code, in capitals or not; those that must be answered and have none are named."""
        own = {code.lower(): code for code in Question.objects.filter(service=service).values_list("code", flat=True)}
        asked = self._asked(service, theirs) if theirs.has_questions else []
        for one in asked:
            if one.is_required and one.code.lower() not in own:
                self.sentences.append(
                    _("%(service)s: they need an answer to “%(question)s”. Pair it with a question of ours.")
                    % {"service": service, "question": one.text or one.code}
                )
        return {own[one.code.lower()]: one.code for one in asked if one.code.lower() in own}

    def _asked(self, service: Service, theirs: client.Service) -> list[client.Question]:
        left = self._until - time.monotonic()
        try:
            if left > 0:
                return client.Client(self._connector, seconds=left).questions(theirs.code)
        except (NotNow, Held):
            pass
        said = _("%(service)s: their server has not said in time what it asks. Pair the questions yourself.")
        self.sentences.append(said % {"service": service})
        return []
