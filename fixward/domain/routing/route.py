"""The outcome of routing: who gets a request, how soon it is due, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from fixward.domain.governments.working_time import Target


class Reason(NamedTuple):
    """One step of the reasoning as a code with parameters, so that it can be said in any language and counted."""

    code: str
    params: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, **self.params}


class Route(NamedTuple):
    """Ids of who gets the request. `owner` is the responsible organization, another one where that is handled by it."""

    organization: int
    owner: int
    department: int | None
    member: int | None
    place: int | None
    acknowledge_within: Target | None
    close_within: Target | None
    is_private: bool
    identity_required: bool
    because: tuple[Reason, ...]
    notices: tuple[Mapping[str, str], ...]
    version: UUID

    @property
    def on_behalf_of(self) -> int | None:
        """The responsible organization, where another handles its requests."""
        return self.owner if self.owner != self.organization else None

    def reasons(self) -> list[dict[str, Any]]:
        return [reason.as_json() for reason in self.because]
