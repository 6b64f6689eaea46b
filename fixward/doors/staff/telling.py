"""The story as the desk draws it: a sign and a colour for each kind, and a word for who may read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fixward.domain.conversations.models import Attachment, Message
from fixward.domain.conversations.story import Entry
from fixward.domain.service_requests.models import Audience, EventKind

_SIGNS = {
    EventKind.SUBMITTED: ("flag", "new"),
    EventKind.ACKNOWLEDGED: ("check", "active"),
    EventKind.ASSIGNED: ("person", "quiet"),
    EventKind.TRANSFERRED: ("near_me", "moved"),
    EventKind.RETURNED: ("undo", "moved"),
    EventKind.UNSETTLED: ("help", "warn"),
    EventKind.SETTLED: ("account_balance", "moved"),
    EventKind.ADOPTED: ("flag", "moved"),
    EventKind.REROUTED: ("loop", "moved"),
    EventKind.REPLIED: ("chat", "active"),
    EventKind.NOTED: ("lock", "warn"),
    EventKind.COMMENTED: ("chat", "new"),
    EventKind.ASKED: ("help", "warn"),
    EventKind.REMINDED: ("schedule", "quiet"),
    EventKind.RESUMED: ("autorenew", "active"),
    EventKind.DUE_SET: ("schedule", "quiet"),
    EventKind.PRIORITY_SET: ("flag", "quiet"),
    EventKind.RELATED: ("link", "quiet"),
    EventKind.UNRELATED: ("link", "quiet"),
    EventKind.SEPARATED: ("content_copy", "new"),
    EventKind.SERVICE_CHANGED: ("edit", "quiet"),
    EventKind.PIN_MOVED: ("location_on", "quiet"),
    EventKind.DUPLICATE: ("content_copy", "quiet"),
    EventKind.MERGED: ("content_copy", "quiet"),
    EventKind.CLOSED: ("check_circle", "good"),
    EventKind.REOPENED: ("autorenew", "new"),
    EventKind.PHOTO_ADDED: ("photo_camera", "quiet"),
    EventKind.HIDDEN: ("visibility_off", "bad"),
    EventKind.SHOWN: ("visibility", "quiet"),
}
_WRITTEN = (EventKind.REPLIED, EventKind.COMMENTED, EventKind.ASKED)
_BADGES: dict[str, str | Promise] = {
    Audience.ORGANIZATION: _("Internal"),
    Audience.INVOLVED: _("Shared"),
    Audience.PRIVATE: _("Private"),
}


@dataclass(frozen=True)
class Told:
    """An entry of the story with its looks."""

    entry: Entry

    @property
    def kind(self) -> str:
        return self.entry.kind

    @property
    def title(self) -> str:
        return self.entry.title

    @property
    def text(self) -> str:
        if self.kind == EventKind.HIDDEN:
            return str(self.entry.event.data.get("reason", ""))
        return self.entry.text

    @property
    def at(self) -> dt.datetime:
        return self.entry.at

    @property
    def who(self) -> str:
        return self.entry.by

    @property
    def icon(self) -> str:
        return _SIGNS.get(EventKind(self.kind), ("check", "quiet"))[0]

    @property
    def tone(self) -> str:
        return _SIGNS.get(EventKind(self.kind), ("check", "quiet"))[1]

    @property
    def badge(self) -> str | Promise:
        return _BADGES.get(self.entry.audience, "")

    @property
    def is_inside(self) -> bool:
        return self.entry.audience != Audience.PUBLIC

    @property
    def message(self) -> Message | None:
        """The message whose words these are; not the one that an entry says was hidden."""
        return self.entry.message if self.kind in _WRITTEN else None

    @property
    def files(self) -> Sequence[Attachment]:
        return self.entry.files

    @property
    def number(self) -> str:
        """The request that it was said of, where that was another one."""
        return self.entry.number if self.entry.is_of_duplicate else ""
