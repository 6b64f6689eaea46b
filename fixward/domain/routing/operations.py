"""Changing the rules. A rule as specific as another one on the same ground is refused, so that order never matters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fixward.domain.catalog.models import Datatype, Question
from fixward.domain.governments.models import Organization
from fixward.domain.routing.models import AssignmentRule, Responsibility, RoutingVersion, Scope

_Rule = TypeVar("_Rule", Responsibility, AssignmentRule)


class Refused(Exception):
    """Carries a sentence fit to show to the person."""


@dataclass(frozen=True)
class Conflict(Refused):
    """Two equally specific responsibilities on the same ground, and the days (last exclusive) in which both hold."""

    new: Responsibility | AssignmentRule
    old: Responsibility | AssignmentRule
    first_day: dt.date | None
    last_day: dt.date | None

    def __str__(self) -> str:
        return _(
            "“%(new)s” and “%(old)s” claim the same services on the same ground (%(ground)s) %(period)s. "
            "End one of them, or make one more specific."
        ) % {
            "new": described(self.new),
            "old": described(self.old),
            "ground": ground_of(self.new),
            "period": _period(self.first_day, self.last_day),
        }


@transaction.atomic
def claim(responsibility: Responsibility) -> Responsibility:
    """Save a new or changed responsibility; raises Conflict where another one is as specific on the same ground."""
    _alone()
    _check_answer(responsibility)
    same = Responsibility.objects.filter(
        place=responsibility.place, layer=responsibility.layer, owner=responsibility.owner
    )
    for other in _equally_specific(responsibility, same):
        raise _conflict(responsibility, other)
    responsibility.full_clean()
    responsibility.save()
    return responsibility


@transaction.atomic
def assign_to_department(rule: AssignmentRule) -> AssignmentRule:
    """Save a new or changed assignment rule; raises Conflict where another one is as specific in the same zone."""
    _alone()
    _check_answer(rule)
    if rule.department.organization_id != rule.organization_id:
        raise Refused(_("%(department)s is a department of another organization.") % {"department": rule.department})
    if rule.member and rule.member.organization_id != rule.organization_id:
        raise Refused(_("%(member)s works for another organization.") % {"member": rule.member})
    same = AssignmentRule.objects.filter(organization=rule.organization, zone=rule.zone)
    for other in _equally_specific(rule, same):
        raise _conflict(rule, other)
    rule.full_clean()
    rule.save()
    return rule


@transaction.atomic
def hand_over_handling(
    organization: Organization, *, to: Organization | None, stand_alone_from: dt.date | None = None
) -> Organization:
    """Let another organization handle this one's requests (or nobody), until a day if one is given."""
    _alone()
    follower = to
    while follower is not None:
        if follower.pk == organization.pk:
            raise Refused(_("%(a)s and %(b)s would handle each other's requests.") % {"a": organization, "b": to})
        follower = follower.handled_by
    organization.handled_by, organization.stand_alone_from = to, stand_alone_from
    organization.full_clean()
    organization.save(update_fields=["handled_by", "stand_alone_from"])
    return organization


def _alone() -> None:
    # Two people saving rules that conflict with each other must not both look before either has saved.
    RoutingVersion.objects.select_for_update().get()


def _check_answer(rule: Scope) -> None:
    if not rule.question:
        return
    questions = Question.objects.filter(code=rule.question, is_notice=False)
    if rule.service_id:
        questions = questions.filter(service=rule.service_id)
    elif rule.group_id:
        questions = questions.filter(service__group=rule.group_id)
    if not questions.exists():
        raise Refused(_("No service of this rule asks the question “%(question)s”.") % {"question": rule.question})


def _equally_specific(rule: _Rule, same_ground: QuerySet[_Rule]) -> list[_Rule]:
    """The rules that could hold for the same request with the same weight, whoever they name."""
    others = same_ground.exclude(pk=rule.pk).filter(service=rule.service, group=rule.group)
    if rule.valid_to:
        others = others.filter(Q(valid_from=None) | Q(valid_from__lt=rule.valid_to))
    if rule.valid_from:
        others = others.filter(Q(valid_to=None) | Q(valid_to__gt=rule.valid_from))
    others = others.exclude(question="") if rule.question else others.filter(question="")
    return [other for other in others if _may_both_be_answered(rule, other)]


def _may_both_be_answered(rule: Scope, other: Scope) -> bool:
    """Two answers exclude each other only where one question takes one answer."""
    if rule.question != other.question or rule.answer == other.answer:
        return True
    return Question.objects.filter(code=rule.question, datatype=Datatype.MULTIPLE).exists()


def _conflict(new: Responsibility | AssignmentRule, old: Responsibility | AssignmentRule) -> Conflict:
    first_days = [day for day in (new.valid_from, old.valid_from) if day]
    last_days = [day for day in (new.valid_to, old.valid_to) if day]
    return Conflict(new, old, max(first_days, default=None), min(last_days, default=None))


def described(rule: Responsibility | AssignmentRule) -> str:
    """The rule in a line: who, what, when answered how."""
    who = rule.organization if isinstance(rule, Responsibility) else rule.department
    what = str(rule.service or rule.group or _("all services"))
    answered = _(", when “%(question)s” is “%(answer)s”") % {"question": rule.question, "answer": rule.answer}
    return f"{who}: {what}{answered if rule.question else ''}"


def ground_of(rule: Responsibility | AssignmentRule) -> str:
    """The ground of a rule as a person says it."""
    if isinstance(rule, AssignmentRule):
        return str(rule.zone or rule.organization)
    if rule.place:
        return rule.place.name
    return _("%(layer)s of %(owner)s") % {"layer": rule.layer, "owner": rule.owner}


def _period(first_day: dt.date | None, last_day: dt.date | None) -> str:
    if first_day and last_day:
        return _("from %(first)s to %(last)s") % {"first": first_day, "last": last_day}
    if first_day:
        return _("from %(first)s on") % {"first": first_day}
    return _("until %(last)s") % {"last": last_day} if last_day else _("at any time")
