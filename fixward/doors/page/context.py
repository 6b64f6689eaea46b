"""What every page knows: the name over the door, where its doors are, and whether mail leaves the house."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Door(NamedTuple):
    """One entry of the main navigation."""

    address: str
    label: str | Promise
    icon: str

    def leads_to(self, path: str) -> bool:
        return path == self.address or (self.address != "/" and path.startswith(self.address.rstrip("/") + "/"))


DOORS = (
    Door("/report", pgettext_lazy("navigation", "Report"), "add_circle"),
    Door("/", pgettext_lazy("navigation", "Map"), "map"),
    Door("/my", _("My requests"), "list"),
)
STAFF = Door("/staff/", pgettext_lazy("navigation", "Staff"), "work")


def page(request: HttpRequest) -> dict[str, Any]:
    """Asks no database: whoever is logged in is found only where a template asks for `user`."""
    return {
        "umbrella_name": settings.UMBRELLA_NAME,
        "mail_is_written_to_files": not settings.EMAIL_URL,
        "map_style_url": settings.MAP_STYLE_URL,
        "doors": [(door, door.leads_to(request.path)) for door in DOORS],
        "staff_door": (STAFF, STAFF.leads_to(request.path)),
    }
