"""The shared catalog: services in groups, their questions, and how each organization offers them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fixward.domain.governments.models import Department, Organization
from fixward.domain.governments.working_time import Target, Unit
from fixward.foundation.text import TranslatedField


class ServiceGroup(models.Model):
    code = models.SlugField(unique=True)
    name = TranslatedField()
    icon = models.CharField(max_length=50, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return str(self.name)


class Targets(models.Model):
    """How soon a request is to be acknowledged and closed; each may be left open."""

    acknowledge_amount = models.PositiveSmallIntegerField(null=True, blank=True)
    acknowledge_unit = models.CharField(max_length=20, choices=Unit, default=Unit.WORKING_DAYS)
    close_amount = models.PositiveSmallIntegerField(null=True, blank=True)
    close_unit = models.CharField(max_length=20, choices=Unit, default=Unit.WORKING_DAYS)

    class Meta:
        abstract = True

    @property
    def acknowledge_within(self) -> Target | None:
        return _target(self.acknowledge_amount, self.acknowledge_unit)

    @property
    def close_within(self) -> Target | None:
        return _target(self.close_amount, self.close_unit)


def _target(amount: int | None, unit: str) -> Target | None:
    return None if amount is None else Target(amount, Unit(unit))


class Service(Targets):
    """What residents ask for: the same everywhere under the umbrella, whoever provides it."""

    code = models.SlugField(unique=True)
    group = models.ForeignKey(ServiceGroup, models.PROTECT, related_name="services")
    name = TranslatedField()
    description = TranslatedField(blank=True)
    keywords = TranslatedField(blank=True, help_text=_("Words people use for it, with commas between."))
    icon = models.CharField(max_length=50, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    is_private = models.BooleanField(default=False, help_text=_("Requests are seen by governments and reporter only."))
    identity_required = models.BooleanField(default=False)
    duplicate_radius_m = models.PositiveIntegerField(default=100)
    reopen_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        ordering = ["group__position", "position", "code"]

    def __str__(self) -> str:
        return str(self.name)


class Datatype(models.TextChoices):
    """The datatypes of an Open311 GeoReport v2 attribute."""

    STRING = "string", _("One line of text")
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATETIME = "datetime", _("Date and time")
    SINGLE = "singlevaluelist", _("One of a list")
    MULTIPLE = "multivaluelist", _("Several of a list")


class Question(models.Model):
    """Something to ask with a service (shared, or one organization's own), or a notice to show."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="questions")
    organization = models.ForeignKey(
        Organization,
        models.CASCADE,
        null=True,
        blank=True,
        help_text=_("Empty means that everybody asks it."),
    )
    code = models.SlugField()
    datatype = models.CharField(max_length=20, choices=Datatype, default=Datatype.STRING)
    text = TranslatedField()
    help = TranslatedField(blank=True)
    values = models.JSONField(default=list, blank=True, help_text='[{"key": "yes", "name": {"en": "Yes", "es": "Sí"}}]')
    position = models.PositiveSmallIntegerField(default=1)
    is_notice = models.BooleanField(default=False)
    is_required = models.BooleanField(default=False)
    is_private = models.BooleanField(default=False, help_text=_("The answer never leaves through a public door."))

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(name="question_code_is_unique_in_its_service", fields=["service", "code"]),
            models.CheckConstraint(
                name="a_notice_is_not_required", condition=Q(is_notice=False) | Q(is_required=False)
            ),
            models.CheckConstraint(
                name="lists_and_only_lists_have_values",
                condition=Q(is_notice=True)
                | (Q(datatype__in=["singlevaluelist", "multivaluelist"]) & ~Q(values=[]))
                | (~Q(datatype__in=["singlevaluelist", "multivaluelist"]) & Q(values=[])),
            ),
        ]

    def __str__(self) -> str:
        return str(self.text)


class Offering(Targets):
    """How one organization provides one shared service, without touching its neighbours."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="offerings")
    service = models.ForeignKey(Service, models.CASCADE, related_name="offerings")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="offerings")
    name = TranslatedField(blank=True, help_text=_("The organization's own name for it."))
    notice = TranslatedField(blank=True, help_text=_("What happens next, shown before and after reporting."))
    is_hidden = models.BooleanField(default=False)
    is_private = models.BooleanField(default=False)
    identity_required = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_service_is_offered_once", fields=["organization", "service"]),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.name or self.service.name)
