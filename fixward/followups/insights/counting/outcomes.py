"""The numbers by which facts keep how a request was closed."""

from __future__ import annotations

from fixward.domain.service_requests.models import Resolution

# From 1 on. Add at the end only: facts and tiles keep these numbers.
OUTCOMES = (
    *(Resolution.FIXED, Resolution.NOTHING_FOUND, Resolution.NO_WORK),
    *(Resolution.DUPLICATE, Resolution.WITHDRAWN, Resolution.NO_ANSWER),
)


def number_of(outcome: Resolution) -> int:
    return OUTCOMES.index(outcome) + 1


# A desk has decided: what a time to close and a target are counted of.
DECIDED = tuple(map(number_of, (Resolution.FIXED, Resolution.NOTHING_FOUND, Resolution.NO_WORK)))
