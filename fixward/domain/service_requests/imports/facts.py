"""What one row says, read by the mapping: checked by itself, before anything is asked of catalog or ground."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fixward.domain.service_requests.imports.cells import Row
from fixward.domain.service_requests.imports.mapping import Columns, Mapping, Outcome, folded
from fixward.domain.service_requests.imports.report import Unreadable
from fixward.domain.service_requests.imports.times import Moments
from fixward.domain.service_requests.models import Status
from fixward.foundation.text import clean


@dataclass(slots=True)
class Fact:
    """One request as the other system had it; WGS84 degrees, aware moments, words as the file has them."""

    row: Row
    lon: float
    lat: float
    outcome: Outcome
    submitted_at: dt.datetime
    updated_at: dt.datetime
    closed_at: dt.datetime | None
    description: str
    address: str

    @property
    def ended_at(self) -> dt.datetime | None:
        """When its custody ended: not before it began, whatever the file's clocks said."""
        return max(self.closed_at, self.submitted_at) if self.closed_at else None


class Reader:
    """Reads rows as facts."""

    def __init__(self, mapping: Mapping, *, now: dt.datetime) -> None:
        self._mapping, self._now = mapping, now
        self._moments = Moments(mapping.times)

    def read(self, row: Row) -> Fact:
        """Raises Unreadable with the reason."""
        cells = row.cells
        lon, lat = _point(cells)
        outcome = self._outcome(cells.status)
        submitted, updated, closed = self._times(cells, outcome)
        return Fact(
            row=row,
            lon=lon,
            lat=lat,
            outcome=outcome,
            submitted_at=submitted,
            updated_at=updated,
            closed_at=closed,
            description=clean(cells.description) if cells.description else "",
            address=clean(cells.address)[:300] if cells.address else "",
        )

    def _outcome(self, word: str) -> Outcome:
        try:
            return self._mapping.statuses[folded(word)]
        except KeyError:
            raise Unreadable(_("its status “%(word)s” is not in the mapping") % {"word": word[:60]}) from None

    def _times(self, cells: Columns, outcome: Outcome) -> tuple[dt.datetime, dt.datetime, dt.datetime | None]:
        created = self._moments.read(cells.created)
        if created is None:
            raise Unreadable(_("it has no time of creation"))
        updated = self._moments.read(cells.updated)
        # What is open now may have been closed before: the status decides.
        closed = self._closed(cells, updated) if outcome.status == Status.CLOSED else None
        if max(created, closed or created) > self._now:
            raise Unreadable(_("it was created or closed in the future"))
        return created, updated or closed or created, closed

    def _closed(self, cells: Columns, updated: dt.datetime | None) -> dt.datetime:
        closed = self._moments.read(cells.closed)
        if closed is None and self._mapping.times.close_at_update:
            closed = updated
        if closed is None:
            raise Unreadable(_("it is closed, and has no closing time"))
        return closed


def _point(cells: Columns) -> tuple[float, float]:
    if not (cells.lon.strip() and cells.lat.strip()):
        raise Unreadable(_("it has no coordinates"))
    try:
        lon, lat = float(cells.lon), float(cells.lat)
    except ValueError:
        lon = lat = math.nan
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Unreadable(
            _("its coordinates, longitude “%(lon)s” and latitude “%(lat)s”, are not on earth")
            % {"lon": cells.lon[:40], "lat": cells.lat[:40]}
        )
    return lon, lat
