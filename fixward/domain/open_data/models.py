"""What was made for everybody, night by night."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from fixward.foundation import clock

REQUESTS = "requests"
FORMATS = {"csv": "CSV", "geojson": "GeoJSON", "parquet": "Parquet"}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
}


@dataclass(frozen=True, slots=True)
class Made:
    """One file of an edition: of one organization, or of all with an empty code; `name` is where the storage has it.

    `table` is what its rows are: requests, or one of those beside them.
    """

    organization: str
    form: str
    name: str
    size: int
    rows: int
    sha256: str
    table: str = REQUESTS

    @property
    def format(self) -> str:
        return FORMATS[self.form]


class Edition(models.Model):
    """The files of one night. The newest is given out; the one before stays for whoever is at it just now."""

    made_at = models.DateTimeField(default=clock.now)
    files = models.JSONField(default=list, help_text="What is known of each file.")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"

    def made(self, organization: str = "") -> list[Made]:
        """The requests of one organization, or of all together."""
        known = map(self._file, self.files)
        return [one for one in known if one.organization == organization and one.table == REQUESTS]

    def beside(self) -> list[Made]:
        """What is given out beside the requests."""
        return [one for one in map(self._file, self.files) if one.table != REQUESTS]

    def organizations(self) -> list[str]:
        """The codes of those that have files of their own."""
        return list(dict.fromkeys(one["organization"] for one in self.files if one["organization"]))

    @staticmethod
    def _file(kept: dict[str, object]) -> Made:
        return Made(**kept)  # type: ignore[arg-type]
