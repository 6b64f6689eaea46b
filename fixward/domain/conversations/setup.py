"""Canned replies in the log of changes: before and after, and taken back like all that is set up."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.conversations import policy
from fixward.domain.conversations.models import CannedReply
from fixward.domain.governments.changes import State, Subject, subject
from fixward.domain.governments.models import Member
from fixward.domain.governments.subjects import must_be_alone


class _Canned(Subject[CannedReply]):
    code = "canned"
    model = CannedReply
    word = gettext_lazy("Canned reply")
    fields = {
        "name": gettext_lazy("Name"),
        "service": gettext_lazy("For"),
        "status": gettext_lazy("When the request is"),
        "text": gettext_lazy("Words"),
        "retired_at": gettext_lazy("Offered no more"),
    }

    def may(self, by: Member, thing: CannedReply) -> bool:
        return policy.can_write_canned(by) and by.organization_id == thing.organization_id

    def check(self, thing: CannedReply, state: State) -> None:
        if thing.retired_at is None:
            own = CannedReply.objects.filter(organization=thing.organization, retired_at=None)
            must_be_alone(thing, own, name=_("There is one with this name already."))


CANNED = subject(_Canned())
