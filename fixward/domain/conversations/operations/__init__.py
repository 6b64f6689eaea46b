"""Everything that can be said about a request, and everything that keeps what is said fit for everybody."""

from fixward.domain.conversations.operations.asking import ask, look_after_questions
from fixward.domain.conversations.operations.flags import flag, keep
from fixward.domain.conversations.operations.moderation import (
    edit_description,
    edit_message,
    hide_message,
    hide_photo,
    let_through,
    show_message,
    show_photo,
)
from fixward.domain.conversations.operations.outside import reply_from_outside
from fixward.domain.conversations.operations.ratings import rate
from fixward.domain.conversations.operations.replies import retire_canned, write_canned
from fixward.domain.conversations.operations.updating import State, Word, tell, was_told
from fixward.domain.conversations.operations.writing import comment, note, reply
from fixward.domain.conversations.policy import can_write_canned
from fixward.domain.service_requests.operations.common import Refused

__all__ = [
    "Refused",
    "State",
    "Word",
    "ask",
    "can_write_canned",
    "comment",
    "edit_description",
    "edit_message",
    "flag",
    "hide_message",
    "hide_photo",
    "keep",
    "let_through",
    "look_after_questions",
    "note",
    "rate",
    "reply",
    "reply_from_outside",
    "retire_canned",
    "show_message",
    "show_photo",
    "tell",
    "was_told",
    "write_canned",
]
