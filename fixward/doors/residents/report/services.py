"""The services to choose from, as the government of the place names them, and found by what people call them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.utils.translation import get_language

from fixward.domain.catalog.models import Offering, Service, ServiceGroup
from fixward.domain.catalog.queries import groups_with_services, offerings_of
from fixward.domain.catalog.search import Entry, search
from fixward.domain.routing import current
from fixward.domain.service_requests.where import Spot
from fixward.foundation.text import clean

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    name: str
    description: str
    icon: str
    is_private: bool
    entry: Entry


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    icon: str
    choices: list[Choice]


def by_code(code: str) -> Service | None:
    """The service, also one that is not offered any more: the domain says so at the field."""
    return current.current().catalog.get(clean(code))


def groups_at(spot: Spot) -> tuple[Group, ...]:
    """What can be reported at this point."""
    table = current.current()
    owners = tuple((service.id, _owner(service.code, spot)) for service in table.services.values())
    return _groups(owners, get_language() or "en", table.version)


@lru_cache(maxsize=64)
def _groups(owners: tuple[tuple[int, int], ...], language: str, version: UUID) -> tuple[Group, ...]:
    """Asked at each letter that somebody types; whatever changes a name or an offering changes the version."""
    owner_of = dict(owners)
    offerings = offerings_of(owner_of.values())
    groups = groups_with_services()
    found = [Group(str(group.name), group.icon, _choices(group, owner_of, offerings)) for group in groups]
    return tuple(group for group in found if group.choices)


def found_in(groups: Iterable[Group], typed: str) -> list[Choice]:
    """What the words typed are about, the best first."""
    choices = {choice.code: choice for group in groups for choice in group.choices}
    codes = search(clean(typed)[:_LONGEST], tuple(choice.entry for choice in choices.values()))
    return [choices[code] for code in codes]


def _owner(service: str, spot: Spot) -> int:
    return current.decide(service, lon=spot.lon, lat=spot.lat, answers={}).owner


def _choices(group: ServiceGroup, owners: dict[int, int], offerings: dict[tuple[int, int], Offering]) -> list[Choice]:
    choices = []
    for service in group.services.all():
        offering = offerings.get((owners.get(service.pk, 0), service.pk))
        if offering is None or not offering.is_hidden:
            choices.append(_choice(service, group, offering))
    return choices


def _choice(service: Service, group: ServiceGroup, offering: Offering | None) -> Choice:
    local = tuple(offering.name.values()) if offering else ()
    others = (*service.keywords.values(), *service.description.values(), *group.name.values())
    return Choice(
        code=service.code,
        name=str(offering or service),
        description=str(service.description),
        icon=service.icon or group.icon,
        is_private=service.is_private or bool(offering and offering.is_private),
        entry=Entry(service.code, (*local, *service.name.values()), others),
    )
