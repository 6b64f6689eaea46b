"""How a request can be closed at a desk: the organization's own reasons, and the outcomes for which it has none."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fixward.domain.service_requests.models import CloseReason, Resolution
from fixward.domain.service_requests.queries import close_reasons
from fixward.domain.service_requests.reasons import CLOSING

_OWN = "reason-"


class Outcome(forms.ChoiceField):
    """Gives the resolution, and the reason where it is an organization's own."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Outcome"), **options)
        self.reasons: dict[str, CloseReason] = {}

    def offer(self, organization: int) -> None:
        rows = close_reasons(organization)
        self.reasons = {f"{_OWN}{row.pk}": row for row in rows}
        self.choices = [choice for resolution in CLOSING for choice in self._ways(resolution)]

    def _ways(self, resolution: Resolution) -> list[tuple[str, Any]]:
        own = [
            (value, f"{row} ({resolution.label})")
            for value, row in self.reasons.items()
            if row.resolution == resolution
        ]
        return own or [(resolution.value, resolution.label)]

    def closed(self, value: str) -> dict[str, Any]:
        """What `close` takes, from what was chosen."""
        reason = self.reasons.get(value)
        return {"resolution": Resolution(reason.resolution if reason else value), "reason": reason}
