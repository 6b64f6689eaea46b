"""The demonstration as it lies in the database, found by the codes that its records use."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from demo.writing import governments, ground, rules, services
from demo.writing.governments import Governments
from demo.writing.services import Services
from fixward.domain.places.models import Place
from fixward.foundation.progress import Progress


@dataclass(frozen=True)
class County:
    places: dict[str, Place]
    governments: Governments
    services: Services


def write(now: dt.datetime, progress: Progress) -> County:
    """Everything that is there before the first request comes in."""
    places = ground.write(progress)
    progress("Governments", 0, 1)
    there = governments.write(now)
    offered = services.write(there)
    progress("Governments", 1, 1)
    rules.write(places, there, offered, progress)
    governments.let_others_handle(there, now)
    return County(places, there, offered)
