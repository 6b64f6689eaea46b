"""Responsibilities and assignment rules, each by the operation that refuses conflicts."""

from __future__ import annotations

from typing import Any

from demo import rules
from demo.records import AssignmentRule as AssignmentRecord
from demo.records import Claim
from demo.writing.governments import Governments
from demo.writing.services import Services
from fixward.domain.places.models import AssetLayer, Place
from fixward.domain.routing import operations as routing
from fixward.domain.routing.models import AssignmentRule, Responsibility
from fixward.foundation.progress import Progress


def write(places: dict[str, Place], governments: Governments, services: Services, progress: Progress) -> None:
    layers = {layer.code: layer for layer in AssetLayer.objects.all()}
    claims = rules.claims()
    for number, claim in enumerate(claims):
        progress("Rules", number, len(claims))
        routing.claim(
            Responsibility(
                organization=governments.organizations[claim.organization],
                place=places.get(claim.place),
                layer=layers.get(claim.layer),
                owner=claim.owner,
                reason=claim.reason,
                **_scope(claim, services),
            )
        )
    for rule in rules.ASSIGNMENT_RULES:
        routing.assign_to_department(
            AssignmentRule(
                organization=governments.organizations[rule.organization],
                zone=places.get(rule.zone),
                department=governments.departments[rule.organization, rule.department],
                member=governments.members.get(rule.member),
                notice=rule.notice.as_dict() if rule.notice else {},
                **_scope(rule, services),
            )
        )
    progress("Rules", len(claims), len(claims))


def _scope(rule: Claim | AssignmentRecord, services: Services) -> dict[str, Any]:
    return {
        "service": services.services.get(rule.service),
        "group": services.groups.get(rule.group),
        "question": rule.question,
        "answer": rule.answer,
    }
