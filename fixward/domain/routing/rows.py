"""The rows of the compiled table: plain immutable values, so that deciding never touches the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from fixward.domain.governments.working_time import Target
from fixward.domain.places.ground import AssetHit, BoundaryHit

Answers = Mapping[str, str | list[str]]


class Breadth(IntEnum):
    """How much a rule takes in: the narrower wins on the same ground."""

    SERVICE = 0
    GROUP = 1
    ALL = 2


@dataclass(frozen=True, slots=True)
class ServiceRow:
    id: int
    code: str
    name: Mapping[str, str]
    group: int
    acknowledge_within: Target | None
    close_within: Target | None
    is_private: bool
    identity_required: bool
    # Made once, since each decision goes through them for each place.
    scopes: tuple[tuple[Breadth, int], ...] = field(init=False)

    def __post_init__(self) -> None:
        scopes = ((Breadth.SERVICE, self.id), (Breadth.GROUP, self.group), (Breadth.ALL, 0))
        object.__setattr__(self, "scopes", scopes)


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    id: int
    code: str
    name: str
    is_external: bool
    handled_by: int | None
    stand_alone_from: dt.date | None
    front_desk: int | None

    def handler_on(self, day: dt.date) -> int | None:
        """Who works this organization's requests on that day, where it is not itself."""
        stands_alone = self.stand_alone_from is not None and self.stand_alone_from <= day
        return None if stands_alone else self.handled_by


@dataclass(frozen=True, slots=True)
class OfferingRow:
    name: Mapping[str, str]
    department: int | None
    notice: Mapping[str, str]
    acknowledge_within: Target | None
    close_within: Target | None
    is_private: bool
    identity_required: bool
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """When a rule applies: its services, the answer it wants, and its days (the last one exclusive)."""

    breadth: Breadth
    scope: int
    question: str
    answer: str
    valid_from: dt.date | None
    valid_to: dt.date | None

    def holds(self, answers: Answers, day: dt.date) -> bool:
        return (
            (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day < self.valid_to)
            and (not self.question or self._is_answered(answers))
        )

    def _is_answered(self, answers: Answers) -> bool:
        given = answers.get(self.question)
        return self.answer in given if isinstance(given, list) else self.answer == given


class Asked(NamedTuple):
    """All that the rules look at: places come smallest first, assets nearest first."""

    service: ServiceRow
    answers: Answers
    day: dt.date
    places: tuple[BoundaryHit, ...]
    assets: tuple[AssetHit, ...]


# A place's id, or a layer's id with the owner of its assets.
Ground = int | tuple[int, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A responsibility."""

    condition: Condition
    ground: Ground
    organization: int
    # What makes two claims that are equally specific come out the same way, in whatever order they were entered.
    tie: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DepartmentRule:
    condition: Condition
    zone: int | None
    department: int
    member: int | None
    notice: Mapping[str, str]
    tie: tuple[str, ...]
