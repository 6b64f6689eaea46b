"""The table of what came along with a report that a program sent, in a file of its own; `models` makes it known."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

# What of it belongs to the reporter: the digest too, since their address and name went into it.
NOTHING_TOLD = {"device_id": "", "account_id": "", "content": ""}


class Sending(models.Model):
    """What a program told beside the report (Open311, "POST Service Request"); no public door shows it."""

    service_request = models.OneToOneField("service_requests.ServiceRequest", models.CASCADE, related_name="sending")
    device_id = models.CharField(max_length=200, blank=True)
    account_id = models.CharField(max_length=200, blank=True)
    content = models.CharField(
        max_length=64,
        blank=True,
        help_text="SHA-256 of what came under an Idempotency-Key.",
    )
    media_urls = ArrayField(
        models.URLField(max_length=2000), default=list, help_text="Pictures that the worker fetches; each goes with it."
    )
    lost_urls = ArrayField(
        models.URLField(max_length=2000), default=list, help_text="Those that gave no picture, or may not be asked."
    )

    def __str__(self) -> str:
        return f"{self.service_request_id}"
