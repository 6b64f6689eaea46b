"""Which requests an export or a hold is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Service
from fixward.domain.conversations.models import Message
from fixward.domain.governments.models import Department, Organization
from fixward.domain.people.models import Person
from fixward.domain.places.models import Place
from fixward.domain.records.models import Remembered
from fixward.domain.service_requests.models import Custody, Reporter, ServiceRequest
from fixward.domain.service_requests.querysets import involving

MOST_NUMBERS = 500
LONGEST_TEXT = 100


@dataclass(frozen=True, slots=True)
class Selection:
    """By ids; days of receipt, both included, in the organization's zone. What is empty asks for nothing."""

    since: dt.date | None = None
    until: dt.date | None = None
    departments: tuple[int, ...] = ()
    services: tuple[int, ...] = ()
    place: int | None = None
    text: str = ""
    person: int | None = None
    requests: tuple[int, ...] = ()

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Selection:
        """From what `written` gave."""
        given = {field.name: kept[field.name] for field in fields(cls) if kept.get(field.name)}
        days = {name: dt.date.fromisoformat(given[name]) for name in ("since", "until") if name in given}
        several = {name: tuple(given[name]) for name in ("departments", "services", "requests") if name in given}
        return cls(**given | days | several)

    def written(self) -> dict[str, Any]:
        """As JSON keeps it, without what is empty."""
        return {
            name: value.isoformat() if isinstance(value, dt.date) else value
            for name, value in asdict(self).items()
            if value
        }

    @property
    def is_empty(self) -> bool:
        return not self.written()

    def condition(self, organization: Organization) -> Q:
        """On requests: those in the records of this organization that fit."""
        asked = [involving(organization.pk), *self._when(organization), *self._who()]
        if self.services:
            asked.append(Q(service__in=self.services))
        if self.place:
            asked.append(Q(place=self.place))
        if self.requests:
            asked.append(Q(pk__in=self.requests))
        if self.departments:
            held = Custody.objects.filter(service_request=OuterRef("pk"), department__in=self.departments)
            asked.append(Q(Exists(held)))
        said = Message.objects.filter(service_request=OuterRef("pk"))
        asked += [
            Q(description__icontains=word) | Q(address__icontains=word) | Q(Exists(said.filter(text__icontains=word)))
            for word in self.text.split()
        ]
        return Q(*asked)

    def found(self, organization: Organization) -> QuerySet[ServiceRequest]:
        return ServiceRequest.objects.filter(self.condition(organization)).order_by("pk")

    def _when(self, organization: Organization) -> Iterable[Q]:
        if self.since:
            yield Q(submitted_at__gte=dt.datetime.combine(self.since, dt.time.min, organization.zone))
        if self.until and self.until < dt.date.max:
            after = self.until + dt.timedelta(days=1)
            yield Q(submitted_at__lt=dt.datetime.combine(after, dt.time.min, organization.zone))

    def _who(self) -> Iterable[Q]:
        if self.person:
            wrote = Message.objects.filter(service_request=OuterRef("pk"), person=self.person)
            yield Q(reporter__person=self.person) | Q(Exists(wrote))

    def described(self, *, persons: bool = True) -> list[tuple[str, str]]:
        """What it asks for, in words; without `persons` no word and no address that could tell who."""
        said: list[tuple[str, str]] = []
        days = (self.since and date_format(self.since), self.until and date_format(self.until))
        said += [(_("Received"), " – ".join(day or "…" for day in days))] if any(days) else []
        named = (
            (_("Departments"), Department, self.departments),
            (_("Services"), Service, self.services),
            (_("Place"), Place, (self.place,) if self.place else ()),
            (_("Requests"), ServiceRequest, self.requests),
        )
        said += [(word, _names(model, keys)) for word, model, keys in named if keys]
        said += [(_("Words"), self.text if persons else _("some words"))] if self.text else []
        if self.person:
            person = Person.objects.filter(pk=self.person).first()
            said.append((_("Person"), str(person) if persons and person else _("one person")))
        return said


def somebody(email: str, organization: Organization) -> Person | None:
    """Who reported or wrote something in the records of this organization; also who left, while a hold keeps it."""
    here = {"service_request__in": ServiceRequest.objects.filter(involving(organization.pk))}
    known = Q(email=email) | Q(pk__in=Remembered.objects.filter(email__iexact=email).values("person"))
    reported = Exists(Reporter.objects.filter(person=OuterRef("pk"), **here))
    wrote = Exists(Message.objects.filter(person=OuterRef("pk"), **here))
    # Whoever left and came again is found as they are now.
    return Person.objects.filter(known, Q(reported) | Q(wrote)).order_by(F("closed_at").asc(nulls_first=True)).first()


def _names(model: Any, keys: Iterable[int]) -> str:
    return ", ".join(str(row) for row in model.objects.filter(pk__in=list(keys)).order_by("pk"))
