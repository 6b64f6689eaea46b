"""The rules: who is responsible for what on which ground, and which department does it."""

from __future__ import annotations

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from fixward.domain.catalog.models import Service, ServiceGroup
from fixward.domain.governments.models import Department, Member, Organization
from fixward.domain.places.models import AssetLayer, Place
from fixward.foundation.text import TranslatedField


class Scope(models.Model):
    """These services (one, a group, or all), when this answer was given, within these days."""

    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="+")
    group = models.ForeignKey(ServiceGroup, models.CASCADE, null=True, blank=True, related_name="+")
    question = models.SlugField(blank=True)
    answer = models.CharField(max_length=255, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


def _scope_constraints(rule: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            name=f"{rule}_names_a_service_or_a_group_not_both", condition=Q(service=None) | Q(group=None)
        ),
        models.CheckConstraint(
            name=f"{rule}_names_question_and_answer_together",
            condition=Q(question="", answer="") | (~Q(question="") & ~Q(answer="")),
        ),
        models.CheckConstraint(
            name=f"{rule}_ends_after_it_begins",
            condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
        ),
    ]


class Responsibility(Scope):
    """These services on this ground belong to this organization: the umbrella's shared intelligence."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="responsibilities")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    layer = models.ForeignKey(AssetLayer, models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.CharField(max_length=200, blank=True, help_text="The owner as the asset layer names it.")
    reason = models.TextField(blank=True, help_text="Why it is so: an ordinance, an agreement, a settlement.")

    class Meta:
        verbose_name_plural = "responsibilities"
        constraints = [
            *_scope_constraints("responsibility"),
            models.CheckConstraint(
                name="the_ground_is_a_place_or_assets_of_one_owner",
                condition=Q(place__isnull=False, layer=None, owner="")
                | Q(place=None, layer__isnull=False) & ~Q(owner=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.service or self.group or 'all'}"


class AssignmentRule(Scope):
    """Which department (and member) of an organization gets these services, in this zone, with this answer."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="assignment_rules")
    zone = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    department = models.ForeignKey(Department, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    notice = TranslatedField(blank=True)

    class Meta:
        constraints = _scope_constraints("assignment_rule")

    def __str__(self) -> str:
        return f"{self.organization}: {self.department}"


class RoutingVersion(models.Model):
    """One row: what the compiled tables are made from. Triggers change it with every change of a rule or boundary.

    Random, not counted up: a rolled back change must never share its version with a later one.
    """

    rules = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID())
    ground = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID())
    changed_at = models.DateTimeField(db_default=Now())
