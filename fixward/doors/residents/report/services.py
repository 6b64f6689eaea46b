"""The services to choose from, as the government of the place names them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from fixward.domain.catalog.models import Offering, Service, ServiceGroup
from fixward.domain.catalog.queries import groups_with_services, offerings_of
from fixward.domain.routing import current
from fixward.domain.service_requests.where import Spot
from fixward.foundation.text import clean


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    name: str
    description: str
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    choices: list[Choice]


def by_code(code: str) -> Service | None:
    """The service, also one that is not offered any more: the domain says so at the field."""
    return current.current().catalog.get(clean(code))


def groups_at(spot: Spot, wanted: str) -> list[Group]:
    """What can be reported at this point, of which the words typed say something."""
    groups = list(groups_with_services())
    owners = {service.pk: _owner(service, spot) for group in groups for service in group.services.all()}
    offerings = offerings_of(owners.values())
    found = [
        Group(str(group.name), [choice for choice in _choices(group, owners, offerings) if _fits(choice, wanted)])
        for group in groups
    ]
    return [group for group in found if group.choices]


def _owner(service: Service, spot: Spot) -> int:
    return current.decide(service.code, lon=spot.lon, lat=spot.lat, answers={}).owner


def _choices(group: ServiceGroup, owners: dict[int, int], offerings: dict[tuple[int, int], Offering]) -> list[Choice]:
    choices = []
    for service in group.services.all():
        offering = offerings.get((owners[service.pk], service.pk))
        if offering is None or not offering.is_hidden:
            choices.append(_choice(service, str(offering or service), str(group.name)))
    return choices


def _choice(service: Service, name: str, group: str) -> Choice:
    said = (name, group, *service.name.values(), *service.keywords.values(), str(service.description))
    return Choice(service.code, name, str(service.description), _plain(" ".join(said)))


def _fits(choice: Choice, wanted: str) -> bool:
    return all(word in choice.words for word in _plain(wanted).split())


def _plain(text: str) -> str:
    """“Iluminación” is found by “iluminacion”."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).lower()
