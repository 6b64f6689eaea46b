"""Everything that can be done to a service request; nothing else writes one.

Each operation locks, asks the policy, changes, and records the event, in one transaction.
"""

from fixward.domain.service_requests.operations.adopting import adopt, adoptable
from fixward.domain.service_requests.operations.bringing import bring_history
from fixward.domain.service_requests.operations.care import follow, join, support, unfollow
from fixward.domain.service_requests.operations.changes import change_service, hide, move_pin, show_again
from fixward.domain.service_requests.operations.common import Refused
from fixward.domain.service_requests.operations.counter import join_for, take
from fixward.domain.service_requests.operations.duplicates import mark_duplicate, separate
from fixward.domain.service_requests.operations.fetched import note_fetched
from fixward.domain.service_requests.operations.hands import return_to_sender, settle, transfer
from fixward.domain.service_requests.operations.outside import (
    acknowledge_from_outside,
    add_photos_from_outside,
    close_from_outside,
    number_from_outside,
    reopen_from_outside,
)
from fixward.domain.service_requests.operations.photos import add_photos
from fixward.domain.service_requests.operations.relating import relate, unrelate
from fixward.domain.service_requests.operations.submit import Beside, Contact, Report, ReportRefused, submit
from fixward.domain.service_requests.operations.targets import set_target
from fixward.domain.service_requests.operations.urgency import set_priority
from fixward.domain.service_requests.operations.waiting import resume
from fixward.domain.service_requests.operations.work import acknowledge, assign, close, reopen, withdraw

__all__ = [
    "Beside",
    "Contact",
    "Refused",
    "Report",
    "ReportRefused",
    "acknowledge",
    "acknowledge_from_outside",
    "add_photos",
    "add_photos_from_outside",
    "adopt",
    "adoptable",
    "assign",
    "bring_history",
    "change_service",
    "close",
    "close_from_outside",
    "follow",
    "hide",
    "join",
    "join_for",
    "mark_duplicate",
    "move_pin",
    "note_fetched",
    "number_from_outside",
    "relate",
    "reopen",
    "reopen_from_outside",
    "resume",
    "return_to_sender",
    "separate",
    "set_priority",
    "set_target",
    "settle",
    "show_again",
    "submit",
    "support",
    "take",
    "transfer",
    "unfollow",
    "unrelate",
    "withdraw",
]
