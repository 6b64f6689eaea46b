"""The places to choose from by name, for whoever has neither a map nor an address."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fixward.domain.places import landmarks
from fixward.domain.routing import current
from fixward.doors.residents.addresses import Found


def places() -> tuple[Found, ...]:
    """Each with the point it stands for; its name says that this is not exact."""
    return _named(current.current().version, timezone.localdate(), get_language() or "en")


@lru_cache(maxsize=8)
def _named(version: UUID, day: dt.date, language: str) -> tuple[Found, ...]:
    rows = [*landmarks.places(day), *landmarks.things()]
    return tuple(Found(_("%(place)s (somewhere in it)") % {"place": row.name}, row.lon, row.lat) for row in rows)
