"""Who comes in: a program with a key, or anybody without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from fixward.domain.governments.models import Member
from fixward.domain.people.models import Person
from fixward.domain.programs.queries import Caller
from fixward.domain.programs.queries import caller as caller_by
from fixward.domain.programs.scopes import Scope
from fixward.domain.service_requests.querysets import Viewer
from fixward.doors.api.problems import Problem
from fixward.doors.page import limits
from fixward.doors.page.programs import key_in

_CHALLENGE = {"WWW-Authenticate": "Bearer"}


@dataclass(frozen=True, slots=True)
class Visit:
    """One call, and in whose name; without a key nobody is known."""

    caller: Caller | None = None

    @property
    def viewer(self) -> Viewer:
        return self.caller.viewer if self.caller else None

    @property
    def by(self) -> Member | Person | None:
        return self.caller.by if self.caller else None

    def member(self, scope: Scope) -> Member:
        """The member as whom it acts; raises Problem."""
        by = self._let_in(scope).by
        if not isinstance(by, Member):
            raise Problem(403, _("This takes a key of an organization, not one of a person."))
        return by

    def person(self, scope: Scope) -> Person:
        """The person as whom it acts; raises Problem."""
        by = self._let_in(scope).by
        if not isinstance(by, Person):
            raise Problem(403, _("This takes a person's own key."))
        return by

    def anybody(self, scope: Scope) -> Member | Person | None:
        """As whom it acts, where nobody need be known; a key without the scope is refused all the same."""
        return self._let_in(scope).by if self.caller else None

    def _let_in(self, scope: Scope) -> Caller:
        if self.caller is None:
            raise Problem(401, _("This takes a key: send it as “Authorization: Bearer …”."), headers=_CHALLENGE)
        if not self.caller.may(scope):
            raise Problem(403, _("This key was not given “%(scope)s”.") % {"scope": scope.value})
        return self.caller


class Key(HttpBearer):
    """A key of a program. Where `needed` is false, calls without one come in as well."""

    def __init__(self, *, needed: bool) -> None:
        super().__init__()
        self.needed = needed

    def __call__(self, request: HttpRequest) -> Visit:
        found = visit(request)
        if self.needed and found.caller is None:
            raise Problem(401, _("This takes a key: send it as “Authorization: Bearer …”."), headers=_CHALLENGE)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Visit:
        return visit(request)


KEY, OPEN = Key(needed=True), Key(needed=False)
# Said in the description of what is open: with a key, or without.
OR_NONE: dict[str, Any] = {"security": [{}]}


def visit(request: HttpRequest) -> Visit:
    """Looked up and counted once a call; raises Problem for a key that is not good, or calls too often."""
    known = getattr(request, "visit", None)
    if isinstance(known, Visit):
        return known
    found = Visit(_caller(request))
    request.visit = found  # type: ignore[attr-defined]
    return found


def _caller(request: HttpRequest) -> Caller | None:
    if "Authorization" not in request.headers:
        return None
    if settings.BEHIND_TLS and not request.is_secure():
        raise Problem(403, _("Send keys by https only. This one was seen on the way: revoke it."))
    found = caller_by(key_in(request))
    if found is None:
        raise Problem(401, _("This key is not good: it is wrong, has expired or was revoked."), headers=_CHALLENGE)
    if passed := limits.too_many_calls(found):
        raise Problem(429, passed.sentence, headers={"Retry-After": str(passed.seconds)})
    return found


def must_not_be_many(request: HttpRequest, what: str, *, contact: str = "") -> None:
    """What residents do is counted as on the pages, with a key of their own or without, and what a program does in the
    name of an address as if that one did it; raises Problem.
    """
    caller, by = visit(request).caller, visit(request).by
    if caller and isinstance(by, Member):
        passed = limits.too_many_named(what, contact, caller=caller)
    else:
        passed = limits.too_many(request, what, contact=by.email if isinstance(by, Person) else contact)
    if passed:
        raise Problem(429, passed.sentence, headers={"Retry-After": str(passed.seconds)})
