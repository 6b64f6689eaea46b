"""What the platform holds about one person: each room says what it tells them, and what it forgets when they leave.

The rooms above know what they keep; this one knows none of them. So each joins here when it starts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fixward.domain.people.models import Person


@dataclass(frozen=True, slots=True)
class Paper:
    """A file among somebody's data: its name, and how it is opened."""

    name: str
    open: Callable[[], Any]


_FEWEST_DIGITS = 5
Tell = Callable[[Person], Any]
Forget = Callable[[Person, "Traces"], None]
PARTS: dict[str, Tell] = {}
FILES: list[Callable[[Person], list[Paper]]] = []
FORGET: list[Forget] = []
STAY: list[Callable[[Person], str]] = []
HELD: list[Callable[[Person], list[str]]] = []
# Who forgets takes part in this with others, and who says that something must be kept waits for its turn alone.
WHAT_IS_KEPT = "what is kept"


@dataclass(frozen=True, slots=True)
class Traces:
    """How somebody was known, so that it can be found in what they wrote."""

    email: str
    name: str
    phone: str

    def without(self, text: str) -> str:
        """The text with these taken out, in capitals or not; a number also where its digits are parted otherwise."""
        for pattern in self._patterns():
            text = pattern.sub("…", text)
        return text

    def without_in(self, value: Any) -> Any:
        """The same in everything that JSON holds."""
        if isinstance(value, dict):
            return {key: self.without_in(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.without_in(one) for one in value]
        return self.without(value) if isinstance(value, str) else value

    def _patterns(self) -> list[re.Pattern[str]]:
        digits = [character for character in self.phone if character.isdigit()]
        parted = r"\D{0,3}".join(digits) if len(digits) >= _FEWEST_DIGITS else ""
        whole = [rf"(?<!\w){re.escape(text)}(?!\w)" for text in (self.email, self.phone, self.name) if text]
        return [re.compile(pattern, re.IGNORECASE) for pattern in (*whole, parted) if pattern]


def tells(name: str) -> Callable[[Tell], Tell]:
    """The function answers with what JSON can hold, and only of this person."""

    def join(tell: Tell) -> Tell:
        PARTS[name] = tell
        return tell

    return join


def gives_files(give: Callable[[Person], list[Paper]]) -> Callable[[Person], list[Paper]]:
    FILES.append(give)
    return give


def forgets(forget: Forget) -> Forget:
    """The function takes the person out of what its room keeps, inside the transaction that closes the account."""
    FORGET.append(forget)
    return forget


def keeps(reason: Callable[[Person], str]) -> Callable[[Person], str]:
    """The function answers with a sentence that says why somebody cannot leave yet; empty where they can."""
    STAY.append(reason)
    return reason


def holds_back(tell: Callable[[Person], list[str]]) -> Callable[[Person], list[str]]:
    """The function answers with a sentence for each reason why something is kept though the person leaves."""
    HELD.append(tell)
    return tell


def held_back(person: Person) -> list[str]:
    return [sentence for tell in HELD for sentence in tell(person)]


def forget(person: Person, traces: Traces) -> None:
    """Take the person out of what every room keeps, but for what must be kept; twice does no more than once."""
    for room in FORGET:
        room(person, traces)


def everything(person: Person) -> dict[str, Any]:
    return {name: tell(person) for name, tell in PARTS.items()}


def files(person: Person) -> list[Paper]:
    return [paper for give in FILES for paper in give(person)]


@tells("person")
def _person(person: Person) -> Any:
    return {
        "email": person.email,
        "name": person.name,
        "phone": person.phone,
        "language": person.language,
        "since": person.date_joined,
        "hears": person.hears,
        "single_keys": person.single_keys,
    }
