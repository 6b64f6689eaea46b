"""The rules as they are set up: responsibilities by the steward, assignment rules and the stand-alone day by each."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.governments.changes import Refused, State, Subject, subject
from fixward.domain.governments.models import Member, Organization, Standing
from fixward.domain.governments.policy import has_administrator
from fixward.domain.governments.subjects import OfAll, OfItself
from fixward.domain.routing import operations, policy
from fixward.domain.routing.models import AssignmentRule, Responsibility, Scope
from fixward.foundation import clock

_SCOPE = {
    "service": gettext_lazy("Service"),
    "group": gettext_lazy("Service group"),
    "question": gettext_lazy("Question"),
    "answer": gettext_lazy("Answer"),
    "valid_from": gettext_lazy("From"),
    "valid_to": gettext_lazy("Until"),
}


class _Responsibility(OfAll[Responsibility]):
    code = "responsibility"
    model = Responsibility
    word = gettext_lazy("Responsibility")
    fields = {
        "organization": gettext_lazy("Organization"),
        "place": gettext_lazy("Ground"),
        "layer": gettext_lazy("Asset layer"),
        "owner": gettext_lazy("Owner of the asset"),
        "reason": gettext_lazy("Reason"),
        **_SCOPE,
    }

    def title(self, thing: Responsibility) -> str:
        return f"{operations.described(thing)} ({operations.ground_of(thing)})"

    def check(self, thing: Responsibility, state: State) -> None:
        if (thing.place_id is None) == (thing.layer_id is None):
            raise Refused(place=_("Choose a place, or an asset layer and the owner in it."))
        if (thing.layer_id is None) != (thing.owner == ""):
            raise Refused(owner=_("An asset layer and the owner in it go together."))
        _check_scope(thing)

    def store(self, thing: Responsibility, state: State) -> None:
        try:
            operations.claim(thing)
        except operations.Refused as refusal:
            raise Refused(str(refusal)) from refusal


RESPONSIBILITY = subject(_Responsibility())


class _Rule(Subject[AssignmentRule]):
    code = "rule"
    model = AssignmentRule
    word = gettext_lazy("Assignment rule")
    fields = {
        "department": gettext_lazy("Department"),
        "member": gettext_lazy("Member"),
        "zone": gettext_lazy("Zone"),
        "notice": gettext_lazy("What happens next"),
        **_SCOPE,
    }

    def title(self, thing: AssignmentRule) -> str:
        return operations.described(thing)

    def check(self, thing: AssignmentRule, state: State) -> None:
        _check_scope(thing)
        if thing.member and not thing.member.can_be_given_work:
            raise Refused(member=_("This person is not a member any more."))

    def store(self, thing: AssignmentRule, state: State) -> None:
        try:
            operations.assign_to_department(thing)
        except operations.Refused as refusal:
            raise Refused(str(refusal)) from refusal


RULE = subject(_Rule())


class _Handling(OfItself):
    """Who works an organization's requests, as the steward says."""

    code = "handling"
    word = gettext_lazy("Handled by")
    fields = {"handled_by": gettext_lazy("Handled by")}

    def may(self, by: Member, thing: Organization) -> bool:
        return policy.can_hand_over(by)

    def check(self, thing: Organization, state: State) -> None:
        if thing.is_steward and thing.handled_by_id:
            raise Refused(handled_by=_("The steward works its requests itself."))
        if thing.handled_by and thing.handled_by.standing == Standing.EXTERNAL:
            raise Refused(
                handled_by=_("%(organization)s does not work on the platform.") % {"organization": thing.handled_by}
            )

    def store(self, thing: Organization, state: State) -> None:
        # Whoever is handled anew is so until a day that nobody has chosen yet.
        try:
            operations.hand_over_handling(thing, to=thing.handled_by)
        except operations.Refused as refusal:
            raise Refused(handled_by=str(refusal)) from refusal


HANDLING = subject(_Handling())


class _StandAlone(OfItself):
    """The day from which an organization that another handles works its requests itself."""

    code = "stand_alone"
    word = gettext_lazy("Going stand-alone")
    fields = {"stand_alone_from": gettext_lazy("From")}

    def may(self, by: Member, thing: Organization) -> bool:
        return policy.can_stand_alone(by, thing)

    def check(self, thing: Organization, state: State) -> None:
        now = Organization.objects.get(pk=thing.pk)
        if stands_alone(now):
            raise Refused(_("It stands alone already. The steward can let another organization handle it again."))
        if thing.stand_alone_from is None:
            return
        if now.handled_by_id is None:
            raise Refused(_("Nobody else handles its requests, so it works on its own already."))
        if thing.stand_alone_from <= _today(thing):
            raise Refused(stand_alone_from=_("Choose a day to come, so that there is time to call it off."))
        if missing := missing_to_stand_alone(thing):
            raise Refused(" ".join(missing))

    def store(self, thing: Organization, state: State) -> None:
        operations.hand_over_handling(thing, to=thing.handled_by, stand_alone_from=thing.stand_alone_from)

    def check_removal(self, thing: Organization) -> None:
        raise Refused(_("Call it off instead."))


STAND_ALONE = subject(_StandAlone())


def stands_alone(organization: Organization) -> bool:
    """Whether its day has come."""
    day = organization.stand_alone_from
    return day is not None and day <= _today(organization)


def missing_to_stand_alone(organization: Organization) -> list[str]:
    """What has to be in place before its requests can come to it, a sentence each."""
    missing = []
    if organization.standing == Standing.EXTERNAL:
        missing.append(_("It does not work on the platform yet."))
    if not organization.departments.filter(is_front_desk=True).exists():
        missing.append(_("It needs a department that is the front desk: it gets what no other one is named for."))
    if not has_administrator(organization):
        missing.append(_("It needs an administrator of its own."))
    return missing


def _check_scope(thing: Scope) -> None:
    if thing.service_id and thing.group_id:
        raise Refused(group=_("Choose a service or a group, not both."))
    if bool(thing.question) != bool(thing.answer):
        raise Refused(answer=_("A question and its answer go together."))
    if thing.valid_from and thing.valid_to and thing.valid_to <= thing.valid_from:
        raise Refused(valid_to=_("It has to end after it begins."))


def _today(organization: Organization) -> dt.date:
    return clock.now().astimezone(organization.zone).date()
