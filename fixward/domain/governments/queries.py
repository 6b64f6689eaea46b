"""Reading governments: their calendars, and the hats a person wears."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from fixward.domain.governments.models import Grant, Holiday, Member, OpeningHours, Organization
from fixward.domain.governments.working_time import WEEKDAYS_EIGHT_TO_FIVE, Calendar
from fixward.domain.people.models import Person


def calendars(organizations: Iterable[Organization]) -> dict[int, Calendar]:
    """Each organization's calendar by its id, in two queries; without hours it is Monday to Friday, 8 to 17."""
    hours: dict[int, dict[int, list[tuple[dt.time, dt.time]]]] = defaultdict(lambda: defaultdict(list))
    for row in OpeningHours.objects.order_by("weekday", "opens"):
        hours[row.organization_id][row.weekday].append((row.opens, row.closes))
    holidays = defaultdict(set)
    for holiday in Holiday.objects.all():
        holidays[holiday.organization_id].add(holiday.day)
    return {
        organization.pk: Calendar(
            zone=organization.zone,
            hours={day: tuple(spans) for day, spans in hours[organization.pk].items()} or WEEKDAYS_EIGHT_TO_FIVE,
            holidays=frozenset(holidays[organization.pk]),
        )
        for organization in organizations
    }


def memberships(person: Person) -> QuerySet[Member]:
    """The organizations this person works for now, each with what a page shows of it."""
    members = Member.objects.filter(person=person, left_at=None, person__is_active=True)
    return members.select_related("organization__sign_on", "person").order_by("organization__name")


def steward() -> Organization:
    """The one organization that takes what nobody owns."""
    return Organization.objects.get(is_steward=True)


def members(organization: Organization | None) -> QuerySet[Member]:
    """Who works there now, the highest role first."""
    here = Member.objects.working().filter(organization=organization).select_related("person", "organization")
    return here.prefetch_related("departments").order_by("-role", "person__name", "person__email")


def grants_given(organization: Organization | None) -> QuerySet[Grant]:
    """Those that hold, have ended or are to come."""
    given = Grant.objects.filter(organization=organization)
    return given.select_related("to", "place").order_by("to__name", "pk")
