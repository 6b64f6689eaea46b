"""One act on many requests, with what came of each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fixward.domain.governments.models import Member
from fixward.domain.service_requests.models import ServiceRequest
from fixward.foundation import clock


class Act(models.TextChoices):
    ACKNOWLEDGE = "acknowledge", _("Acknowledge")
    ASSIGN = "assign", _("Assign")
    CLOSE = "close", _("Reply and close")
    SERVICE = "service", _("Change the service")
    TRANSFER = "transfer", _("Transfer")
    DUPLICATE = "duplicate", _("Mark as reported before")


class Outcome(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")


class Batch(models.Model):
    """The same act on many requests; the worker does one after the other."""

    key = models.UUIDField(help_text="Made with the form: the same form never begins two.")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    act = models.CharField(max_length=20, choices=Act)
    given = models.JSONField(default=dict, help_text="What the form said: ids, codes and texts.")
    language = models.CharField(max_length=8, default="en", help_text="In which its refusals are written.")
    begun_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "batches"
        constraints = [models.UniqueConstraint(name="a_form_begins_one_batch", fields=["member", "key"])]

    def __str__(self) -> str:
        return f"{self.pk}: {self.act}"


class Item(models.Model):
    """One request of a batch. Its outcome is written in the transaction that acts: so it is done once, or not yet."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    service_request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.WAITING)
    said = models.TextField(blank=True, help_text="Why it was refused.")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="a_batch_has_a_request_once", fields=["batch", "service_request"])]
        indexes = [models.Index(name="items_to_do", fields=["batch", "id"], condition=models.Q(outcome="waiting"))]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.service_request_id} {self.outcome}"
