"""Moving the pin: whose the request would be there is said first, and it is handed over in the same step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fixward.domain.governments.models import Member, Organization
from fixward.domain.routing import wording
from fixward.domain.service_requests import policy, queries
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.where import NotHere
from fixward.doors.staff.forms import Seen, Words
from fixward.foundation.text import clean

_HAND, _KEEP = "hand-", "keep"
_CHOOSE = _("It would be another one's there. Choose one of the two.")


class PinForm(Seen):
    """Where the rules of that point name another owner, it asks whether that gets the request in the same step."""

    lon = forms.FloatField(label=_("Longitude"), widget=forms.NumberInput(attrs={"step": "any"}))
    lat = forms.FloatField(label=_("Latitude"), widget=forms.NumberInput(attrs={"step": "any"}))
    address = forms.CharField(label=_("Address or description of the place"), max_length=300, required=False)

    hand = forms.ChoiceField(
        label=_("Who is to have it then?"),
        choices=[(_KEEP, "")],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"required": _CHOOSE, "invalid_choice": _CHOOSE},
    )
    reason = Words(
        label=_("Reason for handing it over"),
        rows=2,
        required=False,
        help_text=_("The receiver and the public read it."),
    )
    owner: Organization | None = None
    because: tuple[str, ...] = ()
    outside = ""

    def fit(self, service_request: ServiceRequest, member: Member) -> None:
        self.member = member
        self.initial = {"lon": service_request.lon, "lat": service_request.lat, "address": service_request.address}
        self.look(self.data.get("lon"), self.data.get("lat"))

    def look(self, lon: object, lat: object) -> None:
        """Who would own it at these degrees, where that is another one and it can be handed over."""
        try:
            self.owner, self.because = owner_there(self.service_request, lon, lat, member=self.member)
        except NotHere as error:
            self.outside = str(error)
        if self.owner is None:
            return
        words = {"organization": self.owner, "holder": self.service_request.organization}
        hand = self.fields["hand"]
        assert isinstance(hand, forms.ChoiceField)
        hand.required = True
        hand.choices = [
            # With whom it names: where the rules have changed since the page was drawn, it is asked again.
            (f"{_HAND}{self.owner.pk}", _("Hand it to %(organization)s") % words),
            (_KEEP, _("It stays with %(holder)s") % words),
        ]

    def clean_address(self) -> str:
        return clean(self.cleaned_data["address"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        hand, reason = data.pop("hand", ""), data.pop("reason", "")
        if self.owner is None or self.errors:
            return data
        if hand == _KEEP:
            return data
        if not reason:
            self.add_error("reason", _("Say why: the receiver and the resident will read it."))
        return data | {"to": self.owner, "reason": reason}


def owner_there(
    service_request: ServiceRequest, lon: object, lat: object, *, member: Member
) -> tuple[Organization | None, tuple[str, ...]]:
    """Whom the rules would give it at a point as somebody typed it, and why; none where that is its holder.

    Raises NotHere outside the umbrella's ground.
    """
    try:
        there = float(str(lon)), float(str(lat))
    except ValueError:
        return None, ()
    route = queries.route_at(service_request, *there)
    if route.organization == service_request.organization_id or not policy.can_hand_over(member, service_request):
        return None, ()
    owner = Organization.objects.filter(pk=route.organization).first()
    return owner, tuple(wording.sentences(route.reasons()))
