"""How each organization off the platform is reached, what goes out to it, and what came in from it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fixward.domain.catalog.models import Service
from fixward.domain.governments.models import Organization
from fixward.domain.service_requests.models import Event, ServiceRequest
from fixward.followups.exchange.connectors.troubles import Trouble
from fixward.foundation import clock


class Way(models.TextChoices):
    MAIL = "mail", _("E-mail")
    OPEN311 = "open311", _("Open311 GeoReport v2")


class Connector(models.Model):
    """How one organization is reached. Who has none is reached by e-mail at its own address."""

    organization = models.OneToOneField(Organization, models.CASCADE, related_name="connector")
    way = models.CharField(max_length=20, choices=Way, default=Way.MAIL)
    email = models.EmailField(blank=True, help_text="Empty: the organization's own address.")
    shows_reporter = models.BooleanField(default=False, help_text="Tells who reported, and how to reach them.")
    endpoint = models.URLField(max_length=300, blank=True, help_text="The address before /services.json.")
    jurisdiction = models.CharField(max_length=200, blank=True)
    sealed_key = models.TextField(blank=True)
    exchanges_updates = models.BooleanField(default=False, help_text="Their side knows servicerequestupdates.")
    read_until = models.DateTimeField(null=True, blank=True, help_text="Up to when their updates have been read.")
    polled_at = models.DateTimeField(null=True, blank=True)
    poll_trouble = models.CharField(max_length=200, blank=True, help_text="Why the last look at their side failed.")

    class Meta:
        ordering = ["organization__name"]
        constraints = [
            models.CheckConstraint(
                name="an_open311_connector_has_an_endpoint", condition=~Q(way="open311") | ~Q(endpoint="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)


class Pairing(models.Model):
    """Which of their services one of ours is, and which of their questions ours are."""

    connector = models.ForeignKey(Connector, models.CASCADE, related_name="pairings")
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    their_code = models.CharField(max_length=100)
    is_realtime = models.BooleanField(default=True, help_text="Their side gives a number at once.")
    questions = models.JSONField(default=dict, blank=True, help_text='{"ours": "theirs"}')

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="a_service_is_paired_once", fields=["connector", "service"])]

    def __str__(self) -> str:
        return f"{self.service} → {self.their_code}"


class What(models.TextChoices):
    REQUEST = "request", _("The request")
    NEWS = "news", _("What happened since")


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    def unsent(self) -> Self:
        return self.filter(sent_at=None)

    def of(self, service_request: int, organization: int) -> Self:
        """What goes about one request to one organization, in the order of what happened."""
        return self.filter(event__service_request=service_request, organization=organization).order_by("event")


class Dispatch(models.Model):
    """One event told to one organization off the platform: written first, sent after, and it says what came of it."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    what = models.CharField(max_length=20, choices=What)
    message_id = models.CharField(max_length=255, help_text="The same however often it is tried.")
    written_at = models.DateTimeField(default=clock.now)
    begun_at = models.DateTimeField(null=True, help_text="It may have arrived since then, though no answer came.")
    tried_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    token = models.CharField(max_length=200, blank=True, help_text="What they gave where the number comes later.")
    held_at = models.DateTimeField(null=True, help_text="It waits for a person since then.")
    trouble = models.CharField(max_length=20, choices=Trouble, blank=True)
    detail = models.CharField(max_length=200, blank=True, help_text="What the other side said.")

    objects = DispatchQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "dispatches"
        constraints = [
            models.UniqueConstraint(name="an_organization_hears_of_an_event_once", fields=["event", "organization"]),
            models.CheckConstraint(name="what_is_held_has_a_trouble", condition=Q(held_at=None) | ~Q(trouble="")),
            models.CheckConstraint(name="what_was_sent_is_not_held", condition=Q(sent_at=None) | Q(held_at=None)),
        ]
        indexes = [
            models.Index(name="not_delivered", fields=["written_at"], condition=Q(sent_at=None)),
            models.Index(name="waiting_for_a_number", fields=["organization"], condition=~Q(token="")),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.organization_id}"

    @property
    def service_request(self) -> ServiceRequest:
        return self.event.service_request


class Outcome(models.TextChoices):
    DONE = "done", _("Taken over")
    IGNORED = "ignored", _("Passed over")
    REFUSED = "refused", _("Refused")


class Received(models.Model):
    """Something that came in, once: a mail, an update, a status. What was refused stays to be seen until it is settled.

    `text` is kept only of what was refused, so that a person can do by hand what was meant.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    service_request = models.ForeignKey(ServiceRequest, models.CASCADE, null=True, related_name="+")
    way = models.CharField(max_length=20, choices=Way)
    key = models.CharField(max_length=300, help_text="Its id on the other side.")
    at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=20, choices=Outcome)
    reason = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "received"
        constraints = [
            models.UniqueConstraint(
                name="what_comes_in_is_taken_once", fields=["organization", "way", "key"], nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(name="refused_to_see_to", fields=["at"], condition=Q(outcome="refused", settled_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.key}"


class Seen(models.Model):
    """How a request stood on the other side when it was looked at last: only what differs is news."""

    service_request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    status = models.CharField(max_length=100, blank=True)
    notes = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "seen"
        constraints = [
            models.UniqueConstraint(name="a_request_is_seen_once", fields=["service_request", "organization"])
        ]

    def __str__(self) -> str:
        return f"{self.service_request_id}: {self.status}"
