"""What an organization sets up about its requests: the reasons for which it closes them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.governments.changes import Refused, State, Subject, subject
from fixward.domain.service_requests.reasons import CLOSING, CloseReason


class _CloseReason(Subject[CloseReason]):
    code = "close_reason"
    model = CloseReason
    word = gettext_lazy("Close reason")
    fields = {
        "name": gettext_lazy("Reason"),
        "resolution": gettext_lazy("Outcome"),
        "position": gettext_lazy("Position"),
        "is_active": gettext_lazy("Offered"),
    }

    def check(self, thing: CloseReason, state: State) -> None:
        if not thing.name.get("en"):
            raise Refused(name=_("Give it a name in English at least."))
        if thing.resolution not in CLOSING:
            raise Refused(resolution=_("Choose one of the outcomes."))
        others = CloseReason.objects.filter(organization=thing.organization_id).exclude(pk=thing.pk)
        if any(other.name.get("en") == thing.name["en"] for other in others):
            raise Refused(name=_("Another reason is called so."))


CLOSE_REASON = subject(_CloseReason())
