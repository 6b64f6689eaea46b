"""The shared catalog as the steward sets it up, and what each organization says of the services it provides."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.catalog import policy
from fixward.domain.catalog.models import Datatype, Offering, Question, Service, ServiceGroup
from fixward.domain.governments.changes import Refused, State, Subject, subject
from fixward.domain.governments.models import Member
from fixward.domain.governments.subjects import CODE, OfAll, must_be_alone
from fixward.domain.governments.working_time import Unit

_TARGETS = {
    "acknowledge_amount": gettext_lazy("Acknowledge within"),
    "acknowledge_unit": gettext_lazy("Acknowledge within, unit"),
    "close_amount": gettext_lazy("Close within"),
    "close_unit": gettext_lazy("Close within, unit"),
}
LONGEST_TARGET = {Unit.HOURS: 8760, Unit.DAYS: 1095, Unit.WORKING_DAYS: 750}
_LISTS = (Datatype.SINGLE, Datatype.MULTIPLE)


class _Group(OfAll[ServiceGroup]):
    code = "group"
    model = ServiceGroup
    word = gettext_lazy("Service group")
    fields = {
        "name": gettext_lazy("Name"),
        "code": CODE,
        "icon": gettext_lazy("Picture"),
        "position": gettext_lazy("Position"),
    }

    def check(self, thing: ServiceGroup, state: State) -> None:
        _must_have_name(thing.name)
        must_be_alone(thing, ServiceGroup.objects.all(), code=_("Another service group has this short name."))


GROUP = subject(_Group())


class _Service(OfAll[Service]):
    code = "service"
    model = Service
    word = gettext_lazy("Service")
    fields = {
        "name": gettext_lazy("Name"),
        "code": CODE,
        "group": gettext_lazy("Service group"),
        "description": gettext_lazy("Description"),
        "keywords": gettext_lazy("Words people use for it"),
        "icon": gettext_lazy("Picture"),
        "position": gettext_lazy("Position"),
        "is_active": gettext_lazy("Can be reported"),
        "is_private": gettext_lazy("Private"),
        "identity_required": gettext_lazy("Demands identity"),
        "duplicate_radius_m": gettext_lazy("Known nearby within (meters)"),
        "reopen_days": gettext_lazy("Can be reopened for (days)"),
        **_TARGETS,
    }

    def check(self, thing: Service, state: State) -> None:
        _must_have_name(thing.name)
        _check_targets(thing)
        must_be_alone(thing, Service.objects.all(), code=_("Another service has this short name."))
        before = Service.objects.filter(pk=thing.pk).first()
        if before is not None and before.code != thing.code:
            raise Refused(code=_("This short name stands in addresses and files of others, so it cannot change."))


SERVICE = subject(_Service())


class _Question(Subject[Question]):
    """Shared by all, or one organization's own."""

    code = "question"
    model = Question
    word = gettext_lazy("Question")
    fields = {
        "service": gettext_lazy("Service"),
        "text": gettext_lazy("Question"),
        "code": CODE,
        "datatype": gettext_lazy("Kind of answer"),
        "help": gettext_lazy("Help"),
        "values": gettext_lazy("Answers to choose from"),
        "position": gettext_lazy("Position"),
        "is_notice": gettext_lazy("Only shown, not asked"),
        "is_required": gettext_lazy("Has to be answered"),
        "is_private": gettext_lazy("Answer is private"),
    }

    def may(self, by: Member, thing: Question) -> bool:
        return policy.can_ask(by, thing.organization)

    def check(self, thing: Question, state: State) -> None:
        _must_have_name(thing.text, "text")
        asked = Question.objects.filter(service=thing.service_id)
        must_be_alone(thing, asked, code=_("Another question of this service has this short name."))
        if thing.is_notice and thing.is_required:
            raise Refused(is_required=_("What is only shown cannot be answered."))
        is_list = thing.datatype in _LISTS and not thing.is_notice
        if is_list and not thing.values:
            raise Refused(values=_("Write the answers that can be chosen, one in a line."))
        if not is_list and thing.values:
            raise Refused(values=_("Only a list has answers to choose from."))
        keys = [value["key"] for value in thing.values]
        if len(set(keys)) != len(keys):
            raise Refused(values=_("Two answers have the same short name."))


QUESTION = subject(_Question())


class _Offering(Subject[Offering]):
    code = "offering"
    model = Offering
    word = gettext_lazy("Offering")
    fields = {
        "service": gettext_lazy("Service"),
        "department": gettext_lazy("Department"),
        "name": gettext_lazy("Own name"),
        "notice": gettext_lazy("What happens next"),
        "is_hidden": gettext_lazy("Not offered"),
        "is_private": gettext_lazy("Private"),
        "identity_required": gettext_lazy("Demands identity"),
        **_TARGETS,
    }

    def check(self, thing: Offering, state: State) -> None:
        _check_targets(thing)
        own = Offering.objects.filter(organization=thing.organization)
        must_be_alone(thing, own, service=_("This service is offered already."))
        if thing.department and thing.department.organization_id != thing.organization_id:
            raise Refused(department=_("Choose departments of this organization."))


OFFERING = subject(_Offering())


def _must_have_name(text: dict[str, str], field: str = "name") -> None:
    if not text.get("en"):
        raise Refused(**{field: _("Give it a name in English at least.")})


def _check_targets(thing: Service | Offering) -> None:
    for name in ("acknowledge", "close"):
        amount, unit = getattr(thing, f"{name}_amount"), Unit(getattr(thing, f"{name}_unit"))
        if amount is not None and not 0 < amount <= LONGEST_TARGET[unit]:
            sentence = _("Give a number from 1 to %(most)d, or none.") % {"most": LONGEST_TARGET[unit]}
            raise Refused(**{f"{name}_amount": sentence})
