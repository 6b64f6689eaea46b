"""Who may change each sort of thing in a set-up, here Alder's or what all share: part of ACTS.

A new `Subject` needs its line here, and its `set_up.<code>` in `governments/permissions.py`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from fixward.domain.catalog.models import Offering, Question, Service, ServiceGroup
from fixward.domain.catalog.setup import GROUP, OFFERING, QUESTION, SERVICE
from fixward.domain.conversations.setup import CANNED
from fixward.domain.governments import invitations
from fixward.domain.governments.branding import BRANDING, branding_of
from fixward.domain.governments.changes import remove, save, undo
from fixward.domain.governments.models import (
    Change,
    Department,
    Grant,
    Holiday,
    Invitation,
    MailDomain,
    Member,
    Organization,
    Role,
    Zone,
)
from fixward.domain.governments.setup import DEPARTMENT, FIGURES, GRANT, HOLIDAY, HOURS, MEMBER, ORGANIZATION, PROFILE
from fixward.domain.governments.sign_on import MAIL_DOMAIN, SIGN_ON, sign_on_of
from fixward.domain.governments.zones import ZONE
from fixward.domain.programs import operations as programs
from fixward.domain.programs.models import Program
from fixward.domain.programs.setup import KEY, PROGRAM
from fixward.domain.records.models import Schedule
from fixward.domain.records.setup import SCHEDULE
from fixward.domain.routing.models import AssignmentRule, Responsibility
from fixward.domain.routing.setup import HANDLING, RESPONSIBILITY, RULE, STAND_ALONE
from fixward.domain.service_requests.reasons import CloseReason
from fixward.domain.service_requests.setup import CLOSE_REASON
from fixward.domain.surveying import operations
from fixward.domain.surveying.models import GroundFile, Sort, Stage
from fixward.domain.surveying.setup import GROUND_FILE, LAYER, PLACE
from fixward.followups.exchange.connectors.models import Connector, Pairing
from fixward.followups.exchange.connectors.setup import CONNECTOR, PAIRING
from fixward.followups.exchange.webhooks.setup import WEBHOOK
from tests.access.kinds import ADMINISTRATORS_HERE, MANAGERS_HERE, UMBRELLA
from tests.access.row import Row, act
from tests.access.world import SQUARE, World, town_file

NAME = {"name": {"en": "Something"}}
COMING = dt.date(2100, 1, 1)


def _invite(world: World, by: Any) -> Invitation:
    return invitations.invite(
        world.town.alder, email="new@example.org", role=Role.WORKER, departments=[], language="en", by=by
    )


def _handled(world: World) -> Organization:
    """Alder, as if the county handled it, and with somebody who could go alone with it."""
    Organization.objects.filter(pk=world.town.alder.pk).update(handled_by=world.town.county)
    return Organization.objects.get(pk=world.town.alder.pk)


def _changed(world: World) -> Change:
    save(PROFILE, world.town.alder, by=world.members["holding.administrator"], phone="555 0101")
    return Change.objects.latest("pk")


def brought(world: World, stage: Stage = Stage.CHOOSING) -> GroundFile:
    """A file of one town, which no worker has looked at. Looked into once: that is done in a process of its own."""
    made = GroundFile.objects.get(pk=world.ground_file.pk)
    made.stage, made.chosen = stage, {"kind": "municipality", "name_field": "name", "code_field": "code"}
    made.save()
    return made


def program(world: World) -> Program:
    """One of Alder's, with a key."""
    return world.program


def connector(world: World) -> Connector:
    """The way to the state, by mail."""
    return Connector.objects.get_or_create(organization=world.town.state)[0]


def _own(sort: Any, world: World) -> Any:
    return sort(organization=world.town.alder)


PROVIDER = {"issuer": "https://login.example.org", "client_id": "fixward", "domains": ["alder.example"]}
_OURS = {
    "governments.invite": lambda w, on, by: _invite(w, by),
    "governments.withdraw": lambda w, on, by: invitations.withdraw(
        _invite(w, w.members["holding.administrator"]), by=by
    ),
    "set_up.program": lambda w, on, by: save(PROGRAM, w.program, by=by, name="Another app"),
    "set_up.key": lambda w, on, by: save(KEY, w.program.keys.get(), by=by, expires_at="2100-01-01T00:00:00Z"),
    "programs.make_key": lambda w, on, by: programs.make_key(w.program, by=by),
    "programs.revoke_key": lambda w, on, by: programs.revoke_key(w.program.keys.get(), by=by),
    "programs.end": lambda w, on, by: programs.end(w.program, by=by),
    "governments.remove": lambda w, on, by: remove(
        DEPARTMENT, Department.objects.create(organization=w.town.alder, code="idle", name="Idle"), by=by
    ),
    "governments.undo": lambda w, on, by: undo(_changed(w), by=by),
    "set_up.profile": lambda w, on, by: save(PROFILE, w.town.alder, by=by, phone="555 0102"),
    "set_up.branding": lambda w, on, by: save(BRANDING, branding_of(w.town.alder), by=by, colour="#004488"),
    "set_up.figures": lambda w, on, by: save(FIGURES, w.town.alder, by=by, departments_in_figures="none"),
    "set_up.hours": lambda w, on, by: save(HOURS, w.town.alder, by=by, hours=[[0, "08:00", "12:00"]]),
    "set_up.holiday": lambda w, on, by: save(HOLIDAY, _own(Holiday, w), by=by, day=COMING, name="Fair"),
    "set_up.close_reason": lambda w, on, by: save(
        CLOSE_REASON, CloseReason(organization=w.town.alder), by=by, resolution="fixed", **NAME
    ),
    "set_up.department": lambda w, on, by: save(DEPARTMENT, w.town.alder_desk, by=by, name="Front desk"),
    "set_up.member": lambda w, on, by: save(MEMBER, Member.objects.get(pk=w.town.ada.pk), by=by, role=int(Role.VIEWER)),
    "set_up.invitation": lambda w, on, by: save(
        invitations.INVITATION, _invite(w, w.members["holding.administrator"]), by=by, role=int(Role.MANAGER)
    ),
    "set_up.grant": lambda w, on, by: save(
        GRANT, _own(Grant, w), by=by, to=w.town.birch.pk, role=int(Role.WORKER), valid_from=COMING
    ),
    "set_up.zone": lambda w, on, by: save(ZONE, _own(Zone, w), by=by, name="North", outline=SQUARE),
    "set_up.question": lambda w, on, by: save(
        QUESTION, _own(Question, w), by=by, service=w.town.pothole_service.pk, text={"en": "Deep?"}, code="deep"
    ),
    "set_up.offering": lambda w, on, by: save(
        OFFERING, Offering.objects.get(organization=w.town.alder, service=w.town.pothole_service), by=by, is_hidden=True
    ),
    "set_up.retention": lambda w, on, by: save(SCHEDULE, _own(Schedule, w), by=by, kind="notes", months=60),
    "set_up.sign_on": lambda w, on, by: save(SIGN_ON, sign_on_of(w.town.alder), by=by, **PROVIDER),
    "set_up.webhook": lambda w, on, by: save(WEBHOOK, w.webhook, by=by, name="Other"),
    "set_up.rule": lambda w, on, by: save(RULE, _own(AssignmentRule, w), by=by, department=w.town.alder_desk.pk),
}
_SHARED = {
    "set_up.group": lambda w, on, by: save(GROUP, ServiceGroup(), by=by, code="new", **NAME),
    "set_up.service": lambda w, on, by: save(
        SERVICE, Service(), by=by, code="new", group=ServiceGroup.objects.get().pk, **NAME
    ),
    "set_up.organization": lambda w, on, by: save(ORGANIZATION, Organization(), by=by, code="new", name="New Town"),
    "set_up.responsibility": lambda w, on, by: save(
        RESPONSIBILITY,
        Responsibility(),
        by=by,
        organization=w.town.county.pk,
        place=w.town.places["alder"].pk,
        service=w.town.light_service.pk,
    ),
    "set_up.place": lambda w, on, by: save(PLACE, w.town.places["elm"], by=by, name="Elm Village"),
    "set_up.layer": lambda w, on, by: save(LAYER, w.town.layer, by=by, distance_m=40),
    "set_up.ground_file": lambda w, on, by: save(GROUND_FILE, brought(w, Stage.APPLYING), by=by, is_applied=True),
    "surveying.bring": lambda w, on, by: operations.bring(Sort.BOUNDARIES, town_file(), by=by),
    "surveying.choose": lambda w, on, by: operations.choose(brought(w), chosen={}, by=by),
    "surveying.apply": lambda w, on, by: operations.apply(brought(w, Stage.FORESEEN), by=by),
    "surveying.discard": lambda w, on, by: operations.discard(brought(w), by=by),
    "set_up.mail_domain": lambda w, on, by: save(
        MAIL_DOMAIN, MailDomain(), by=by, name="alder.example", organization=w.town.alder.pk
    ),
    "set_up.connector": lambda w, on, by: save(CONNECTOR, connector(w), by=by, shows_reporter=True),
    "set_up.pairing": lambda w, on, by: save(
        PAIRING, Pairing(), by=by, connector=connector(w).pk, service=w.town.light_service.pk, their_code="7"
    ),
    "set_up.handling": lambda w, on, by: save(HANDLING, w.town.birch, by=by, handled_by=w.town.county.pk),
}
SET_UP: dict[str, Row] = {
    **{name: act(ADMINISTRATORS_HERE, do) for name, do in _OURS.items()},
    **{name: act(UMBRELLA, do) for name, do in _SHARED.items()},
    "set_up.canned": act(MANAGERS_HERE, lambda w, on, by: save(CANNED, w.canned, by=by, name="Sooner")),
    # Whom the steward handles it can also let go.
    "set_up.stand_alone": act(
        ADMINISTRATORS_HERE | UMBRELLA,
        lambda w, on, by: save(STAND_ALONE, _handled(w), by=by, stand_alone_from=COMING),
    ),
}
