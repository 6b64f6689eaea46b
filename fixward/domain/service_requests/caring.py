"""Who cares about a request: the tables of followers and supporters; `models` makes them known."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fixward.domain.people.models import Person
from fixward.foundation import clock


class Follow(models.Model):
    """Somebody wants to hear how it goes on."""

    service_request = models.ForeignKey("service_requests.ServiceRequest", models.CASCADE, related_name="follows")
    person = models.ForeignKey(Person, models.CASCADE, related_name="follows")
    since = models.DateTimeField(default=clock.now)
    came_with = models.ForeignKey(
        "service_requests.ServiceRequest",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The repetition whose follower it was; none where somebody came by themselves.",
    )

    class Meta:
        constraints = [models.UniqueConstraint(name="a_person_follows_once", fields=["service_request", "person"])]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.service_request_id}"


class Support(models.Model):
    """“Me too”: one for each person, or for each browser of somebody unknown."""

    service_request = models.ForeignKey("service_requests.ServiceRequest", models.CASCADE, related_name="supports")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="supports")
    browser = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)
    came_with = models.ForeignKey(
        "service_requests.ServiceRequest",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The repetition whose supporter it was; none where somebody came by themselves.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_person_supports_once", fields=["service_request", "person"]),
            models.UniqueConstraint(name="a_browser_supports_once", fields=["service_request", "browser"]),
            models.CheckConstraint(
                name="somebody_supports", condition=Q(person__isnull=False) | Q(browser__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.browser} + {self.service_request_id}"
