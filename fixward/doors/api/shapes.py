"""What goes out, and the parts that what comes in is made of. Codes name things; names are in the caller's language."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from fixward.foundation.text import clean


class Given(Schema):
    """What comes in: a field that nobody knows is a slip of the pen, and is told."""

    model_config = ConfigDict(extra="forbid")


_A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _read_day(value: object) -> object:
    """As text alone: a bare number would be taken for seconds."""
    if value is None or isinstance(value, dt.date) or (isinstance(value, str) and _A_DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("date_type", "no day")


Day = Annotated[dt.date, BeforeValidator(_read_day)]
Code = Annotated[str, Field(min_length=1, max_length=50)]
CodeOrNone = Annotated[str, Field(max_length=50)]
Words = Annotated[str, Field(max_length=4000), AfterValidator(clean)]
Line = Annotated[str, Field(max_length=300), AfterValidator(clean)]
Number = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(clean)]
Id = Annotated[int, Field(ge=1, lt=2**63, strict=True)]
InPath = Annotated[int, Field(ge=1, lt=2**63)]
# In an address everything is text; in JSON a number is a number.
Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, strict=True, description="WGS84 degrees.")]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, strict=True, description="WGS84 degrees.")]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, description="WGS84 degrees.")]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, description="WGS84 degrees.")]


class Named(Schema):
    code: str
    name: str


class Target(Schema):
    """How soon: so many hours, days or working_days."""

    amount: int
    unit: str


class PhotoOut(Schema):
    id: int
    url: str
    small_url: str
    width: int
    height: int
    shows_work: bool


class MemberOut(Schema):
    id: int
    name: str


class DeskOut(Schema):
    """What only members read."""

    priority: Literal["low", "normal", "high", "urgent"]
    due_at: dt.datetime | None
    assignee: MemberOut | None
    unsettled_at: dt.datetime | None
    hidden_at: dt.datetime | None
    source: str
    source_id: str


class RequestOut(Schema):
    """A request as a list has it."""

    number: str
    url: str
    status: Literal["submitted", "acknowledged", "closed"]
    resolution: str | None
    outcome: str | None = Field(description="How it was closed, in words.")
    closing_text: str | None = Field(description="What everybody was told when it was closed.")
    service: Named
    organization: Named
    department: Named | None
    on_behalf_of: Named | None
    place: Named | None
    lon: float
    lat: float
    address: str
    description: str
    submitted_at: dt.datetime
    updated_at: dt.datetime
    acknowledged_at: dt.datetime | None
    waiting_since: dt.datetime | None
    closed_at: dt.datetime | None
    expected_at: dt.datetime | None
    supporters: int
    is_private: bool
    duplicate_of: str | None
    photos: list[PhotoOut]
    version: int = Field(description="Send it back as `seen`, so that you undo nothing you have not read.")
    desk: DeskOut | None = Field(description="For members.")


class RequestPage(Schema):
    items: list[RequestOut]
    next: str | None = Field(description="The address of the next page.")


class AnswerOut(Schema):
    code: str
    question: str
    answer: str


class CustodyOut(Schema):
    """One stretch of one organization and department holding it."""

    organization: Named
    department: Named | None
    how: str
    reason: str
    started_at: dt.datetime
    ended_at: dt.datetime | None
    used_seconds: int = Field(description="Of its target, in that target's time; to the minute.")
    is_late: bool


class FileOut(Schema):
    name: str
    url: str
    content_type: str
    size: int


class StoryOut(Schema):
    """One thing that happened, as you may read it."""

    id: int
    kind: str
    at: dt.datetime
    title: str
    text: str
    by: str
    audience: str
    is_official: bool
    number: str = Field(description="Of the request where it happened: another one where that repeats this one.")
    message: int | None = Field(description="The id of the message, for a flag or a moderator.")
    photos: list[int]
    files: list[FileOut]


class ReporterOut(Schema):
    """For the desk that works on it, and for nobody else."""

    name: str
    email: str
    phone: str


class WholeOut(RequestOut):
    """A request with all that you may see of it."""

    because: list[str] = Field(description="Why its holder has it.")
    answers: list[AnswerOut]
    custodies: list[CustodyOut]
    story: list[StoryOut]
    waiting_comments: list[str] = Field(description="Your own comments that wait for a moderator.")
    related: list[str] = Field(description="Numbers of linked requests, for members.")
    is_supported: bool
    is_followed: bool
    reporter: ReporterOut | None


class DoneOut(Schema):
    """What came of an act. Nothing of it is personal: read the request for the rest."""

    number: str
    url: str
    status: str
    organization: str = Field(description="The code of who holds it now.")
    version: int
    id: int | None = Field(description="Of what was written: a message, a note, an edit, a rating.")


Json = dict[str, Any]
