"""The table of who looked a caller up, in a file of its own; `models` makes it known."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from fixward.domain.governments.models import Member
from fixward.foundation import clock


class Lookup(models.Model):
    """A member looked for a caller. What was typed is not kept, only whose reports were shown by it."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=10, choices=[("phone", "phone"), ("email", "e-mail")])
    service_requests = ArrayField(models.BigIntegerField(), default=list, help_text="The ids of what was shown.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.by}"
