"""What an organization's administrators can set up of their own house."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fixward.domain.governments import policy
from fixward.domain.governments.changes import Refused, State, Subject, subject
from fixward.domain.governments.models import (
    Department,
    Grant,
    Holiday,
    InFigures,
    Member,
    OpeningHours,
    Organization,
    Standing,
)
from fixward.domain.governments.permissions import SET_UP
from fixward.domain.governments.subjects import CODE, OfAll, OfItself, must_be_alone


class _Profile(OfItself):
    """How it is reached, in which zone and language it works, and whether it reads comments first."""

    code = "profile"
    word = gettext_lazy("Profile")
    fields = {
        "name": gettext_lazy("Name"),
        "email": gettext_lazy("E-mail"),
        "phone": gettext_lazy("Phone"),
        "website": gettext_lazy("Web site"),
        "time_zone": gettext_lazy("Time zone"),
        "language": gettext_lazy("Language"),
        "holds_comments": gettext_lazy("Comments wait for a manager"),
        "remind_after_days": gettext_lazy("Reminder after (days)"),
        "answer_within_days": gettext_lazy("Closed after (days)"),
    }

    def check(self, thing: Organization, state: State) -> None:
        try:
            ZoneInfo(thing.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise Refused(time_zone=_("There is no time zone of that name. One is America/New_York.")) from None
        if not 1 <= thing.remind_after_days < thing.answer_within_days:
            raise Refused(answer_within_days=_("The reminder has to come first, after a day at least."))
        if thing.language not in dict(settings.LANGUAGES):
            raise Refused(language=_("Choose one of the languages."))


PROFILE = subject(_Profile())


class _Hours(OfItself):
    """When it works: [weekday from 0 for Monday, opens, closes] for each stretch."""

    code = "hours"
    word = gettext_lazy("Opening hours")
    fields = {"hours": gettext_lazy("Opening hours")}

    def read(self, thing: Organization) -> State:
        rows = thing.opening_hours.order_by("weekday", "opens")
        return {"hours": [[row.weekday, f"{row.opens:%H:%M}", f"{row.closes:%H:%M}"] for row in rows]}

    def fill(self, thing: Organization, state: State) -> None:
        """They are rows of their own, written by `store`."""

    def check(self, thing: Organization, state: State) -> None:
        ends: dict[int, str] = {}
        for weekday, opens, closes in sorted(state["hours"]):
            if opens >= closes:
                raise Refused(hours=_("Each stretch has to open before it closes."))
            if opens < ends.get(weekday, ""):
                raise Refused(hours=_("Two stretches of one day must not overlap."))
            ends[weekday] = closes

    def store(self, thing: Organization, state: State) -> None:
        thing.opening_hours.all().delete()
        for weekday, opens, closes in state["hours"]:
            at = [dt.time.fromisoformat(text) for text in (opens, closes)]
            row = OpeningHours(organization=thing, weekday=weekday, opens=at[0], closes=at[1])
            row.full_clean()
            row.save()

    def check_removal(self, thing: Organization) -> None:
        raise Refused(_("Write other hours instead."))

    def names(self, thing: Organization) -> dict[str, str]:
        return {}


HOURS = subject(_Hours())


class _Figures(OfItself):
    """Which departments the public figures tell apart: all, none, or those with these ids."""

    code = "figures"
    word = gettext_lazy("Departments in public figures")
    fields = {
        "departments_in_figures": gettext_lazy("Told apart"),
        "departments": gettext_lazy("Departments"),
    }

    def read(self, thing: Organization) -> State:
        ticked = thing.departments.filter(is_in_figures=True).order_by("pk").values_list("pk", flat=True)
        return {"departments_in_figures": str(thing.departments_in_figures), "departments": list(ticked)}

    def fill(self, thing: Organization, state: State) -> None:
        thing.departments_in_figures = state["departments_in_figures"]

    def check(self, thing: Organization, state: State) -> None:
        if thing.departments_in_figures not in InFigures.values:
            raise Refused(departments_in_figures=_("Choose one of these."))
        _must_be_own(thing, state["departments"])

    def store(self, thing: Organization, state: State) -> None:
        thing.save(update_fields=["departments_in_figures"])
        ticked = Q(pk__in=state["departments"])
        thing.departments.filter(ticked).update(is_in_figures=True)
        thing.departments.exclude(ticked).update(is_in_figures=False)

    def names(self, thing: Organization) -> dict[str, str]:
        ticked = thing.departments.filter(is_in_figures=True)
        return {"departments": ", ".join(ticked.order_by("name").values_list("name", flat=True))}


FIGURES = subject(_Figures())


class _Holiday(Subject[Holiday]):
    code = "holiday"
    model = Holiday
    word = gettext_lazy("Holiday")
    fields = {"day": gettext_lazy("Day"), "name": gettext_lazy("Name")}

    def check(self, thing: Holiday, state: State) -> None:
        own = Holiday.objects.filter(organization=thing.organization)
        must_be_alone(thing, own, day=_("That day is a holiday already."))


HOLIDAY = subject(_Holiday())


class _Department(Subject[Department]):
    code = "department"
    model = Department
    word = gettext_lazy("Department")
    fields = {
        "name": gettext_lazy("Name"),
        "code": CODE,
        "email": gettext_lazy("E-mail"),
        "is_front_desk": gettext_lazy("Front desk"),
    }

    def check(self, thing: Department, state: State) -> None:
        own = Department.objects.filter(organization=thing.organization)
        must_be_alone(thing, own, code=_("Another department has this short name."))
        front_desk = own.exclude(pk=thing.pk).filter(is_front_desk=True).first()
        if thing.is_front_desk and front_desk is not None:
            raise Refused(
                is_front_desk=_("“%(other)s” is the front desk. Take that away from it first.") % {"other": front_desk}
            )


DEPARTMENT = subject(_Department())


class _Member(Subject[Member]):
    """A person comes in by an invitation; here the role and departments change, and it ends."""

    code = "member"
    model = Member
    word = gettext_lazy("Member")
    fields = {
        "person": gettext_lazy("Person"),
        "role": gettext_lazy("Role"),
        "departments": gettext_lazy("Departments"),
        "left_at": gettext_lazy("Left"),
    }

    def may(self, by: Member, thing: Member) -> bool:
        return policy.can_manage_members(by, thing.organization)

    def title(self, thing: Member) -> str:
        return ""

    def read(self, thing: Member) -> State:
        chosen = [] if thing.pk is None else sorted(thing.departments.values_list("pk", flat=True))
        return {
            "person": thing.person_id,
            "role": int(thing.role),
            "departments": chosen,
            "left_at": thing.left_at,
        }

    def fill(self, thing: Member, state: State) -> None:
        thing.person_id, thing.role = state["person"], state["role"]
        thing.left_at = Member._meta.get_field("left_at").to_python(state["left_at"])

    def check(self, thing: Member, state: State) -> None:
        _must_be_own(thing.organization, state["departments"])
        stays = thing.left_at is None and SET_UP.is_given_to(thing.role)
        others = thing.organization.members.filter(left_at=None, person__is_active=True).exclude(pk=thing.pk)
        was = Member.objects.filter(pk=thing.pk, left_at=None, role__gte=SET_UP.least).exists()
        if was and not stays and not others.filter(role__gte=SET_UP.least).exists():
            raise Refused(_("The last administrator cannot leave or get another role. Name another one first."))
        if thing.left_at is None and others.filter(person=thing.person_id).exists():
            raise Refused(_("This person is a member already."))

    def store(self, thing: Member, state: State) -> None:
        super().store(thing, state)
        thing.departments.set(state["departments"])

    def check_removal(self, thing: Member) -> None:
        raise Refused(_("Who has worked here stays in the story. End the membership instead."))

    def names(self, thing: Member) -> dict[str, str]:
        if thing.pk is None:
            return {}
        return {"departments": ", ".join(thing.departments.order_by("name").values_list("name", flat=True))}


MEMBER = subject(_Member())


def _must_be_own(organization: Organization, departments: list[int]) -> None:
    if Department.objects.filter(pk__in=departments, organization=organization).count() != len(set(departments)):
        raise Refused(departments=_("Choose departments of this organization."))


class _Grant(Subject[Grant]):
    code = "grant"
    model = Grant
    word = gettext_lazy("Grant")
    fields = {
        "to": gettext_lazy("To"),
        "role": gettext_lazy("Role on the desk"),
        "least_role": gettext_lazy("Least role at home"),
        "service_codes": gettext_lazy("Services"),
        "place": gettext_lazy("Ground"),
        "valid_from": gettext_lazy("From"),
        "valid_to": gettext_lazy("Until"),
    }

    def may(self, by: Member, thing: Grant) -> bool:
        return policy.can_give_grants(by, thing.organization)

    def title(self, thing: Grant) -> str:
        return str(thing.to)

    def check(self, thing: Grant, state: State) -> None:
        if thing.to_id == thing.organization_id:
            raise Refused(to=_("A grant goes to another organization."))
        if thing.to.standing == Standing.EXTERNAL:
            raise Refused(to=_("%(organization)s does not work on the platform.") % {"organization": thing.to})
        if thing.valid_to and thing.valid_to <= thing.valid_from:
            raise Refused(valid_to=_("It has to end after it begins."))


GRANT = subject(_Grant())


class _Organization(OfAll[Organization]):
    """That it is there at all, and whether it works on the platform: what the steward says of it."""

    code = "organization"
    model = Organization
    word = gettext_lazy("Organization")
    fields = {
        "name": gettext_lazy("Name"),
        "code": CODE,
        "standing": gettext_lazy("On the platform"),
        "email": gettext_lazy("E-mail"),
    }

    def check(self, thing: Organization, state: State) -> None:
        must_be_alone(
            thing,
            Organization.objects.all(),
            code=_("Another organization has this short name."),
            name__iexact=_("Another organization has this name."),
        )
        if thing.is_steward and thing.standing == Standing.EXTERNAL:
            raise Refused(standing=_("The steward works on the platform."))
        if thing.standing == Standing.EXTERNAL and not thing.email:
            raise Refused(email=_("It is reached by e-mail, so it needs an address."))


ORGANIZATION = subject(_Organization())
