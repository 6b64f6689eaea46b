"""Who wants which figures by mail."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fixward.domain.governments.models import Department, Organization
from fixward.domain.people.models import Person
from fixward.foundation import clock


class Subscription(models.Model):
    """The figures of one department, one organization, or of all, once a month; `told` is the last month told."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, related_name="+")
    department = models.ForeignKey(Department, models.CASCADE, null=True, related_name="+")
    begun_at = models.DateTimeField(default=clock.now)
    told = models.DateField(help_text="The first day of the last month that was told, or need not be.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="somebody_gets_the_same_figures_once",
                fields=["person", "organization", "department"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="a_department_is_one_of_an_organization",
                condition=Q(department=None) | Q(organization__isnull=False),
            ),
        ]
        indexes = [models.Index(name="reports_to_be_sent", fields=["told"])]

    def __str__(self) -> str:
        return str(self.department or self.organization or "")
