"""By which number an organization off the platform knows a request."""

from __future__ import annotations

from django.db import models

from fixward.domain.governments.models import Organization
from fixward.foundation import clock


class OutsideNumber(models.Model):
    """Shown beside our own number, so that whoever calls them can name it."""

    service_request = models.ForeignKey(
        "service_requests.ServiceRequest", models.CASCADE, related_name="outside_numbers"
    )
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    number = models.CharField(max_length=100)
    known_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_request_has_one_number_elsewhere", fields=["service_request", "organization"]
            ),
            models.UniqueConstraint(name="a_number_elsewhere_is_of_one_request", fields=["organization", "number"]),
        ]

    def __str__(self) -> str:
        return self.number
