"""What went wrong, as the specification wants it said."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Wrong(Exception):
    """A request that cannot be answered: the HTTP status, and a sentence for each thing that is wrong."""

    status: int
    sentences: list[str]
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> list[dict[str, str]]:
        return [{"code": str(self.status), "description": sentence} for sentence in self.sentences]


def not_found(sentence: str) -> Wrong:
    return Wrong(404, [sentence])


def bad(*sentences: str) -> Wrong:
    return Wrong(400, list(sentences))


def forbidden(sentence: str) -> Wrong:
    return Wrong(403, [sentence])
