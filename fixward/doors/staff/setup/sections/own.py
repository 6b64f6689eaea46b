"""What an organization sets up for itself."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from fixward.domain.catalog.models import Offering, Question, Service
from fixward.domain.catalog.queries import questions_asked_by
from fixward.domain.catalog.setup import OFFERING, QUESTION
from fixward.domain.governments import policy, queries
from fixward.domain.governments.branding import BRANDING, branding_of, set_branding
from fixward.domain.governments.changes import save
from fixward.domain.governments.invitations import INVITATION, invite, open_of, withdraw
from fixward.domain.governments.models import (
    Department,
    Grant,
    Holiday,
    Invitation,
    Member,
    Role,
    Zone,
)
from fixward.domain.governments.setup import DEPARTMENT, FIGURES, GRANT, HOLIDAY, HOURS, MEMBER, PROFILE
from fixward.domain.governments.sign_on import SIGN_ON, sign_on_of
from fixward.domain.governments.zones import ZONE, zones_of
from fixward.domain.programs.models import Program
from fixward.domain.programs.operations import end
from fixward.domain.programs.queries import programs_of
from fixward.domain.programs.setup import PROGRAM
from fixward.domain.records.models import Schedule
from fixward.domain.records.setup import SCHEDULE
from fixward.domain.routing import policy as routing_policy
from fixward.domain.routing.models import AssignmentRule
from fixward.domain.routing.setup import HANDLING, RULE
from fixward.domain.service_requests.reasons import CloseReason
from fixward.domain.service_requests.setup import CLOSE_REASON
from fixward.doors.staff.setup import rows
from fixward.doors.staff.setup.forms import access, catalog, house, rules
from fixward.doors.staff.setup.forms.programs import ProgramForm
from fixward.doors.staff.setup.forms.webhooks import WebhookForm
from fixward.doors.staff.setup.rows import Row
from fixward.doors.staff.setup.section import House, Section
from fixward.followups.exchange.webhooks.models import Webhook
from fixward.followups.exchange.webhooks.setup import WEBHOOK
from fixward.followups.exchange.webhooks.setup import change as change_webhook
from fixward.foundation import clock


def _manages(member: Member, house: House) -> bool:
    return house is not None and policy.can_manage_members(member, house)


def _grants(member: Member, house: House) -> bool:
    return house is not None and policy.can_give_grants(member, house)


def _hands_over(member: Member, house: House) -> bool:
    return routing_policy.can_hand_over(member) and house is not None and not house.is_steward


def _brand(section: Section, thing: Any, by: Member, values: dict[str, Any]) -> Any:
    return set_branding(thing.organization, by=by, **values)


def _invite(section: Section, thing: Invitation, by: Member, values: dict[str, Any]) -> Any:
    departments = list(Department.objects.filter(pk__in=values["departments"]))
    return invite(
        thing.organization,
        email=values["email"],
        role=Role(values["role"]),
        departments=departments,
        language=values["language"],
        by=by,
    )


def _withdraw(section: Section, thing: Invitation, by: Member) -> None:
    withdraw(thing, by=by)


def _save_webhook(section: Section, thing: Webhook, by: Member, values: dict[str, Any]) -> Any:
    return change_webhook(thing, by=by, **values)


def _end_membership(section: Section, thing: Member, by: Member) -> None:
    save(MEMBER, thing, by=by, left_at=clock.now())


def _new_program(house: House) -> Program:
    assert house is not None
    return Program(organization=house)


def _save_program(section: Section, thing: Program, by: Member, values: dict[str, Any]) -> Any:
    if thing.pk is None:
        thing.made_by = by.person
    return save(PROGRAM, thing, by=by, **values)


def _end_program(section: Section, thing: Program, by: Member) -> None:
    end(thing, by=by)


def _offerings(house: House) -> list[Offering]:
    """What it offers, then the services that it has not adopted yet, as offerings to be."""
    offered = Offering.objects.filter(organization=house).select_related("service__group", "department")
    known = sorted(offered, key=lambda row: (row.service.group.position, row.service.position, row.service.code))
    others = Service.objects.filter(is_active=True).exclude(offerings__in=known).select_related("group")
    return [*known, *(Offering(organization=house, service=service) for service in others)]


def _rules(house: House) -> models.QuerySet[AssignmentRule]:
    rows = AssignmentRule.objects.filter(organization=house).select_related(
        "department", "member__person", "zone", "service", "group", "organization"
    )
    return rows.order_by("service__code", "group__code", "pk")


OWN = {
    section.name: section
    for section in (
        Section(
            "profile",
            gettext_lazy("Profile and moderation"),
            "account_balance",
            PROFILE,
            house.ProfileForm,
            single=lambda organization: organization,
        ),
        Section(
            "look",
            gettext_lazy("Look"),
            "photo_camera",
            BRANDING,
            house.BrandingForm,
            single=branding_of,
            save=_brand,
        ),
        Section(
            "hours",
            gettext_lazy("Opening hours"),
            "schedule",
            HOURS,
            house.HoursForm,
            single=lambda organization: organization,
            lead=gettext_lazy(
                "Working days and hours are what target times are counted in. Without any it is Monday to "
                "Friday, 8 to 17."
            ),
        ),
        Section(
            "holidays",
            gettext_lazy("Holidays"),
            "event",
            HOLIDAY,
            house.HolidayForm,
            things=lambda house: Holiday.objects.filter(organization=house),
            row=lambda thing: Row(date_format(thing.day, "DATE_FORMAT"), [thing.name]),
            new=lambda house: Holiday(organization=house),
        ),
        Section(
            "departments",
            gettext_lazy("Departments"),
            "groups",
            DEPARTMENT,
            house.DepartmentForm,
            things=lambda house: Department.objects.filter(organization=house),
            row=rows.department,
            new=lambda house: Department(organization=house),
        ),
        Section(
            "figures",
            gettext_lazy("Public figures"),
            "insights",
            FIGURES,
            house.FiguresForm,
            single=lambda organization: organization,
            lead=gettext_lazy(
                "Which departments the public figures tell apart. One with fewer than three members never is, "
                "since its figures would be those of a person; what is not told apart is told together, and a "
                "department that could be found by subtracting joins it. Members always see all of them. Which "
                "department has a request is said on the page of each public request all the same, and since "
                "when, so who counts these can tell how many each has and for how long."
            ),
        ),
        Section(
            "members",
            gettext_lazy("Members"),
            "person",
            MEMBER,
            house.MemberForm,
            things=queries.members,
            row=rows.member,
            may=_manages,
            remove=_end_membership,
            take_away=gettext_lazy("End the membership"),
            lead=gettext_lazy("New members come in by an invitation."),
        ),
        Section(
            "invitations",
            gettext_lazy("Invitations"),
            "mail_outline",
            INVITATION,
            house.InvitationForm,
            things=lambda house: open_of(house) if house else [],
            row=rows.invitation,
            new=lambda house: Invitation(organization=house),
            add=gettext_lazy("Invite somebody"),
            save=_invite,
            remove=_withdraw,
            take_away=gettext_lazy("Withdraw"),
            may=_manages,
            is_changeable=False,
            lead=gettext_lazy(
                "An invitation goes out by mail, holds for seven days and works once, for who can log in "
                "with its address."
            ),
        ),
        Section(
            "services",
            gettext_lazy("Services"),
            "list",
            OFFERING,
            catalog.OfferingForm,
            things=_offerings,
            row=rows.offering,
            new=lambda house: Offering(organization=house),
            add=gettext_lazy("Adopt a service"),
            lead=gettext_lazy("What residents can report is shared by all. Here you say how you provide it."),
        ),
        Section(
            "questions",
            gettext_lazy("Own questions"),
            "help",
            QUESTION,
            catalog.QuestionForm,
            things=questions_asked_by,
            row=rows.question,
            new=lambda house: Question(organization=house),
            lead=gettext_lazy("Asked only where you are the one who provides the service."),
        ),
        Section(
            "reasons",
            gettext_lazy("Close reasons"),
            "check_circle",
            CLOSE_REASON,
            house.CloseReasonForm,
            things=lambda house: CloseReason.objects.filter(organization=house),
            row=rows.close_reason,
            new=lambda house: CloseReason(organization=house),
            lead=gettext_lazy(
                "Your own words for why a request is closed, in both languages. Each stands for one of the outcomes "
                "that all share, and takes its place when somebody closes a request; the resident reads it."
            ),
        ),
        Section(
            "zones",
            gettext_lazy("Zones"),
            "map",
            ZONE,
            house.ZoneForm,
            things=lambda house: zones_of(house) if house else [],
            row=lambda thing: Row(thing.place.name),
            new=lambda house: Zone(organization=house),
            map="draw",
        ),
        Section(
            "rules",
            gettext_lazy("Assignment rules"),
            "near_me",
            RULE,
            rules.RuleForm,
            things=_rules,
            row=rows.rule,
            new=lambda house: AssignmentRule(organization=house),
            lead=gettext_lazy(
                "A rule with an answer wins over one without, then the smallest zone, then the narrower "
                "service. What no rule names goes to the department of the service."
            ),
        ),
        Section(
            "grants",
            gettext_lazy("Grants"),
            "lock",
            GRANT,
            house.GrantForm,
            things=lambda house: (
                Grant.objects.filter(organization=house).select_related("to", "place").order_by("to__name", "pk")
            ),
            row=rows.grant,
            new=lambda house: Grant(organization=house),
            may=_grants,
            add=gettext_lazy("Give a grant"),
            lead=gettext_lazy(
                "Leave for members of another organization to act on your desk. Whatever they do says for "
                "whom they did it."
            ),
        ),
        Section(
            "retention",
            gettext_lazy("Retention schedules"),
            "timer",
            SCHEDULE,
            house.ScheduleForm,
            things=lambda house: Schedule.objects.filter(organization=house),
            row=rows.schedule,
            new=lambda house: Schedule(organization=house),
            lead=gettext_lazy(
                "After so many months since a request was closed, the worker destroys these of it at night. What no "
                "schedule names is kept. “Records” shows what the next night takes, and what was taken."
            ),
        ),
        Section(
            "sign-on",
            gettext_lazy("Sign-on"),
            "login",
            SIGN_ON,
            access.SignOnForm,
            single=sign_on_of,
            may=_manages,
            lead=gettext_lazy(
                "Your members log in through your own OpenID Connect provider. They still have to be invited first."
            ),
        ),
        Section(
            "programs",
            gettext_lazy("Programs"),
            "settings",
            PROGRAM,
            ProgramForm,
            things=programs_of,
            row=rows.program,
            new=_new_program,
            save=_save_program,
            remove=_end_program,
            take_away=gettext_lazy("End this program"),
            may=_manages,
            goes_on=True,
            lead=gettext_lazy(
                "Software that comes in by a key: apps that send reports, systems that work on requests. What it does "
                "stands in the story under its name. Those of the steward serve the whole umbrella."
            ),
        ),
        Section(
            "webhooks",
            gettext_lazy("Webhooks"),
            "send",
            WEBHOOK,
            WebhookForm,
            things=lambda house: Webhook.objects.filter(organization=house),
            row=rows.webhook,
            new=lambda house: Webhook(organization=house),
            save=_save_webhook,
            may=_manages,
            goes_on=True,
            lead=gettext_lazy(
                "Programs of your own are told at once what happens to your requests: each message is signed, tried "
                "again for three days, and stands in a log for a month."
            ),
        ),
        Section(
            "handling",
            gettext_lazy("Handled by"),
            "loop",
            HANDLING,
            rules.HandlingForm,
            single=lambda organization: organization,
            may=_hands_over,
        ),
    )
}
