"""Loads the demonstration into an empty database, by the operations that everything real goes through."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models, transaction
from django.utils import translation

from demo import playing, programs
from demo.stories import stories
from demo.writing import county
from fixward.domain.catalog.models import ServiceGroup
from fixward.domain.governments.models import Department, Member, Organization
from fixward.domain.people.models import Person
from fixward.domain.places.models import Place
from fixward.domain.routing import current
from fixward.domain.service_requests.models import Event, Photo, ServiceRequest
from fixward.followups.insights.making.renewing import renew
from fixward.foundation import clock
from fixward.foundation.progress import Progress, silent

_MUST_BE_EMPTY: tuple[type[models.Model], ...] = (Organization, Place, ServiceGroup, Person, ServiceRequest)


class Refused(Exception):
    """Carries a sentence fit to show to the person; nothing was changed."""


@dataclass(frozen=True)
class Summary:
    """What of the demonstration lies in the database, and whether it was loaded just now."""

    is_new: bool
    places: int
    organizations: int
    departments: int
    members: int
    service_requests: int
    events: int
    photos: int

    def __str__(self) -> str:
        there = (
            f"{self.organizations} organizations with {self.departments} departments and {self.members} members, "
            f"{self.places} places, {self.service_requests} made-up requests with {self.events} events "
            f"and {self.photos} drawn photos."
        )
        return f"Loaded: {there}" if self.is_new else f"The demonstration was there already: {there}"


def load(*, progress: Progress | None = None) -> Summary:
    """The whole demonstration up to now, or nothing of it; raises Refused where the database holds something else."""
    if ServiceRequest.objects.filter(source=playing.SOURCE).exists():
        return _summary(is_new=False)
    _must_be_empty()
    progress = progress or silent
    now = clock.now()
    with transaction.atomic(), translation.override("en"):
        there = county.write(now, progress)
        current.refresh()
        programs.write()
        playing.play(stories(now), there, progress)
    renew()  # so that the figures are there when the first page is opened
    return _summary(is_new=True)


def _must_be_empty() -> None:
    found = [model._meta.verbose_name_plural for model in _MUST_BE_EMPTY if model._default_manager.exists()]
    if found:
        raise Refused(
            f"This database holds other data already ({', '.join(map(str, found))}), so the demonstration is not "
            "added to it. Load it into an empty one: set FIXWARD_VAR to a new folder, or DATABASE_URL."
        )


def _summary(*, is_new: bool) -> Summary:
    return Summary(
        is_new=is_new,
        places=Place.objects.count(),
        organizations=Organization.objects.count(),
        departments=Department.objects.count(),
        members=Member.objects.working().count(),
        service_requests=ServiceRequest.objects.filter(source=playing.SOURCE).count(),
        events=Event.objects.count(),
        photos=Photo.objects.count(),
    )
