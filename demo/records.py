"""What the demonstration is written in: plain values, which know neither the database nor Django."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

Unit = Literal["hours", "days", "working_days"]
Datatype = Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
Role = Literal["viewer", "worker", "manager", "administrator"]
Standing = Literal["partner", "external"]


@dataclass(frozen=True)
class Text:
    """One text in both languages."""

    en: str
    es: str

    def as_dict(self) -> dict[str, str]:
        return {"en": self.en, "es": self.es}


@dataclass(frozen=True)
class Target:
    amount: int
    unit: Unit


@dataclass(frozen=True)
class Choice:
    """One answer of a list; with `stop`, what to do instead of reporting."""

    key: str
    name: Text
    stop: Text | None = None


@dataclass(frozen=True)
class Question:
    """Something to ask with a service, or a notice to show (no answer is wanted then)."""

    code: str
    datatype: Datatype
    text: Text
    choices: tuple[Choice, ...] = ()
    required: bool = False
    private: bool = False
    notice: bool = False


@dataclass(frozen=True)
class Group:
    code: str
    name: Text
    icon: str


@dataclass(frozen=True)
class Service:
    """A shared service; keywords are words that people type, with commas between."""

    code: str
    group: str
    name: Text
    description: Text
    keywords: Text
    icon: str
    acknowledge: Target
    close: Target
    questions: tuple[Question, ...] = ()
    private: bool = False
    identity_required: bool = False


@dataclass(frozen=True)
class Department:
    """A department and what it does: codes of services and of whole groups; a service counts before its group."""

    code: str
    name: str
    does: tuple[str, ...]
    front_desk: bool = False


@dataclass(frozen=True)
class Organization:
    code: str
    name: str
    email: str
    place: str = ""
    standing: Standing = "partner"
    steward: bool = False
    handled_by: str = ""
    stand_alone_in_days: int | None = None
    departments: tuple[Department, ...] = ()
    website: str = ""


@dataclass(frozen=True)
class Member:
    """A role account of one organization; department is empty for those who work for all of it."""

    email: str
    name: str
    organization: str
    role: Role
    department: str = ""


@dataclass(frozen=True)
class Grant:
    """One organization's leave for another's members, from the least role on, to act on its desk."""

    organization: str
    to: str
    role: Role
    least_role: Role


@dataclass(frozen=True)
class Claim:
    """These services (one, a group, or all where both are empty) on this ground belong to this organization."""

    organization: str
    reason: str
    service: str = ""
    group: str = ""
    place: str = ""
    layer: str = ""
    owner: str = ""
    question: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Offering:
    """How one organization provides one shared service; what is None stays as the umbrella has it."""

    organization: str
    service: str
    department: str
    name: Text | None = None
    notice: Text | None = None
    acknowledge: Target | None = None
    close: Target | None = None
    private: bool = False
    identity_required: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Zone:
    """An organization's own district: a rectangle in degrees (west, south, east, north)."""

    code: str
    name: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class AssignmentRule:
    """These services, in this zone, when answered so, go to this department instead of the offering's."""

    organization: str
    department: str
    service: str = ""
    group: str = ""
    zone: str = ""
    question: str = ""
    answer: str = ""
    member: str = ""
    notice: Text | None = None


StepKind = Literal[
    "acknowledge",
    "assign",
    "transfer",
    "return",
    "settle",
    "reply",
    "note",
    "comment",
    "support",
    "follow",
    "close",
    "reopen",
    "duplicate",
    "separate",
    "change_service",
    "hide",
    "flag",
    "rate",
]
Actor = Literal["holder", "steward", "reporter", "resident"]


@dataclass(frozen=True)
class Step:
    """One thing that happens to a request, so long after it was submitted.

    `by` says in which part: whoever holds it then, the steward, its reporter, or some resident (`person`).
    `to` is an organization (transfer, settle), a department (assign), a service (change_service) or another
    story's key (duplicate).
    """

    kind: StepKind
    after: dt.timedelta
    by: Actor = "holder"
    text: str = ""
    to: str = ""
    resolution: str = ""
    person: str = ""
    shared: bool = False
    stars: int = 0


@dataclass(frozen=True)
class Story:
    """A made-up request: what was reported, and all that happened to it, in order.

    `address` is what the reporter wrote; `contact` is empty for somebody who stays unknown.
    """

    key: str
    service: str
    lon: float
    lat: float
    description: str
    language: Literal["en", "es"]
    submitted_at: dt.datetime
    contact: str = ""
    address: str = ""
    answers: dict[str, str | list[str]] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
