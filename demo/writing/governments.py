"""Organizations with their calendars and departments, and the people of the demonstration."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from demo import calendar, cast
from demo.organizations import COLOURS, COUNTY, ORGANIZATIONS
from fixward.domain.governments.models import (
    Branding,
    Department,
    Grant,
    Holiday,
    Member,
    OpeningHours,
    Organization,
    Role,
)
from fixward.domain.people.models import Person
from fixward.domain.routing import operations as routing

_FOUNDED_BEFORE = dt.timedelta(days=365)


@dataclass(frozen=True)
class Governments:
    """By code; departments by the codes of their organization and themselves, people by e-mail address."""

    organizations: dict[str, Organization]
    departments: dict[tuple[str, str], Department]
    members: dict[str, Member]
    residents: dict[str, Person]

    @property
    def steward(self) -> Member:
        """Who settles: the steward's manager."""
        return self.members[f"{COUNTY}.manager@example.org"]

    def manager_of(self, organization: int) -> Member:
        return self._managers[organization]

    def worker_of(self, department: int | None) -> Member | None:
        return self._workers.get(department) if department else None

    def member(self, number: int | None) -> Member | None:
        return self._members_by_id.get(number) if number else None

    @cached_property
    def _managers(self) -> dict[int, Member]:
        return {one.organization_id: one for one in self.members.values() if one.role == Role.MANAGER}

    @cached_property
    def _workers(self) -> dict[int, Member]:
        return {
            self.departments[record.organization, record.department].pk: self.members[record.email]
            for record in cast.members()
            if record.department
        }

    @cached_property
    def _members_by_id(self) -> dict[int, Member]:
        return {one.pk: one for one in self.members.values()}


def write(now: dt.datetime) -> Governments:
    """Who is there, since a year before `now`; nobody is handled by another yet."""
    organizations = _organizations()
    departments = _departments(organizations)
    _open_on_weekdays(organizations, now)
    people = _people(now - _FOUNDED_BEFORE)
    members = _members(organizations, departments, people, now - _FOUNDED_BEFORE)
    _grants(organizations, (now - _FOUNDED_BEFORE).date())
    return Governments(organizations, departments, members, {email: people[email] for email in cast.RESIDENTS})


def let_others_handle(governments: Governments, now: dt.datetime) -> None:
    for one in ORGANIZATIONS:
        if not one.handled_by:
            continue
        organization, days = governments.organizations[one.code], one.stand_alone_in_days
        today = now.astimezone(organization.zone).date()
        routing.hand_over_handling(
            organization,
            to=governments.organizations[one.handled_by],
            stand_alone_from=None if days is None else today + dt.timedelta(days=days),
        )


def _organizations() -> dict[str, Organization]:
    made = Organization.objects.bulk_create(
        Organization(
            code=one.code,
            name=one.name,
            email=one.email,
            standing=one.standing,
            is_steward=one.steward,
            website=one.website,
        )
        for one in ORGANIZATIONS
    )
    Branding.objects.bulk_create(
        Branding(organization=one, colour=COLOURS[one.code]) for one in made if one.code in COLOURS
    )
    return {one.code: one for one in made}


def _departments(organizations: dict[str, Organization]) -> dict[tuple[str, str], Department]:
    made = Department.objects.bulk_create(
        Department(
            organization=organizations[one.code],
            code=department.code,
            name=department.name,
            is_front_desk=department.front_desk,
            email=f"{one.code}.{department.code}@example.org",
        )
        for one in ORGANIZATIONS
        for department in one.departments
    )
    return {(one.organization.code, one.code): one for one in made}


def _open_on_weekdays(organizations: dict[str, Organization], now: dt.datetime) -> None:
    working = [organizations[one.code] for one in ORGANIZATIONS if one.departments]
    OpeningHours.objects.bulk_create(
        OpeningHours(organization=one, weekday=day, opens=calendar.OPENS, closes=calendar.CLOSES)
        for one in working
        for day in calendar.WEEKDAYS
    )
    # The holiday of one year may be kept in the one before, so those of the year after next are needed too.
    days = {day: name for year in range(now.year - 1, now.year + 3) for day, name in calendar.holidays(year).items()}
    Holiday.objects.bulk_create(
        Holiday(organization=one, day=day, name=name) for one in working for day, name in days.items()
    )


def _people(since: dt.datetime) -> dict[str, Person]:
    """All have the printed password; residents can also log in by a mailed code, as everywhere."""
    password = make_password(cast.PASSWORD)  # once: it is slow on purpose, and no secret
    names = {member.email: member.name for member in cast.members()} | {cast.OPERATOR: "Operator (demo)"}
    people = [Person(email=email, name=name, password=password) for email, name in names.items()]
    people += [
        Person(email=email, name=f"Resident {number} (demo)", password=password)
        for number, email in enumerate(cast.RESIDENTS, start=1)
    ]
    for person in people:
        person.date_joined, person.is_operator = since, person.email == cast.OPERATOR
    made = Person.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in made
    )
    return {person.email: person for person in made}


def _members(
    organizations: dict[str, Organization],
    departments: dict[tuple[str, str], Department],
    people: dict[str, Person],
    since: dt.datetime,
) -> dict[str, Member]:
    made = Member.objects.bulk_create(
        Member(
            person=people[one.email],
            organization=organizations[one.organization],
            role=Role[one.role.upper()],
            joined_at=since,
        )
        for one in cast.members()
    )
    members = {one.person.email: one for one in made}
    membership = Member.departments.through
    membership.objects.bulk_create(
        membership(member=members[one.email], department=departments[one.organization, one.department])
        for one in cast.members()
        if one.department
    )
    return members


def _grants(organizations: dict[str, Organization], since: dt.date) -> None:
    for one in cast.GRANTS:
        Grant.objects.create(
            organization=organizations[one.organization],
            to=organizations[one.to],
            role=Role[one.role.upper()],
            least_role=Role[one.least_role.upper()],
            valid_from=since,
        )
