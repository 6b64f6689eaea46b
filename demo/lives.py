"""What can happen to a request: each life is a row of steps, valid also when only its beginning has happened yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from demo import catalog, rules, voices
from demo.cast import RESIDENTS
from demo.organizations import COUNTY, FDOT, organization
from demo.records import Actor, Step, StepKind
from demo.voices import Language


@dataclass
class Life:
    """A request's story while it is being told: who holds it, how much time has passed, what happened."""

    service: str
    language: Language
    holder: str
    other: str
    has_reporter: bool
    chance: Random
    age: dt.timedelta = dt.timedelta()
    after: dt.timedelta = dt.timedelta()
    steps: list[Step] = field(default_factory=list)

    def then(
        self,
        kind: StepKind,
        *,
        within_hours: float,
        by: Actor = "holder",
        say: str = "",
        to: str = "",
        resolution: str = "",
        person: str = "",
        shared: bool = False,
    ) -> None:
        """Add a step at a random moment, at most so many hours after the last one."""
        self.after += dt.timedelta(seconds=round(3600 * within_hours * self.chance.uniform(0.05, 1)))
        text = voices.said(say, self.language, self.chance) if say else ""
        self.steps.append(Step(kind, self.after, by, text, to, resolution, person, shared))

    @property
    def is_public(self) -> bool:
        return not rules.is_private(self.holder, catalog.service(self.service))


def tell(life: Life) -> tuple[Step, ...]:
    """Let one of the lives happen, with the people around it."""
    if organization(life.holder).standing == "external":
        _crowd(life)
        return tuple(life.steps)
    _crowd(life)
    weights = [weight if life.age < _LONG or one not in _UNFINISHED else 1 for one, weight in LIVES.items()]
    life.chance.choices(list(LIVES), weights)[0](life)
    return tuple(life.steps)


def fixed(life: Life) -> None:
    _taken_up(life)
    _worked(life)
    life.then("close", within_hours=150, say="fixed", resolution="fixed")


def nothing_found(life: Life) -> None:
    _taken_up(life)
    life.then("close", within_hours=120, say="nothing_found", resolution="nothing_found")


def no_work(life: Life) -> None:
    _taken_up(life)
    life.then("note", within_hours=48, say="note")
    life.then("close", within_hours=200, say="no_work", resolution="no_work")


def reopened(life: Life) -> None:
    fixed(life)
    life.then("reopen", within_hours=100, by="reporter" if life.has_reporter else "holder", say="reopen")
    life.then("reply", within_hours=48, say="reply")
    life.then("close", within_hours=120, say="fixed", resolution="fixed")


def waiting(life: Life) -> None:
    _taken_up(life)
    _worked(life)


def untouched(life: Life) -> None:
    """It came in, and nobody has looked at it."""


def transferred(life: Life) -> None:
    _hand_over(life)
    if organization(life.holder).standing == "external":
        return
    _taken_up(life)
    life.then("close", within_hours=150, say="fixed", resolution="fixed")


def returned(life: Life) -> None:
    _hand_over(life)
    if organization(life.holder).standing == "external":
        return
    _give_back(life)
    fixed(life)


def disputed(life: Life) -> None:
    """Both sides give it away, and it waits for the steward."""
    _hand_over(life)
    if organization(life.holder).standing == "external":
        return
    _give_back(life)
    wanted = life.other
    life.then("transfer", within_hours=30, say=_why(wanted), to=wanted)


def settled(life: Life) -> None:
    disputed(life)
    if life.steps and life.steps[-1].to == life.other and organization(life.other).standing == "partner":
        life.then("settle", within_hours=90, by="steward", say="settle_reason", to=life.other)
        life.holder = life.other
        _taken_up(life)
        life.then("close", within_hours=150, say="fixed", resolution="fixed")


def service_changed(life: Life) -> None:
    group = catalog.service(life.service).group
    others = [one.code for one in catalog.SERVICES if one.group == group and one.code != life.service]
    others = [code for code in others if not _asks(code)]
    if group in _ONE_OWNER and others:
        life.service = life.chance.choice(others)
        life.then("change_service", within_hours=20, to=life.service)
    # Nobody is assigned: the change may have brought it to another department.
    life.then("acknowledge", within_hours=20)
    life.then("close", within_hours=150, say="fixed", resolution="fixed")


# Groups whose services all belong to the same organization at any point: a change of service stays with the holder.
_ONE_OWNER = ("roads", "drainage", "waste")


def hidden(life: Life) -> None:
    life.then("hide", within_hours=30, say="spam")


# With the weight of each: most requests simply get fixed.
LIVES: dict[Callable[[Life], None], int] = {
    fixed: 46,
    waiting: 12,
    untouched: 7,
    transferred: 8,
    nothing_found: 6,
    no_work: 4,
    reopened: 5,
    returned: 4,
    settled: 2,
    disputed: 2,
    service_changed: 3,
    hidden: 1,
}


# What came in long ago is rarely left lying: a demonstration of neglect would be no fair one.
_UNFINISHED, _LONG = (waiting, untouched), dt.timedelta(days=30)


def _crowd(life: Life) -> None:
    """Neighbours who say “me too”, follow, or add what they saw."""
    if not life.is_public:
        return
    neighbours = life.chance.sample(RESIDENTS[18:], k=life.chance.choice((0, 0, 0, 1, 1, 2, 3, 5)))
    for number, person in enumerate(neighbours):
        life.then("support", within_hours=3, by="resident", person=person)
        if number == 0:
            life.then("follow", within_hours=1, by="resident", person=person)
        elif number == 1:
            life.then("comment", within_hours=4, by="resident", say="comment", person=person)


def _taken_up(life: Life) -> None:
    life.then("acknowledge", within_hours=30)
    department = _department(life)
    if department and life.service not in _SELF_ASSIGNED and life.chance.random() < 0.5:
        worker = f"{life.holder}.{department}.worker@example.org"
        life.then("assign", within_hours=12, to=department, person=worker)


# A rule of the county may already have named a member for these.
_SELF_ASSIGNED = ("derelict_vessel",)


def _worked(life: Life) -> None:
    if life.chance.random() < 0.4:
        life.then("note", within_hours=30, say="note")
    if life.chance.random() < 0.55:
        life.then("reply", within_hours=60, say="reply")
        if life.has_reporter and life.chance.random() < 0.4:
            life.then("comment", within_hours=30, by="reporter", say="comment")


def _hand_over(life: Life) -> None:
    life.then("transfer", within_hours=40, say=_why(life.other), to=life.other)
    life.holder, life.other = life.other, life.holder


def _give_back(life: Life) -> None:
    life.then("note", within_hours=10, say="shared_note", shared=True)
    life.then("return", within_hours=30, say="return_reason")
    life.holder, life.other = life.other, life.holder


def _why(to: str) -> str:
    return "transfer_county" if to in (COUNTY, FDOT) else "transfer_city"


def _department(life: Life) -> str:
    holder = organization(life.holder)
    front = next((department.code for department in holder.departments if department.front_desk), "")
    return rules.department_for(holder, catalog.service(life.service)) or front


def _asks(service: str) -> bool:
    return any(question.required for question in catalog.service(service).questions)
