"""Programs and their keys."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fixward.domain.governments.models import Member, Organization
from fixward.domain.people.models import Person
from fixward.domain.programs.scopes import Scope
from fixward.foundation import clock

USUAL_PER_MINUTE = 300


class Program(models.Model):
    """What calls us: of an organization, for which its `member` acts, or of a person, who acts themselves."""

    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programs",
        help_text="For whom it acts.",
    )
    member = models.OneToOneField(Member, models.PROTECT, null=True, blank=True, related_name="program")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="programs")
    name = models.CharField(max_length=100)
    contact = models.EmailField(blank=True, help_text="Who is asked when it misbehaves.")
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), default=list)
    per_minute = models.PositiveIntegerField(default=USUAL_PER_MINUTE, help_text="Calls by each of its keys.")
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_program_is_of_an_organization_or_of_a_person",
                condition=Q(organization__isnull=False, member__isnull=False, person=None)
                | Q(organization=None, member=None, person__isnull=False),
            ),
            models.CheckConstraint(name="a_program_calls_once_a_minute_at_least", condition=Q(per_minute__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class AccessKey(models.Model):
    """One key of a program. What it reads was shown once; here is only what it is recognized by."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    start = models.CharField(max_length=20, editable=False)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To some minutes.")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.start}…"

    @property
    def is_good(self) -> bool:
        return self.revoked_at is None and (self.expires_at is None or clock.now() < self.expires_at)
