"""What was answered to calls that name a key of their own, so that a call sent again does nothing again."""

from __future__ import annotations

import uuid

from django.db import models

from fixward.foundation import clock


class Answered(models.Model):
    """The answer to one call. Nothing of it is anybody's personal data: it says what was made, by number and id."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text="Of who called and the key they named.")
    asked = models.CharField(max_length=64, help_text="Digest of what was asked.")
    status = models.PositiveSmallIntegerField()
    body = models.TextField(blank=True)
    location = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(name="answered_before", fields=["at"])]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
