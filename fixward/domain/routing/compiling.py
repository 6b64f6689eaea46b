"""Makes the compiled table from the database."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from fixward.domain.catalog.models import Offering, Question, Service
from fixward.domain.governments.models import Department, Organization, Standing, default_zone
from fixward.domain.governments.queries import calendars
from fixward.domain.places.ground import Ground
from fixward.domain.routing.claims import Claims
from fixward.domain.routing.departments import Departments
from fixward.domain.routing.models import AssignmentRule, Responsibility
from fixward.domain.routing.rows import (
    Breadth,
    Claim,
    Condition,
    DepartmentRule,
    OfferingRow,
    OrganizationRow,
    ServiceRow,
)
from fixward.domain.routing.table import RoutingTable


class NoSteward(Exception):
    """Without a steward some points would have no owner, so there is no table yet."""


def compile_table(version: UUID, ground: Ground) -> RoutingTable:
    """Everything but the ground, in a handful of queries however many rules there are."""
    departments = list(Department.objects.all())
    organizations = list(Organization.objects.all())
    services = list(Service.objects.all())
    return RoutingTable(
        version=version,
        zone=default_zone(),
        ground=ground,
        steward=_steward(organizations),
        services={service.code: _service(service) for service in services},
        catalog={service.code: service for service in services},
        questions=_questions(),
        organizations=_organizations(organizations, departments),
        calendars=calendars(organizations),
        departments=Departments(
            names={department.pk: department.name for department in departments},
            offerings={
                (offering.organization_id, offering.service_id): _offering(offering)
                for offering in Offering.objects.all()
            },
            rules=_department_rules(),
        ),
        claims=Claims(_claims()),
    )


def _steward(organizations: list[Organization]) -> int:
    for organization in organizations:
        if organization.is_steward:
            return organization.pk
    raise NoSteward("No organization is the steward yet. Name one: it takes what nobody else is responsible for.")


def _service(service: Service) -> ServiceRow:
    return ServiceRow(
        id=service.pk,
        code=service.code,
        name=service.name,
        group=service.group_id,
        acknowledge_within=service.acknowledge_within,
        close_within=service.close_within,
        is_private=service.is_private,
        identity_required=service.identity_required,
    )


def _questions() -> dict[int, tuple[Question, ...]]:
    questions = defaultdict(list)
    for question in Question.objects.order_by("position", "code"):
        questions[question.service_id].append(question)
    return {service: tuple(asked) for service, asked in questions.items()}


def _organizations(organizations: list[Organization], departments: list[Department]) -> dict[int, OrganizationRow]:
    front_desks = {row.organization_id: row.pk for row in departments if row.is_front_desk}
    return {
        row.pk: OrganizationRow(
            id=row.pk,
            code=row.code,
            name=row.name,
            is_external=row.standing == Standing.EXTERNAL,
            handled_by=row.handled_by_id,
            stand_alone_from=row.stand_alone_from,
            front_desk=front_desks.get(row.pk),
        )
        for row in organizations
    }


def _offering(offering: Offering) -> OfferingRow:
    return OfferingRow(
        name=offering.name,
        department=offering.department_id,
        notice=offering.notice,
        acknowledge_within=offering.acknowledge_within,
        close_within=offering.close_within,
        is_private=offering.is_private,
        identity_required=offering.identity_required,
        is_hidden=offering.is_hidden,
    )


def _claims() -> tuple[Claim, ...]:
    rows = Responsibility.objects.values(
        "place_id", "layer_id", "owner", "organization_id", "organization__code", *_SCOPE
    )
    return tuple(
        Claim(
            condition=_condition(row),
            ground=row["place_id"] or (row["layer_id"], row["owner"]),
            organization=row["organization_id"],
            tie=(row["question"], row["answer"], row["organization__code"]),
        )
        for row in rows
    )


def _department_rules() -> dict[int, tuple[DepartmentRule, ...]]:
    rules = defaultdict(list)
    rows = AssignmentRule.objects.values(
        "organization_id", "zone_id", "department_id", "department__code", "member_id", "notice", *_SCOPE
    )
    for row in rows:
        rule = DepartmentRule(
            condition=_condition(row),
            zone=row["zone_id"],
            department=row["department_id"],
            member=row["member_id"],
            notice=row["notice"],
            tie=(row["question"], row["answer"], row["department__code"], str(row["member_id"])),
        )
        rules[row["organization_id"]].append(rule)
    return {organization: tuple(found) for organization, found in rules.items()}


_SCOPE = ("service_id", "group_id", "question", "answer", "valid_from", "valid_to")


def _condition(row: dict[str, Any]) -> Condition:
    breadth, scope = breadth_of(row["service_id"], row["group_id"])
    return Condition(breadth, scope, row["question"], row["answer"], row["valid_from"], row["valid_to"])


def breadth_of(service: int | None, group: int | None) -> tuple[Breadth, int]:
    """How broad a rule is, with the id of its service or group (0 for all services)."""
    if service:
        return Breadth.SERVICE, service
    return (Breadth.GROUP, group) if group else (Breadth.ALL, 0)
