"""The second stage: which department (and member) inside the organization; that organization's own business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from fixward.domain.routing.route import Reason
from fixward.domain.routing.rows import Asked, DepartmentRule, OfferingRow, OrganizationRow


class Assignment(NamedTuple):
    department: int | None
    member: int | None
    because: tuple[Reason, ...]
    notices: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Departments:
    """What the organizations decide for themselves: offerings by (organization, service), rules by organization."""

    names: Mapping[int, str]
    offerings: Mapping[tuple[int, int], OfferingRow]
    rules: Mapping[int, tuple[DepartmentRule, ...]]

    def assign(self, organization: OrganizationRow, asked: Asked) -> Assignment:
        """An assignment rule if one holds, else the offering's department, else the front desk, else nobody yet."""
        offering = self.offerings.get((organization.id, asked.service.id))
        notices = (offering.notice,) if offering and offering.notice else ()
        if rule := self._best_rule(organization.id, asked):
            own = (rule.notice,) if rule.notice else ()
            return Assignment(rule.department, rule.member, (self._by_rule(rule, asked),), (*notices, *own))
        if offering and offering.department:
            params = {"department": self.names[offering.department], "service": dict(asked.service.name)}
            return Assignment(offering.department, None, (Reason("department_offering", params),), notices)
        return Assignment(organization.front_desk, None, self._front_desk(organization), notices)

    def _best_rule(self, organization: int, asked: Asked) -> DepartmentRule | None:
        """As for responsibilities: with an answer first, then in the smallest zone, then for the narrower service."""
        rules = self.rules.get(organization)
        if not rules:
            return None
        nearness = {hit.place_id: number for number, hit in enumerate(asked.places)}
        everywhere = len(asked.places)
        matching = [
            rule
            for rule in rules
            if (rule.condition.breadth, rule.condition.scope) in asked.service.scopes
            and (rule.zone is None or rule.zone in nearness)
            and rule.condition.holds(asked.answers, asked.day)
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

    def _by_rule(self, rule: DepartmentRule, asked: Asked) -> Reason:
        zone = next((hit.name for hit in asked.places if hit.place_id == rule.zone), "")
        params = {"department": self.names[rule.department], "service": dict(asked.service.name), "zone": zone}
        if rule.condition.question:
            params |= {"question": rule.condition.question, "answer": rule.condition.answer}
        return Reason("department_rule", params)

    def _front_desk(self, organization: OrganizationRow) -> tuple[Reason, ...]:
        if organization.front_desk is not None:
            return (Reason("front_desk", {"department": self.names[organization.front_desk]}),)
        return () if organization.is_external else (Reason("no_department", {"organization": organization.name}),)
