"""The table of updates that programs have sent, in a file of its own; `models` makes it known."""

from __future__ import annotations

from django.db import models

from fixward.domain.programs.models import Program
from fixward.domain.service_requests.models import Event
from fixward.foundation import clock


class Told(models.Model):
    """An update that a program sent under an id of its own: the same one again changes nothing."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="+")
    update_id = models.CharField(max_length=100)
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+", help_text="What came of it first.")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_program_tells_an_update_once", fields=["program", "update_id"]),
        ]

    def __str__(self) -> str:
        return self.update_id
