"""The shared catalog, and how each organization offers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from demo import catalog, rules
from demo.records import Choice, Target, Text
from demo.writing.governments import Governments
from fixward.domain.catalog.models import Offering, Question, Service, ServiceGroup


@dataclass(frozen=True)
class Services:
    """By code."""

    groups: dict[str, ServiceGroup]
    services: dict[str, Service]


def write(governments: Governments) -> Services:
    groups = {
        group.code: ServiceGroup.objects.create(
            code=group.code, name=group.name.as_dict(), icon=group.icon, position=position
        )
        for position, group in enumerate(catalog.GROUPS)
    }
    services = {service.code: service for service in Service.objects.bulk_create(_services(groups))}
    Question.objects.bulk_create(_questions(services))
    Offering.objects.bulk_create(_offerings(governments, services))
    return Services(groups, services)


def _services(groups: dict[str, ServiceGroup]) -> list[Service]:
    return [
        Service(
            code=one.code,
            group=groups[one.group],
            name=one.name.as_dict(),
            description=one.description.as_dict(),
            keywords=one.keywords.as_dict(),
            icon=one.icon,
            position=position,
            is_private=one.private,
            identity_required=one.identity_required,
            **_targets(one.acknowledge, one.close),
        )
        for position, one in enumerate(catalog.SERVICES)
    ]


def _questions(services: dict[str, Service]) -> list[Question]:
    return [
        Question(
            service=services[one.code],
            code=question.code,
            datatype=question.datatype,
            text=question.text.as_dict(),
            values=[_value(choice) for choice in question.choices],
            position=position,
            is_notice=question.notice,
            is_required=question.required,
            is_private=question.private,
        )
        for one in catalog.SERVICES
        for position, question in enumerate(one.questions, start=1)
    ]


def _value(choice: Choice) -> dict[str, Any]:
    stop = {"stop": choice.stop.as_dict()} if choice.stop else {}
    return {"key": choice.key, "name": choice.name.as_dict(), **stop}


def _offerings(governments: Governments, services: dict[str, Service]) -> list[Offering]:
    return [
        Offering(
            organization=governments.organizations[one.organization],
            service=services[one.service],
            department=governments.departments[one.organization, one.department],
            name=_said(one.name),
            notice=_said(one.notice),
            is_hidden=one.hidden,
            is_private=one.private,
            identity_required=one.identity_required,
            **_targets(one.acknowledge, one.close),
        )
        for one in rules.offerings()
    ]


def _said(text: Text | None) -> dict[str, str]:
    return text.as_dict() if text else {}


def _targets(acknowledge: Target | None, close: Target | None) -> dict[str, Any]:
    """The fields of a model with targets; what is None is left to the model."""
    named = {"acknowledge": acknowledge, "close": close}
    return {
        f"{name}_{field}": getattr(target, field)
        for name, target in named.items()
        if target
        for field in ("amount", "unit")
    }
