"""The columns of open data: first those of GeoReport Bulk, then more; each with what it means, in both languages.

Source of the first fourteen: https://wiki.open311.org/GeoReport/bulk
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    TEXT = "string"
    TIME = "datetime"
    NUMBER = "number"
    WHOLE = "integer"
    DAY = "date"
    YES_NO = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind
    about: str | Promise

    @property
    def kind_in_words(self) -> str | Promise:
        return _KINDS[self.kind]


_KINDS = {
    Kind.TEXT: _("text"),
    Kind.TIME: _("time (UTC)"),
    Kind.NUMBER: _("number"),
    Kind.WHOLE: _("whole number"),
    Kind.DAY: _("day"),
    Kind.YES_NO: _("yes or no"),
}


BULK = (
    Column("service_request_id", Kind.TEXT, _("The number of the request, which never changes.")),
    Column("requested_datetime", Kind.TIME, _("When it was reported.")),
    Column("updated_datetime", Kind.TIME, _("When it was last changed; of what is closed, when it was closed.")),
    Column("closed_date", Kind.TIME, _("When it was closed; empty while it is open.")),
    Column("status_description", Kind.TEXT, _("Open, Processing, Hold (the reporter was asked something) or Closed.")),
    Column("status_notes", Kind.TEXT, _("How it was closed, and the public words about it.")),
    Column("source", Kind.TEXT, _("How it came in: Website, Phone, Counter, Open311, API or the system it came from.")),
    Column("service_name", Kind.TEXT, _("What was asked for.")),
    Column("service_subtype", Kind.TEXT, _("The group that the service belongs to.")),
    Column(
        "description", Kind.TEXT, _("What was written; phone numbers, e-mail addresses, license plates are covered.")
    ),
    Column("agency_responsible", Kind.TEXT, _("Who has it now: the organization and its department.")),
    Column("address", Kind.TEXT, _("Where it is, in words.")),
    Column("lat", Kind.NUMBER, _("Latitude in degrees (WGS 84).")),
    Column("long", Kind.NUMBER, _("Longitude in degrees (WGS 84).")),
)
MORE = (
    Column("service_code", Kind.TEXT, _("The short name of the service, the same for every organization.")),
    Column("status", Kind.TEXT, _("open or closed.")),
    Column(
        "resolution",
        Kind.TEXT,
        _("How it was closed: fixed, nothing_found, no_work, duplicate, withdrawn or no_answer."),
    ),
    Column("duplicate_of", Kind.TEXT, _("The number of the request that it repeats, where that is public.")),
    Column("organization", Kind.TEXT, _("The short name of the organization that has it now.")),
    Column("on_behalf_of", Kind.TEXT, _("The short name of whom it is worked for, where another one has it.")),
    Column("place", Kind.TEXT, _("The municipality or community in which it lies.")),
    Column("acknowledged_datetime", Kind.TIME, _("When somebody first said that they are on it.")),
    Column("expected_datetime", Kind.TIME, _("By when it was to be done, as the resident was told.")),
    Column("url", Kind.TEXT, _("Its page.")),
)
ALL = (*BULK, *MORE)
