"""The table of what waited for an answer, in a file of its own; `models` makes it known."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Wait(models.Model):
    """One stretch of waiting for the reporter's answer: nobody's time. Its events tell the same."""

    service_request = models.ForeignKey("service_requests.ServiceRequest", models.CASCADE, related_name="waits")
    started_at = models.DateTimeField()
    remind_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="It is closed then, as the reporter was told.")
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_request_waits_once_at_a_time", fields=["service_request"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="a_wait_ends_after_it_starts", condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at"))
            ),
        ]
        indexes = [
            models.Index(name="waits_to_remind", fields=["remind_at"], condition=Q(ended_at=None, reminded_at=None)),
            models.Index(name="waits_to_end", fields=["ends_at"], condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.service_request_id}: {self.started_at}"
