"""Everything that is done with an organization's records."""

from fixward.domain.records.operations.exports import (
    call_off,
    choose,
    download,
    prepare,
    produce,
    take_back,
    withhold,
)
from fixward.domain.records.operations.holds import place_hold, release_hold
from fixward.domain.service_requests.operations.common import Refused

__all__ = [
    "Refused",
    "call_off",
    "choose",
    "download",
    "place_hold",
    "prepare",
    "produce",
    "release_hold",
    "take_back",
    "withhold",
]
