"""The public facts as open data: one row a request, one a stretch of custody; nothing of persons or departments."""

from __future__ import annotations

from pathlib import Path

from django.db import connection
from django.utils.translation import gettext_lazy as _

from fixward.domain.open_data.beside import Beside, join
from fixward.domain.open_data.columns import Column, Kind
from fixward.domain.service_requests.models import ServiceRequest
from fixward.followups.insights.counting.outcomes import OUTCOMES
from fixward.followups.insights.making.renewing import renew
from fixward.followups.insights.models import Life, Reading, Turn
from fixward.foundation.text.cells import harmless_in_sql

_OUTCOME = "CASE fact.outcome {} END".format(
    " ".join(f"WHEN {number} THEN '{outcome.value}'" for number, outcome in enumerate(OUTCOMES, start=1))
)
# What became private or hidden since the facts were made is left out all the same.
_OF_ALL = f"""
    JOIN {ServiceRequest._meta.db_table} AS request
        ON request.id = fact.request AND NOT request.is_private AND request.hidden_at IS NULL
    JOIN catalog_service AS service ON service.id = fact.service
    LEFT JOIN places_place AS place ON place.id = fact.place
    WHERE fact.public
"""

_WHOSE = (
    (Column("service_request_id", Kind.TEXT, _("The number of the request.")), "request.number"),
    (Column("service_code", Kind.TEXT, _("The short name of the service that it has now.")), "service.code"),
    (Column("place", Kind.TEXT, _("Where it lies now; empty outside every place.")), harmless_in_sql("place.name")),
)


def _code(name: str) -> str:
    return f"(SELECT code FROM governments_organization WHERE id = fact.{name})"  # noqa: S608 names of our own


_LIVES = (
    *_WHOSE,
    (Column("first_organization", Kind.TEXT, _("The short name of who had it first.")), _code("first_organization")),
    (Column("organization", Kind.TEXT, _("The short name of who had it last.")), _code("organization")),
    (Column("received_on", Kind.DAY, _("The day on which it was reported.")), "fact.received_on"),
    (Column("acknowledged_on", Kind.DAY, _("The day on which a desk first took note.")), "fact.taken_on"),
    (Column("acknowledge_s", Kind.WHOLE, _("Seconds until then, held by all.")), "fact.taken_held"),
    (Column("acknowledge_worked_s", Kind.WHOLE, _("The same in working time.")), "fact.taken_worked"),
    (Column("closed_on", Kind.DAY, _("The day on which it was closed; empty while it is open.")), "fact.closed_on"),
    (
        Column(
            "resolution",
            Kind.TEXT,
            _("How it was closed: fixed, nothing_found, no_work, duplicate, withdrawn or no_answer."),
        ),
        _OUTCOME,
    ),
    (
        Column("within_target", Kind.YES_NO, _("Closed by its last holder's target; empty without one.")),
        "fact.within::text",
    ),
    (Column("held_s", Kind.WHOLE, _("Seconds that all holders had it, until it was closed.")), "fact.held"),
    (Column("worked_s", Kind.WHOLE, _("The same in working time.")), "fact.worked"),
    (Column("held_by_last_s", Kind.WHOLE, _("Seconds that the last holder had it, in all.")), "fact.own_held"),
    (Column("lost_s", Kind.WHOLE, _("Seconds that others had it.")), "fact.lost"),
    (Column("hands", Kind.WHOLE, _("How often it went from one organization to another.")), "fact.hands"),
    (Column("supporters", Kind.WHOLE, _("How many said “me too”.")), "fact.supports"),
)
_TURNS = (
    *_WHOSE,
    (Column("number", Kind.WHOLE, _("Which stretch of the request it is, from 1 on.")), "fact.number"),
    (Column("organization", Kind.TEXT, _("The short name of who held it.")), _code("organization")),
    (Column("how", Kind.TEXT, _("How it came: submitted, transferred, returned, settled ...")), "fact.how"),
    (Column("came_from", Kind.TEXT, _("The short name of who held it before.")), _code("came_from")),
    (Column("went_to", Kind.TEXT, _("The short name of who held it after.")), _code("went_to")),
    (Column("started_on", Kind.DAY, _("The day on which the stretch began.")), "fact.started_on"),
    (Column("ended_on", Kind.DAY, _("The day on which it ended; empty while it lasts.")), "fact.ended_on"),
    (Column("held_s", Kind.WHOLE, _("Its length in seconds; waits for the reporter are taken out.")), "fact.held"),
    (Column("worked_s", Kind.WHOLE, _("The same in working time.")), "fact.worked"),
)


def _write(path: Path, columns: tuple[tuple[Column, str], ...], table: str, order: str) -> int:
    """Straight from the database into the file, however many there are."""
    told = ", ".join(f"{source} AS {column.name}" for column, source in columns)
    statement = f"SELECT {told} FROM {table} AS fact {_OF_ALL} ORDER BY {order}"  # noqa: S608 names of our own
    with path.open("wb") as file, connection.cursor() as cursor:
        with cursor.copy(f"COPY ({statement}) TO STDOUT WITH (FORMAT CSV, HEADER)") as copying:
            for piece in copying:
                file.write(piece)
        return int(cursor.rowcount)


def _lives(path: Path) -> int:
    """Where nothing has been counted yet, that is done first: an empty file would say that nothing ever happened."""
    if not Reading.objects.exists():
        renew()
    return _write(path, _LIVES, Life._meta.db_table, "fact.request")


def _turns(path: Path) -> int:
    return _write(path, _TURNS, Turn._meta.db_table, "fact.request, fact.number")


join(Beside("lives", _("One row a request: what became of it."), [column for column, _sql in _LIVES], _lives))
join(
    Beside(
        "turns",
        _("One row a stretch of one organization holding a request."),
        [column for column, _sql in _TURNS],
        _turns,
    )
)
