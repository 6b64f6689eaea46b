"""What a key opens: few words, each explained by one sentence."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from fixward.domain.governments.models import Role


class Scope(models.TextChoices):
    """For a person's own key the same words mean what is theirs: report, and read, in their name."""

    REPORT = "report", _("Send in reports, and what residents add to them")
    READ = "read", _("Read what only the organization's members read: private requests, notes, answers")
    WORK = "work", _("Work on requests as its workers do: assign, transfer, answer, close; see who reported")
    MANAGE = "manage", _("Do what its managers do: hide and show, adopt, settle, write canned replies")


PERSONAL = {
    Scope.REPORT: _("Report, comment, support and follow in your name"),
    Scope.READ: _("Read your own requests, also those that are not public"),
}
# What a scope holds besides itself, as each role may do what the ones before it may.
_HOLDS = {Scope.MANAGE: (Scope.WORK, Scope.READ), Scope.WORK: (Scope.READ,)}
# The policy asks for a role. None of the scopes makes an administrator: no key opens the set-up or the records.
_ROLES = {Scope.MANAGE: Role.MANAGER, Scope.WORK: Role.WORKER}


def all_of(given: Iterable[str]) -> frozenset[Scope]:
    """These, and what they hold."""
    named = [Scope(one) for one in given]
    return frozenset([*named, *(held for one in named for held in _HOLDS.get(one, ()))])


def role_for(given: Iterable[str]) -> Role:
    return max((_ROLES.get(Scope(one), Role.VIEWER) for one in given), default=Role.VIEWER)
