"""What goes on around: the filters and the box in the address, the same for the map, the list and the feeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from fixward.domain.catalog.queries import groups_with_services
from fixward.domain.routing import current
from fixward.domain.service_requests.clusters import Box, inside, read_box
from fixward.domain.service_requests.filters import Filters, places_to_choose
from fixward.domain.service_requests.models import ServiceRequest
from fixward.domain.service_requests.querysets import ServiceRequestQuerySet


@dataclass(frozen=True)
class Around:
    filters: Filters
    box: Box | None

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Around:
        return cls(Filters.read(given), read_box(given.get("bbox", "")))

    def chosen(self) -> ServiceRequestQuerySet[ServiceRequest]:
        """What everybody may see of it, wherever it lies."""
        return self.filters.choose(ServiceRequest.objects.public())

    def newest(self) -> ServiceRequestQuerySet[ServiceRequest]:
        """The same inside the box, where there is one."""
        rows = self.chosen() if self.box is None else self.chosen().filter(inside(self.box))
        return rows.order_by("-submitted_at", "-pk")

    def query(self) -> dict[str, str]:
        box = {} if self.box is None else {"bbox": ",".join(f"{degrees:.5f}" for degrees in self.box)}
        return self.filters.query() | box

    def address(self, name: str) -> str:
        """Of the page or feed with this name, with the same filters and box."""
        return f"{reverse(name)}?{urlencode(self.query())}".rstrip("?")

    def on_the_map(self) -> str:
        """Where a map asks; it fills in what it shows."""
        asked = urlencode(self.filters.query())
        return f"{reverse('residents:viewport')}?bbox={{bbox}}&zoom={{zoom}}" + (f"&{asked}" if asked else "")


def choices() -> dict[str, object]:
    """What the fields of the filter offer."""
    organizations = current.current().organizations.values()
    return {
        "groups": list(groups_with_services()),
        "organizations": sorted(organizations, key=lambda organization: organization.name),
        "places": places_to_choose(),
    }
