"""One line of the contract of operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fixward.domain.service_requests.models import ServiceRequest
from tests.access.world import World

Do = Callable[[World, ServiceRequest, Any], object]


@dataclass(frozen=True)
class Row:
    who: frozenset[str]
    public: frozenset[str]
    do: Do


def act(who: frozenset[str], do: Do, *, public: frozenset[str] | None = None) -> Row:
    return Row(who, who if public is None else public, do)
