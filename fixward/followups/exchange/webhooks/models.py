"""The webhooks of organizations, and every message that was to go to one."""

from __future__ import annotations

import datetime as dt
from typing import Self
from urllib.parse import urlsplit
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fixward.domain.governments.models import Organization
from fixward.domain.service_requests.models import Event
from fixward.foundation import clock

TEST = "test"


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def listening(self, kind: str) -> Self:
        """Those that are turned on and ask for events of this kind."""
        return self.filter(is_on=True, kinds__contains=[kind]).select_related("organization")


class Webhook(models.Model):
    """An address of an organization's own program, and the kinds of events that are told to it."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="webhooks")
    name = models.CharField(max_length=100)
    url = models.CharField(max_length=500)
    kinds = ArrayField(models.CharField(max_length=20), default=list)
    is_on = models.BooleanField(default=True)

    sealed_secret = models.TextField(blank=True)
    sealed_former_secret = models.TextField(blank=True)
    former_until = models.DateTimeField(null=True, blank=True, help_text="Until then the former secret signs too.")
    shown_at = models.DateTimeField(null=True, blank=True, help_text="When the secret was shown, which is once.")

    failing_since = models.DateTimeField(null=True, blank=True, help_text="Nothing was taken since then.")
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    rests_until = models.DateTimeField(null=True, blank=True, help_text="It was not reached: nobody asks it before.")
    turned_off_at = models.DateTimeField(null=True, blank=True, help_text="By the platform, for it failed too long.")

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="what_the_platform_turned_off_is_off", condition=Q(turned_off_at=None) | Q(is_on=False)
            ),
        ]
        indexes = [models.Index(name="webhooks_that_are_on", fields=["organization"], condition=Q(is_on=True))]

    def __str__(self) -> str:
        return self.name

    @property
    def is_resting(self) -> bool:
        return self.rests_until is not None and self.rests_until > clock.now()

    @property
    def host(self) -> str:
        """What can be said of the address where the rest of it is nobody's business."""
        return urlsplit(self.url).hostname or self.url


class Trouble(models.TextChoices):
    """Why a message was not taken."""

    STATUS = "status", _("It answered that it does not take it")
    ELSEWHERE = "elsewhere", _("It sends us on to another address, which is not followed")
    LATE = "late", _("It did not answer in time")
    UNREACHED = "unreached", _("It could not be reached")
    NO_HOST = "no_host", _("There is no host of that name")
    TLS = "tls", _("Its certificate does not hold")
    FORBIDDEN = "forbidden", _("The address does not lie in the public network, or lacks https")
    ENDLESS = "endless", _("Its answer was too long")
    OFF = "off", _("The webhook was turned off")
    UNREADABLE = "unreadable", _("The secret cannot be read any more; renew it")


def new_message_id() -> str:
    return f"msg_{uuid4().hex}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> Self:
        """Neither taken nor given up."""
        return self.filter(sent_at=None, given_up_at=None)

    def given_up(self) -> Self:
        return self.filter(given_up_at__isnull=False)


class Delivery(models.Model):
    """One event told to one webhook: written before anything is sent, with the very body, and what became of it."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+", help_text="None: a test.")
    kind = models.CharField(max_length=20)
    message_id = models.CharField(max_length=40, unique=True, default=new_message_id)
    body = models.TextField(help_text="As it is sent, however often.")
    written_at = models.DateTimeField(default=clock.now)
    since = models.DateTimeField(default=clock.now, help_text="When it was asked for, the last time.")

    attempts = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    answer_code = models.PositiveSmallIntegerField(null=True)
    took_ms = models.PositiveIntegerField(null=True)
    trouble = models.CharField(max_length=20, choices=Trouble, blank=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "deliveries to webhooks"
        constraints = [
            models.UniqueConstraint(name="a_webhook_hears_of_an_event_once", fields=["webhook", "event"]),
            models.CheckConstraint(
                name="what_was_taken_was_not_given_up", condition=Q(sent_at=None) | Q(given_up_at=None)
            ),
        ]
        indexes = [
            models.Index(name="log_of_a_webhook", fields=["webhook", "-id"]),
            models.Index(
                name="given_up_of_a_webhook", fields=["webhook", "-id"], condition=Q(given_up_at__isnull=False)
            ),
            models.Index(
                name="waiting_of_a_webhook", fields=["webhook", "id"], condition=Q(sent_at=None, given_up_at=None)
            ),
            models.Index(name="deliveries_by_age", fields=["written_at"]),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def state(self) -> str:
        return "sent" if self.sent_at else "given_up" if self.given_up_at else "waiting"

    @property
    def is_waiting(self) -> bool:
        return self.state == "waiting"

    def age(self) -> dt.timedelta:
        """Since it was asked for."""
        return clock.now() - self.since
