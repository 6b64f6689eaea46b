"""What the doors themselves have to remember."""

from __future__ import annotations

from django.db import models


class Counted(models.Model):
    """How often something was done from one address, or by one contact, since a window of time began.

    The table is not logged: a crash of the server empties it, and a write waits for no disk.
    """

    key = models.UUIDField(primary_key=True, help_text="Who and what, as a digest from which nobody is read again.")
    until = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "counted"

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
