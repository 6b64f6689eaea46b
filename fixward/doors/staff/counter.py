"""Phone and counter: one page on which a member writes down what a caller says, address first."""

from __future__ import annotations

import re
import uuid
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fixward.domain.catalog.answers import unchecked
from fixward.domain.catalog.models import Service
from fixward.domain.catalog.search import Entry, search
from fixward.domain.governments.models import Organization
from fixward.domain.places.models import Address
from fixward.domain.places.queries import search_addresses
from fixward.domain.routing import current, wording
from fixward.domain.routing.route import Route
from fixward.domain.service_requests import callers, operations, policy, queries
from fixward.domain.service_requests.likely import likely
from fixward.domain.service_requests.nearby import Neighbour, near_point
from fixward.domain.service_requests.operations import Contact, Refused, Report, ReportRefused
from fixward.domain.service_requests.where import NotHere, Spot, spot
from fixward.doors.page.questions import PREFIX, fields_for
from fixward.doors.staff.access import StaffRequest, elsewhere, staff_view
from fixward.doors.staff.counter_form import CallForm
from fixward.foundation.text import clean

TAKEN = "staff.taken"
_PAIR = re.compile(r"\s*(-?\d{1,2}\.\d+)[\s,;]+(-?\d{1,3}\.\d+)\s*")


class Call:
    """What is known of a call so far; everything comes along with the form, so nothing is kept between its steps."""

    def __init__(self, request: StaffRequest, data: QueryDict) -> None:
        self.member = request.member
        self.data = data.copy()
        self.wrong: dict[str, str] = {}
        self._choose_place()

    def _choose_place(self) -> None:
        """A found address that was pressed, or a latitude and longitude that were typed."""
        typed = self.data.get("address", "")
        if found := self.data.get("found"):
            lon, _space, rest = found.partition(" ")
            lat, _space, name = rest.partition(" ")
            self.data["lon"], self.data["lat"], self.data["address"] = lon, lat, name[:300]
        elif pair := _PAIR.fullmatch(typed):
            self.data["lat"], self.data["lon"] = pair.groups()
        elif typed != self.data.get("address_of_point", typed):
            self.data["lon"] = self.data["lat"] = ""
        self.data["address_of_point"] = self.data.get("address", "")

    @cached_property
    def spot(self) -> Spot | None:
        try:
            return spot(float(self.data.get("lon") or "nan"), float(self.data.get("lat") or "nan"))
        except NotHere as error:
            if self.data.get("lon"):
                self.wrong["where"] = str(error)
        except ValueError:
            self.wrong["where"] = _("Choose one of the addresses found.")
        return None

    @cached_property
    def addresses(self) -> list[Address]:
        typed = clean(self.data.get("address", ""))[:120]
        return [] if self.spot or len(typed) < 2 else search_addresses(typed, limit=6)

    @cached_property
    def service(self) -> Service | None:
        return current.current().catalog.get(clean(self.data.get("service", "")))

    @cached_property
    def services(self) -> list[Service]:
        """What the words are about; without words what is usually reported there."""
        words = clean(self.data.get("words", ""))[:100]
        if not words:
            return likely(self.spot) if self.spot else []
        catalog = {service.code: service for service in current.current().catalog.values() if service.is_active}
        entries = tuple(_entry(service) for service in catalog.values())
        return [catalog[code] for code in search(words, entries)]

    @cached_property
    def known(self) -> list[Neighbour]:
        if not (self.spot and self.service):
            return []
        return near_point(self.service, self.spot.lon, self.spot.lat, self.member, most=4)

    @cached_property
    def route(self) -> Route | None:
        if not (self.spot and self.service):
            return None
        return current.decide(self.service.code, lon=self.spot.lon, lat=self.spot.lat, answers=self.typed_answers)

    @property
    def typed_answers(self) -> dict[str, Any]:
        """As the rules want them: one text, or a list where several were chosen."""
        given = {code: [clean(text) for text in texts] for code, texts in self.answers.items()}
        return unchecked(given)

    @property
    def goes_to(self) -> Organization | None:
        return Organization.objects.filter(pk=self.route.organization).first() if self.route else None

    @property
    def because(self) -> list[str]:
        return list(wording.sentences(self.route.reasons())) if self.route else []

    @property
    def answers(self) -> dict[str, list[str]]:
        return {
            name.removeprefix(PREFIX): self.data.getlist(name) for name in self.data if str(name).startswith(PREFIX)
        }

    @cached_property
    def form(self) -> CallForm:
        form = CallForm(self.data)
        if self.route and self.service:
            questions = current.current().questions_of(self.service.pk, self.route.owner)
            form.fields |= fields_for(questions)
            form.questions = [PREFIX + question.code for question in questions if not question.is_notice]
        return form

    @property
    def key(self) -> uuid.UUID:
        """The same as long as the call goes on, so that sending it twice makes one request."""
        try:
            return uuid.UUID(self.data.get("key", ""))
        except ValueError:
            return uuid.uuid4()

    @property
    def contact(self) -> Contact:
        return Contact(*(clean(self.data.get(name, "")) for name in ("email", "name", "phone")))

    @cached_property
    def caller(self) -> callers.Caller | None:
        """Looked up only when asked for: each look is logged."""
        if "look_up" not in self.data:
            return None
        try:
            found = callers.look_up(self.data.get("phone", "") or self.data.get("email", ""), by=self.member)
        except Refused as refusal:
            self.wrong["caller"] = str(refusal)
            return None
        if found is None:
            self.wrong["caller"] = _("Nobody whom you work for is known by that.")
        else:
            for name in ("name", "phone", "email"):
                self.data[name] = self.data.get(name) or getattr(found, name)
        return found


@staff_view
def report(request: StaffRequest) -> HttpResponse:
    if not policy.can_take_reports(request.member):
        raise Http404
    call = Call(request, request.POST)
    if request.method == "POST":
        done = (
            _join(request, call) if "join" in request.POST else _send(request, call) if "send" in request.POST else ""
        )
        if done:
            request.session[TAKEN] = done
            return elsewhere(request, redirect("staff:taken"))
    call.caller  # noqa: B018 it may fill in the form
    template = "staff/_call.html" if request.htmx else "staff/call.html"
    return render(request, template, {"call": call}, status=422 if call.wrong and not request.htmx else 200)


@require_safe
@staff_view
def taken(request: StaffRequest) -> HttpResponse:
    """The number to read back. What went to somebody else's private desk is known here by its number alone."""
    number = request.session.get(TAKEN)
    if not number:
        return redirect("staff:report")
    return render(
        request, "staff/taken.html", {"number": number, "service_request": queries.find(number, request.member)}
    )


def _send(request: StaffRequest, call: Call) -> str:
    if call.spot is None or call.service is None:
        call.wrong.setdefault("where" if call.spot is None else "service", _("Choose an address and a service first."))
        return ""
    written = Report(
        service=call.service,
        lon=call.spot.lon,
        lat=call.spot.lat,
        description=call.data.get("description", ""),
        address=call.data.get("address", ""),
        answers=call.answers,
        contact=call.contact,
        key=call.key,
        source=call.data.get("source", "phone"),
    )
    try:
        return operations.take(written, by=request.member).number
    except ReportRefused as refusal:
        _tell(call, refusal)
    except Refused as refusal:
        call.wrong["send"] = str(refusal)
    return ""


def _join(request: StaffRequest, call: Call) -> str:
    known = queries.find(request.POST["join"], request.member)
    if known is None:
        call.wrong["send"] = _("There is no request with that number.")
        return ""
    try:
        operations.join_for(known, call.contact, by=request.member)
    except ReportRefused as refusal:
        _tell(call, refusal)
        return ""
    except Refused as refusal:
        call.wrong["send"] = str(refusal)
        return ""
    messages.success(request, _("The caller is counted among those who have this problem."))
    return known.number


def _tell(call: Call, refusal: ReportRefused) -> None:
    """Each sentence at its field, or above the form where it has none."""
    for name, sentence in refusal.sentences.items():
        if name in call.form.fields:
            call.form.add_error(name, sentence)
        call.wrong[name] = sentence


def _entry(service: Service) -> Entry:
    others = (*service.keywords.values(), *service.description.values())
    return Entry(service.code, tuple(service.name.values()), others)
