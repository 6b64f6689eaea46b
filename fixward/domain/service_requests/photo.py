"""The table of photos, in a file of its own; `models` makes it known."""

from __future__ import annotations

from django.db import models

from fixward.foundation import clock


class Photo(models.Model):
    """A picture as the platform encoded it anew: upright, without metadata."""

    service_request = models.ForeignKey("service_requests.ServiceRequest", models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="photos/%Y/%m/", max_length=200)
    thumbnail = models.FileField(upload_to="photos/%Y/%m/", max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    shows_work = models.BooleanField(default=False, help_text="Of the work done, not of the problem.")
    added_at = models.DateTimeField(default=clock.now)
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file.name)
