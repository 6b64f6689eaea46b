"""What every page knows: the name over the door, the doors, whether mail leaves the house and what is made up."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fixward.domain.governments.queries import memberships
from fixward.domain.people.models import Person


class Door(NamedTuple):
    """One entry of the main navigation."""

    address: str
    label: str | Promise
    icon: str
    is_for_wide: bool = False
    """Whether it has no room on a phone, where the home page and the foot lead there."""

    def leads_to(self, path: str) -> bool:
        return path == self.address or (self.address != "/" and path.startswith(self.address.rstrip("/") + "/"))


MY = Door("/my", _("My requests"), "list")
DOORS = (
    Door("/report", pgettext_lazy("navigation", "Report"), "add_circle"),
    Door("/", pgettext_lazy("navigation", "Map"), "map"),
    MY,
    Door("/figures/", pgettext_lazy("navigation", "Figures"), "insights", is_for_wide=True),
)
STAFF = Door("/staff/", pgettext_lazy("navigation", "Staff"), "work")


def page(request: HttpRequest) -> dict[str, Any]:
    """Asks no database: whoever is logged in is found only where a template asks for `user` or `is_member`."""
    return {
        "umbrella_name": settings.UMBRELLA_NAME,
        "units": settings.UNITS,
        "is_demonstration": settings.DEMO,
        "has_open_data": settings.OPEN_DATA,
        "mail_is_written_to_files": not settings.EMAIL_URL,
        "map_style_url": settings.MAP_STYLE_URL,
        "doors": [(door, door.leads_to(request.path)) for door in DOORS],
        "staff_door": (STAFF, STAFF.leads_to(request.path)),
        "is_member": partial(is_member, request),
        "owner": partial(owner, request),
    }


def owner(request: HttpRequest) -> str:
    """A mark for what this browser keeps, so that nobody else's session sends or shows it; empty without a log-in."""
    user = getattr(request, "user", None)
    return salted_hmac("doors.page.owner", str(user.pk)).hexdigest()[:16] if user and user.is_authenticated else ""


def is_member(request: HttpRequest) -> bool:
    """Asked by a template of who is logged in; the staff's door knows already."""
    hats = getattr(request, "hats", None)
    if hats is not None:
        return bool(hats)
    return isinstance(request.user, Person) and memberships(request.user).exists()
