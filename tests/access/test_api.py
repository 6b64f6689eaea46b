"""The contract of access at the API: every act with keys of every kind is let in as its operation's row says."""

from __future__ import annotations

import datetime as dt
import inspect
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from fixward.domain.conversations import operations as conversations
from fixward.domain.governments.changes import save
from fixward.domain.programs import operations as programs
from fixward.domain.programs.models import Program
from fixward.domain.programs.setup import PROGRAM
from fixward.domain.service_requests import operations
from fixward.domain.service_requests.models import ServiceRequest
from fixward.doors.api.acts.table import ACTS
from tests.access import acts as contract
from tests.access import world as worlds
from tests.access.kinds import STANDINGS
from tests.access.world import World
from tests.town import IN_ALDER, IN_HOLE

# What an operation does by other addresses of the API, or is done only by people in pages, with the reason.
ELSEWHERE = {
    "service_requests.submit": "POST /requests",
    "service_requests.take": "POST /requests with a source",
    "service_requests.bring_history": "POST /history",
    "service_requests.adopt": "Once in the life of a town, when it stands alone: a page with a rehearsal.",
    "conversations.tell": "Open311, which names words by ids of the program.",
    "conversations.write_canned": "Set-up.",
    "conversations.retire_canned": "Set-up.",
}
_WHY = {"reason": "Because"}
_SCOPES = {"viewer": ["read", "report"], "worker": ["work", "report"], "manager": ["manage", "report"]}
Prepared = Callable[[World, ServiceRequest], tuple[ServiceRequest, dict[str, Any]]]


def _is(**body: Any) -> Prepared:
    return lambda world, on: (on, body)


def _with(make: Callable[[World, ServiceRequest], dict[str, Any]]) -> Prepared:
    return lambda world, on: (on, make(world, on))


def _separating(world: World, on: ServiceRequest) -> dict[str, Any]:
    operations.mark_duplicate(on, of=world.town.report(IN_ALDER), by=world.members["holding.worker"])
    return _WHY


def _hidden(world: World, on: ServiceRequest) -> dict[str, Any]:
    operations.hide(on, by=world.members["holding.manager"], **_WHY)
    return _WHY


def _flagged(world: World, on: ServiceRequest) -> dict[str, Any]:
    conversations.flag(on, reason="personal", by=world.town.rosa)
    return {}


def _message(world: World, on: ServiceRequest, *, hidden: bool = False) -> dict[str, Any]:
    made = conversations.comment(on, text="Still there", by=world.town.rosa)
    if hidden:
        conversations.hide_message(made, by=world.members["holding.manager"], **_WHY)
    return {"message": made.pk, **_WHY}


def _photo(world: World, on: ServiceRequest, *, hidden: bool = False) -> dict[str, Any]:
    photo = on.photos.get()
    if hidden:
        conversations.hide_photo(photo, by=world.members["holding.manager"], **_WHY)
    return {"photo": photo.pk, **_WHY}


def _done(make: Callable[[World, ServiceRequest], object], body: dict[str, Any]) -> Prepared:
    def prepared(world: World, on: ServiceRequest) -> tuple[ServiceRequest, dict[str, Any]]:
        make(world, on)
        return on, body

    return prepared


_BROWSER = {"browser": str(uuid.uuid4())}
PREPARED: dict[str, Prepared] = {
    "acknowledge": _is(),
    "assign": _is(department="desk"),
    "transfer": _is(to="county", **_WHY),
    "return": _is(**_WHY),
    "settle": lambda world, on: (world.unsettled, {"to": "alder", **_WHY}),
    "reply": _is(text="We come"),
    "ask": _is(text="Where exactly?"),
    "resume": _done(lambda world, on: world.waiting(on), {}),
    "note": _is(text="Look"),
    "change-service": _is(service="light"),
    "set-target": _is(day=dt.date(2100, 1, 1).isoformat(), **_WHY),
    "set-priority": _is(priority="high"),
    "move-pin": _is(lon=IN_HOLE[0], lat=IN_HOLE[1]),
    "mark-duplicate": _with(lambda world, on: {"of": world.town.report(IN_ALDER).number}),
    "separate": _with(_separating),
    "relate": _with(lambda world, on: {"to": world.town.report(IN_ALDER).number}),
    "unrelate": _with(lambda world, on: {"to": world.linked(on).number}),
    "close": _is(resolution="fixed"),
    "join-for": _is(contact={"name": "A caller"}),
    "hide": _is(**_WHY),
    "show-again": _with(_hidden),
    "keep": _with(_flagged),
    "edit-description": _is(text="A hole", **_WHY),
    "hide-message": _with(_message),
    "show-message": _with(lambda world, on: _message(world, on, hidden=True)),
    "edit-message": _with(lambda world, on: {"text": "There", **_message(world, on)}),
    "let-through": _with(lambda world, on: {"message": world.held(on).pk}),
    "hide-photo": _with(_photo),
    "show-photo": _with(lambda world, on: _photo(world, on, hidden=True)),
    "comment": _is(text="Still there"),
    "support": _is(**_BROWSER),
    "follow": _is(),
    "unfollow": _is(),
    "join": _is(**_BROWSER),
    "withdraw": _is(),
    "reopen": _done(lambda world, on: world.closed(on), _WHY),
    "add-photos": _is(photos=[]),
    "rate": _done(lambda world, on: world.closed(on), {"stars": 4}),
    "flag": _is(reason="personal", **_BROWSER),
}


@pytest.fixture(scope="module")
def keyed(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, dict[str, str]]]:
    """The world, and a key for each kind that can have one; nobody known has none."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = worlds.build()
        yield world, {"anonymous": "", **_of_persons(world), **_of_organizations(world)}
        transaction.set_rollback(True)


def _of_persons(world: World) -> dict[str, str]:
    people = {"reporter": world.town.rosa, "resident": world.town.fred}
    scopes = ["report", "read"]
    return {
        kind: programs.make_own_key(person, name="Mine", scopes=scopes, by=person)[1] for kind, person in people.items()
    }


def _of_organizations(world: World) -> dict[str, str]:
    found = {}
    for standing in STANDINGS:
        by = world.members[f"{standing}.administrator"]
        for role, scopes in _SCOPES.items():
            made = Program(organization=by.organization, made_by=by.person)
            about = {"name": role, "contact": "it@example.org", "scopes": scopes, "per_minute": 60_000}
            found[f"{standing}.{role}"] = programs.make_key(save(PROGRAM, made, by=by, **about), by=by)[1]
    return found


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_everything_that_is_done_to_a_request_is_an_act_of_the_api():
    done = {name for name in contract.ACTS if name.startswith(("service_requests.", "conversations."))}
    done -= {name for name in done if name.endswith("_from_outside")}  # by organizations that have no keys here
    assert done == {act.operation for act in ACTS.values()} | ELSEWHERE.keys()
    assert PREPARED.keys() == ACTS.keys()


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_done_for_the_keys_that_its_operation_lets_in(name: str, keyed: tuple[World, dict[str, str]]):
    world, keys = keyed
    act, row = ACTS[name], contract.ACTS[ACTS[name].operation]
    tried = {kind: key for kind, key in keys.items() if _can_call(kind, act.operation, is_open=act.is_open)}
    # Whoever may not see it does not find it, also where they could do nothing wrong.
    looked_at = [
        (world.private, row.who - {"resident", "anonymous"}),
        *([(world.public, row.public)] if row.public != row.who else []),
    ]
    for on, expected in looked_at:
        let_in = {kind for kind, key in tried.items() if _is_done(world, name, on, key)}
        assert let_in == expected & tried.keys(), f"{name} on {on}: {sorted(let_in ^ (expected & tried.keys()))}"


def test_keys_that_cannot_do_an_act_at_all_are_told_so(keyed: tuple[World, dict[str, str]]):
    world, keys = keyed
    for name, act in ACTS.items():
        for kind, key in keys.items():
            if not _can_call(kind, act.operation, is_open=act.is_open):
                assert _status(world, name, world.public, key) in (401, 403), (name, kind)


def _can_call(kind: str, operation: str, *, is_open: bool) -> bool:
    """Whether the operation takes such a caller: by the type of its `by`, as in the contract of operations."""
    if is_open:
        return True
    room, name = operation.split(".")
    by = str(inspect.signature(getattr({"service_requests": operations, "conversations": conversations}[room], name))
             .parameters["by"].annotation)  # fmt: skip
    if kind == "anonymous":
        return False
    return ("Member" if "." in kind else "Person") in by


def _is_done(world: World, name: str, on: ServiceRequest, key: str) -> bool:
    status = _status(world, name, on, key)
    assert status in (200, 401, 403, 404, 409, 422), f"{name}: {status}"
    return status == 200


def _status(world: World, name: str, on: ServiceRequest, key: str) -> int:
    with _undone():
        fresh = ServiceRequest.objects.get(pk=on.pk)
        about, body = PREPARED[name](world, fresh)
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        answer = Client().post(
            f"/api/v1/requests/{about.number}/{name}",
            json.dumps(body),
            content_type="application/json",
            headers=headers,
        )
        return answer.status_code
