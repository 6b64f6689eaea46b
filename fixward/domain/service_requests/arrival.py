"""How the present holder came by a request: since when it has it, who sent it there, and with which words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fixward.domain.governments.models import Organization
from fixward.domain.service_requests.models import How
from fixward.domain.service_requests.queries import Hold

_HANDED = (How.TRANSFERRED, How.RETURNED, How.UNSETTLED, How.SETTLED)


@dataclass(frozen=True, slots=True)
class Arrival:
    """When an organization got a request and, where somebody handed it over, how and why; `sender` did so."""

    since: dt.datetime
    how: str = ""
    sender: Organization | None = None
    reason: str = ""

    @property
    def sentence(self) -> str:
        """What the sender gave as the reason; empty where the rules sent it here."""
        if self.sender is None:
            return ""
        words = {"organization": self.sender, "reason": self.reason}
        if self.how == How.SETTLED:
            return _("The steward decided so: “%(reason)s”") % words
        if self.how == How.RETURNED:
            return _("%(organization)s gave it back: “%(reason)s”") % words
        return _("%(organization)s handed it over: “%(reason)s”") % words


def arrival(holds: Sequence[Hold]) -> Arrival:
    """Of the last holder, from the whole chain (`queries.holds`), oldest first and not empty.

    Being assigned inside the organization, closed or reopened is no arrival. Where it was settled to stay, that counts.
    """
    first = len(holds) - 1
    while first > 0 and holds[first - 1].organization == holds[first].organization:
        first -= 1
    for index in range(len(holds) - 1, max(first, 1) - 1, -1):
        custody = holds[index].custody
        if custody.how in _HANDED:
            return Arrival(holds[first].started_at, custody.how, holds[index - 1].organization, custody.reason)
    return Arrival(holds[first].started_at)
