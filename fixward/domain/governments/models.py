"""Governments and agencies, their departments and the members who work for them."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fixward.domain.people.models import Person
from fixward.domain.places.models import Place
from fixward.foundation import clock
from fixward.foundation.text import TranslatedField


class Standing(models.TextChoices):
    PARTNER = "partner", _("Works on the platform")
    EXTERNAL = "external", _("Not on the platform")


class InFigures(models.TextChoices):
    """Which of its departments an organization lets the public figures tell apart."""

    ALL = "all", _("All of them")
    CHOSEN = "chosen", _("Those that are ticked")
    NONE = "none", _("None")


class Organization(models.Model):
    """A government or agency. One of them is the steward, who takes what nobody owns and settles disputes."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    standing = models.CharField(max_length=20, choices=Standing, default=Standing.PARTNER)
    is_steward = models.BooleanField(default=False)
    handled_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="handles")
    stand_alone_from = models.DateField(null=True, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    website = models.URLField(blank=True)
    time_zone = models.CharField(max_length=64, default="America/New_York")
    language = models.CharField(max_length=8, default="en")
    holds_comments = models.BooleanField(
        default=False, help_text=_("Residents' comments are public only after a manager has let them through.")
    )

    remind_after_days = models.PositiveSmallIntegerField(
        default=5, help_text=_("After so many days without an answer to a question the reporter is reminded.")
    )
    answer_within_days = models.PositiveSmallIntegerField(
        default=14, help_text=_("After so many days without an answer to a question the request is closed.")
    )
    departments_in_figures = models.CharField(max_length=10, choices=InFigures, default=InFigures.ALL)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(name="there_is_one_steward", fields=["is_steward"], condition=Q(is_steward=True)),
            models.CheckConstraint(
                name="the_steward_handles_itself_on_the_platform",
                condition=Q(is_steward=False) | Q(standing="partner", handled_by=None),
            ),
            models.CheckConstraint(name="nobody_is_handled_by_itself", condition=~Q(handled_by=F("id"))),
            models.CheckConstraint(
                name="a_reminder_comes_before_the_end",
                condition=Q(remind_after_days__gte=1, remind_after_days__lt=F("answer_within_days")),
            ),
            models.CheckConstraint(
                name="a_stand_alone_day_needs_a_handler",
                condition=Q(stand_alone_from=None) | Q(handled_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class OpeningHours(models.Model):
    """One stretch of a weekday (0 is Monday) in which the organization works, in its own zone."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(name="weekday_is_0_to_6", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="opens_before_it_closes", condition=Q(opens__lt=F("closes"))),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}-{self.closes:%H:%M}"


class Holiday(models.Model):
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(name="a_day_is_a_holiday_once", fields=["organization", "day"])]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Department(models.Model):
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="departments")
    code = models.SlugField()
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    is_front_desk = models.BooleanField(
        default=False, help_text=_("Gets what no other department of the organization is named for.")
    )
    is_in_figures = models.BooleanField(
        default=False, help_text="Where the organization shows those that are ticked: this is one."
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="department_code_is_unique_in_its_organization", fields=["organization", "code"]
            ),
            models.UniqueConstraint(
                name="an_organization_has_one_front_desk",
                fields=["organization"],
                condition=Q(is_front_desk=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.IntegerChoices):
    """Each role may do what the ones before it may."""

    VIEWER = 10, _("Viewer")
    WORKER = 20, _("Worker")
    MANAGER = 30, _("Manager")
    ADMINISTRATOR = 40, _("Administrator")


class MemberQuerySet(models.QuerySet["Member"]):
    def working(self) -> Self:
        """The people who work there now: none who left, and no programs."""
        return self.filter(left_at=None, person__is_program=False)


class Member(models.Model):
    """A person working for an organization, in a role; or a program that acts for it (see the room `programs`)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="members")
    role = models.PositiveSmallIntegerField(choices=Role, default=Role.WORKER)
    departments = models.ManyToManyField(Department, blank=True, related_name="members")
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_person_is_a_member_once", fields=["person", "organization"], condition=Q(left_at=None)
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def is_active(self) -> bool:
        """Whether they may act now; a program may, though nobody can log in as it."""
        return self.left_at is None and (self.person.is_active or self.person.is_program)

    @property
    def can_be_given_work(self) -> bool:
        """Whether work can be assigned to them: a program acts, but nobody waits for it."""
        return self.left_at is None and self.person.is_active

    @cached_property
    def grants(self) -> list[Grant]:
        """The grants of other organizations that reach this member today."""
        today = clock.now().astimezone(self.organization.zone).date()
        grants = Grant.objects.filter(to=self.organization, valid_from__lte=today, least_role__lte=self.role)
        return list(grants.filter(Q(valid_to=None) | Q(valid_to__gt=today)).select_related("organization", "place"))


class Grant(models.Model):
    """One organization's leave for another's members to act on its desk, as far as it reaches."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="grants_given")
    to = models.ForeignKey(Organization, models.CASCADE, related_name="grants_received")
    role = models.PositiveSmallIntegerField(
        choices=Role, default=Role.WORKER, help_text=_("What they may do on the desk.")
    )
    least_role = models.PositiveSmallIntegerField(
        choices=Role,
        default=Role.ADMINISTRATOR,
        help_text=_("The role at home from which the grant reaches."),
    )
    service_codes = ArrayField(
        models.CharField(max_length=50), default=list, blank=True, help_text=_("Empty means every service.")
    )
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, help_text=_("Empty means everywhere."))
    valid_from = models.DateField(default=dt.date.today)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_grant_goes_to_another", condition=~Q(organization=F("to"))),
            models.CheckConstraint(
                name="a_grant_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} → {self.to}"


class Branding(models.Model):
    """How an organization looks on its own front page, and which web sites may show it in a frame."""

    organization = models.OneToOneField(Organization, models.CASCADE, related_name="branding")
    logo = models.FileField(upload_to="logos/", blank=True, max_length=200)
    colour = models.CharField(max_length=7, blank=True, help_text=_("Such as #0c4a47."))
    greeting = TranslatedField(blank=True)
    frame_origins = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text=_("Web sites that may show the map and the report in a frame, such as https://www.example.org."),
    )

    def __str__(self) -> str:
        return str(self.organization)


class Zone(models.Model):
    """A piece of ground that an organization has drawn for its own rules."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="zones")
    place = models.OneToOneField(Place, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.place)


class Invitation(models.Model):
    """Mailed to an address: whoever reads its mail can become a member by it, once and for some days."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.PositiveSmallIntegerField(choices=Role, default=Role.WORKER)
    departments = models.ManyToManyField(Department, blank=True, related_name="+")
    language = models.CharField(max_length=8, default="en")
    invited_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="an_address_is_invited_once_at_a_time",
                fields=["organization", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and clock.now() < self.expires_at


class SignOn(models.Model):
    """The OpenID Connect provider of an organization, by which its members come in. The secret is kept sealed."""

    organization = models.OneToOneField(Organization, models.CASCADE, related_name="sign_on")
    issuer = models.URLField(max_length=300)
    client_id = models.CharField(max_length=200)
    sealed_secret = models.TextField(blank=True)
    domains = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    is_on = models.BooleanField(default=False)
    is_required = models.BooleanField(default=False)
    proved_at = models.DateTimeField(
        null=True, blank=True, help_text="When a member first came in by this issuer and client."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_sign_on_is_demanded_only_where_it_works",
                condition=Q(is_required=False) | Q(is_on=True, proved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.issuer


class MailDomain(models.Model):
    """What stands behind the @ of an organization's own addresses, confirmed by the steward."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="mail_domains")
    name = models.CharField(max_length=253, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Change(models.Model):
    """Something that was changed in a set-up. Written once: the database refuses to change or delete it.

    Without an organization it concerns all under the umbrella. `before` is empty where the thing is new, `after` where
    it was removed; both hold ids, and `names` what these were called then.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.CharField(max_length=40)
    thing = models.BigIntegerField()
    title = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    before = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    names = models.JSONField(default=dict, blank=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_change_leaves_or_finds_something", condition=Q(before__isnull=False) | Q(after__isnull=False)
            ),
        ]
        indexes = [
            models.Index(name="changes_of_organization", fields=["organization", "-id"]),
            models.Index(name="changes_of_thing", fields=["subject", "thing", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.title}"


def default_zone() -> ZoneInfo:
    """The zone of the place, for what belongs to no organization."""
    return ZoneInfo(settings.TIME_ZONE)
