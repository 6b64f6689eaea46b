"""The contract of access: every address of the urlconf and every operation, as every kind of person."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.template import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import fixward.domain
from fixward.domain.governments import changes
from fixward.domain.governments.models import Role
from fixward.domain.governments.permissions import PERMISSIONS
from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import ServiceRequest
from tests.access import world as worlds
from tests.access.acts import ACTS
from tests.access.addresses import ADDRESSES
from tests.access.kinds import ADMINISTRATORS, ANYBODY, HOLDING, KINDS, MEMBERS, ROLES, STEWARD
from tests.access.world import World

LOG_INS = ("/account/login/", "/account/login/code/")
OUTSIDE = (set(KINDS) - MEMBERS) | ADMINISTRATORS


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once; everything that is tried in it is rolled back, and at the end it is itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def drawing_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is let in is settled before a page is drawn; thousands are asked for here."""
    monkeypatch.setattr(Template, "render", lambda template, context: "")


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _addresses() -> dict[str, URLPattern]:
    return dict(_named(get_resolver().url_patterns, "", ""))


def _named(patterns: list[Any], space: str, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _named(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space, path)
        else:
            yield (f"{space}{pattern.name}" if pattern.name else path), pattern


def _operations() -> dict[str, Callable[..., object]]:
    """Every public function of a room's operations that is done by somebody."""
    found = {}
    for module in pkgutil.walk_packages(fixward.domain.__path__, "fixward.domain."):
        room, _dot, last = module.name.removeprefix("fixward.domain.").rpartition(".")
        if "." in room or last not in ("operations", "changes", "invitations"):
            continue
        operations = importlib.import_module(module.name)
        for name, value in vars(operations).items():
            is_own = getattr(value, "__module__", "").startswith(module.name)
            if inspect.isfunction(value) and is_own and name[0] != "_" and "by" in inspect.signature(value).parameters:
                found[f"{room}.{name}"] = value
    # Everything that can be set up is changed by one operation, and each sort of it has rules of its own.
    save = found.pop("governments.save")
    return found | {f"set_up.{code}": save for code in changes.SUBJECTS}


def test_every_address_has_its_row():
    missing, gone = _addresses().keys() - ADDRESSES.keys(), ADDRESSES.keys() - _addresses().keys()
    assert not missing, f"Say in ADDRESSES of tests/access/addresses.py who is let in at: {sorted(missing)}"
    assert not gone, f"Take out of tests/access/addresses.py what is gone: {sorted(gone)}"


def test_every_operation_has_its_row():
    missing, gone = _operations().keys() - ACTS.keys(), ACTS.keys() - _operations().keys()
    assert not missing, f"Say in ACTS of tests/access/acts.py who may do: {sorted(missing)}"
    assert not gone, f"Take out of tests/access/acts.py what is gone: {sorted(gone)}"


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_lets_in_whom_its_row_names(name: str, world: World):
    row, pattern = ADDRESSES[name], _addresses()[name]
    about_a_request = {"number", "photo_id", "message"} & _parameters(pattern)
    for service_request, expected in ((world.public, row.who), (world.private, row.private)):
        arguments = world.arguments(service_request) | {key: give(world) for key, give in row.named.items()}
        path = _path(name, _parameters(pattern) | row.named.keys(), pattern, arguments)
        # Outside the staff's door no role is asked for: there the administrators stand for all members.
        tried = KINDS if path.startswith("/staff/") else sorted(OUTSIDE)
        let_in = {kind for kind in tried if _is_let_in(world.browser(kind), path)}
        _compare(f"{path} ({name})", "tests/access/addresses.py", let_in, expected & set(tried))
        if not about_a_request:
            break


@pytest.mark.parametrize("name", ACTS)
def test_an_operation_is_done_for_whom_its_row_names(name: str, world: World):
    row, by = ACTS[name], _by(name)
    callers = _callers(world, by)
    for service_request, expected in ((world.private, row.who), (world.public, row.public)):
        done = {kind for kind, caller in callers.items() if _is_done(world, row.do, service_request, caller)}
        _compare(f"{name} on {service_request}", "tests/access/acts.py", done, expected & callers.keys())


def test_the_permissions_that_members_read_are_those_of_the_contract():
    for permission in PERMISSIONS:
        for name in permission.operations:
            standing = STEWARD if permission.of_steward else HOLDING
            may = {role for role in ROLES if f"{standing}.{role}" in ACTS[name].who}
            assert may == {role.name.lower() for role in Role if permission.is_given_to(role)}, name


def test_every_operation_that_a_role_opens_stands_in_the_permissions():
    told = {name for permission in PERMISSIONS for name in permission.operations}
    by_role = {name for name, row in ACTS.items() if "Member" in _by(name) and row.who & MEMBERS and row.who != ANYBODY}
    assert by_role == told


def _by(name: str) -> str:
    return str(inspect.signature(_operations()[name]).parameters["by"].annotation)


def _parameters(pattern: URLPattern) -> set[str]:
    return set(pattern.pattern.converters) | set(pattern.pattern.regex.groupindex)


def _path(name: str, wanted: set[str], pattern: URLPattern, arguments: dict[str, Any]) -> str:
    assert wanted <= arguments.keys(), f"World.arguments, or the row, must name {wanted - arguments.keys()}"
    return reverse(name, kwargs={key: arguments[key] for key in wanted}) if pattern.name else f"/{name}"


def _is_let_in(browser: Client, path: str) -> bool:
    """Whether reading or sending, either of them, gets past the door, also where it leads on to another one."""
    return any(_is_open(browser, path, method) for method in ("get", "post"))


def _is_open(browser: Client, path: str, method: str) -> bool:
    with _undone():
        answer = getattr(browser, method)(path, follow=True)
    is_shut = answer.status_code in (401, 403, 404, 405)
    return not is_shut and (answer.request["PATH_INFO"] not in LOG_INS or path in LOG_INS)


def _callers(world: World, by: str) -> dict[str, Any]:
    """Who can call it at all: members as members where it takes them, everybody else as a person."""
    callers: dict[str, Any] = {}
    for kind in KINDS:
        if kind in world.members and "Member" in by:
            callers[kind] = world.members[kind]
        elif world.people[kind] is None and "None" in by:
            callers[kind] = None
        elif isinstance(world.people[kind], Person) and "Person" in by:
            callers[kind] = world.people[kind]
    return callers


def _is_done(world: World, do: Callable[..., object], service_request: ServiceRequest, by: Any) -> bool:
    with _undone():
        fresh = ServiceRequest.objects.get(pk=service_request.pk)
        try:
            do(world, fresh, by)
        except Exception as error:
            if "Refused" not in type(error).__name__:
                raise
            return False
    return True


def _compare(what: str, where: str, is_so: set[str], expected: set[str] | frozenset[str]) -> None:
    if is_so != expected:
        pytest.fail(
            f"{what}: let in against the contract: {sorted(is_so - expected)}; kept out against the contract: "
            f"{sorted(expected - is_so)}. The contract is {where}.",
            pytrace=False,
        )
