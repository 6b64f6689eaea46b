"""The second stage: which department (and member) inside the organization; that organization's own business."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fixward.domain.places.ground import BoundaryHit
from fixward.domain.routing.route import Reason
from fixward.domain.routing.rows import Answers, DepartmentRule, ServiceRow

if TYPE_CHECKING:
    from fixward.domain.routing.table import RoutingTable


@dataclass(frozen=True, slots=True)
class Assignment:
    department: int | None
    member: int | None
    because: tuple[Reason, ...]
    notices: tuple[Mapping[str, str], ...]


def assign(
    table: RoutingTable,
    organization: int,
    service: ServiceRow,
    answers: Answers,
    day: dt.date,
    hits: tuple[BoundaryHit, ...],
) -> Assignment:
    """An assignment rule if one holds, else the offering's department, else the front desk, else nobody yet."""
    offering = table.offerings.get((organization, service.id))
    notices = (offering.notice,) if offering and offering.notice else ()
    if rule := _best_rule(table, organization, service, answers, day, hits):
        reason = _by_rule(table, rule, service, hits)
        return Assignment(rule.department, rule.member, (reason,), (*notices, *((rule.notice,) if rule.notice else ())))
    if offering and offering.department:
        name = table.department_names[offering.department]
        reason = Reason("department_offering", {"department": name, "service": dict(service.name)})
        return Assignment(offering.department, None, (reason,), notices)
    return Assignment(*_front_desk(table, organization), notices)


def _best_rule(
    table: RoutingTable,
    organization: int,
    service: ServiceRow,
    answers: Answers,
    day: dt.date,
    hits: tuple[BoundaryHit, ...],
) -> DepartmentRule | None:
    """Most specific first, as for responsibilities: with an answer, in the smallest zone, for the narrower service."""
    rules = table.department_rules.get(organization)
    if not rules:
        return None
    nearness = {hit.place_id: number for number, hit in enumerate(hits)}
    everywhere = len(hits)
    matching = [
        rule
        for rule in rules
        if (rule.condition.breadth, rule.condition.scope) in service.scopes
        and (rule.zone is None or rule.zone in nearness)
        and rule.condition.holds(answers, day)
    ]
    return min(
        matching,
        default=None,
        key=lambda rule: (
            not rule.condition.question,
            everywhere if rule.zone is None else nearness[rule.zone],
            rule.condition.breadth,
            rule.tie,
        ),
    )


def _by_rule(table: RoutingTable, rule: DepartmentRule, service: ServiceRow, hits: tuple[BoundaryHit, ...]) -> Reason:
    zone = next((hit.name for hit in hits if hit.place_id == rule.zone), "")
    params = {
        "department": table.department_names[rule.department],
        "service": dict(service.name),
        "zone": zone,
    }
    if rule.condition.question:
        params |= {"question": rule.condition.question, "answer": rule.condition.answer}
    return Reason("department_rule", params)


def _front_desk(table: RoutingTable, organization: int) -> tuple[int | None, None, tuple[Reason, ...]]:
    row = table.organizations[organization]
    if row.front_desk is not None:
        return (
            row.front_desk,
            None,
            (Reason("front_desk", {"department": table.department_names[row.front_desk]}),),
        )
    return None, None, () if row.is_external else (Reason("no_department", {"organization": row.name}),)
