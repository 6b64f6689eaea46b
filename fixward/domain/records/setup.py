"""Retention schedules: set up like everything else, logged with before and after, and taken back by the same checks."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.governments.changes import Refused, State, Subject, subject
from fixward.domain.records.models import Schedule

_LONGEST = 1200


class _Schedule(Subject[Schedule]):
    """How long one kind of thing is kept after a request was closed."""

    code = "retention"
    model = Schedule
    word = gettext_lazy("Retention schedule")
    fields = {"kind": gettext_lazy("What"), "months": gettext_lazy("Months after closing")}

    def check(self, thing: Schedule, state: State) -> None:
        if not 1 <= thing.months <= _LONGEST:
            raise Refused(months=_("Between one month and a hundred years."))

    def check_removal(self, thing: Schedule) -> None:
        """Nothing needs it: without it the kind is kept."""


SCHEDULE = subject(_Schedule())
