"""Why a request was closed: the resolutions that all share, and the reasons of each organization, with their table."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fixward.domain.governments.models import Organization
from fixward.foundation.text import TranslatedField


class Resolution(models.TextChoices):
    FIXED = "fixed", _("Fixed")
    NOTHING_FOUND = "nothing_found", _("Nothing found on the spot")
    NO_WORK = "no_work", _("No work will be done")
    DUPLICATE = "duplicate", _("Reported before")
    WITHDRAWN = "withdrawn", _("Withdrawn by the reporter")
    NO_ANSWER = "no_answer", _("A question was not answered")


# Those that a desk closes with by its own decision.
CLOSING = (Resolution.FIXED, Resolution.NOTHING_FOUND, Resolution.NO_WORK)


class CloseReason(models.Model):
    """Why one organization closes requests, in its own words; each means one of the resolutions that all share."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="close_reasons")
    name = TranslatedField()
    resolution = models.CharField(max_length=20, choices=Resolution)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True, help_text="Offered when a request is closed.")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_close_reason_means_what_a_desk_closes_with",
                condition=Q(resolution__in=["fixed", "nothing_found", "no_work"]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)
