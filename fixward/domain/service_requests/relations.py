"""The table of requests that have to do with each other, in a file of its own; `models` makes it known."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fixward.domain.governments.models import Member
from fixward.foundation import clock


class Relation(models.Model):
    """Two requests that have to do with each other and are not the same; `first` is the one with the lower id."""

    first = models.ForeignKey("service_requests.ServiceRequest", models.CASCADE, related_name="+")
    second = models.ForeignKey("service_requests.ServiceRequest", models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="two_requests_are_linked_once", fields=["first", "second"]),
            models.CheckConstraint(name="a_link_is_written_once_for_both", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} – {self.second_id}"
