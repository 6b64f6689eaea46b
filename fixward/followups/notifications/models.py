"""What was sent, to whom, about which event."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import Event


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> Self:
        """Neither sent nor given up."""
        return self.filter(sent_at=None, error="")

    def to_the_same(self, delivery: Delivery) -> Self:
        """What one address hears of one request."""
        return self.filter(
            channel=delivery.channel,
            address=delivery.address,
            event__service_request=delivery.event.service_request_id,
        )


class Delivery(models.Model):
    """One event told to one address. The row is written before anything is sent, and says what became of it."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=254)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", help_text="None: a desk.")
    message_id = models.CharField(max_length=255, help_text="The same however often it is tried.")
    written_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True, help_text="Why it was given up.")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(name="an_address_hears_of_an_event_once", fields=["event", "channel", "address"]),
            models.CheckConstraint(name="what_was_sent_was_not_given_up", condition=Q(sent_at=None) | Q(error="")),
        ]
        indexes = [models.Index(name="given_up", fields=["written_at"], condition=~Q(error=""))]

    def __str__(self) -> str:
        return f"{self.event_id} by {self.channel}"
