"""What belongs to a desk: one act on many requests with what came of each, and the views that members keep."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fixward.domain.governments.models import Department, Member, Organization
from fixward.domain.service_requests.models import ServiceRequest
from fixward.foundation import clock


class Act(models.TextChoices):
    ACKNOWLEDGE = "acknowledge", _("Acknowledge")
    ASSIGN = "assign", _("Assign")
    CLOSE = "close", _("Reply and close")
    SERVICE = "service", _("Change the service")
    TRANSFER = "transfer", _("Transfer")
    DUPLICATE = "duplicate", _("Mark as reported before")
    PRIORITY = "priority", _("Set the priority")


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


class Sharing(models.TextChoices):
    """Who sees a saved view beside its owner."""

    NOBODY = "nobody", _("Only me")
    DEPARTMENT = "department", _("A department")
    ORGANIZATION = "organization", _("Everybody in the organization")


class SavedView(models.Model):
    """What somebody asks of an inbox again and again, under a name. It belongs to one hat.

    Who leaves takes along what was only theirs; what was shared stays with the organization. A trigger sees to that.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    owner = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=60)
    asked = models.JSONField(default=dict, help_text="As it stands in an address.")
    words = models.JSONField(default=dict, help_text="What was chosen in words, to name what is gone one day.")
    sharing = models.CharField(max_length=20, choices=Sharing, default=Sharing.NOBODY)
    department = models.ForeignKey(
        Department, models.SET_NULL, null=True, blank=True, related_name="+", help_text="Empty where it is gone."
    )
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(name="an_owner_names_a_view_once", fields=["owner", "name"]),
            models.UniqueConstraint(
                name="an_organization_names_a_view_once",
                fields=["organization", "name"],
                condition=Q(sharing="organization"),
            ),
            models.UniqueConstraint(
                name="a_department_names_a_view_once", fields=["department", "name"], condition=Q(sharing="department")
            ),
            models.CheckConstraint(
                name="a_view_without_an_owner_is_shared", condition=Q(owner__isnull=False) | ~Q(sharing="nobody")
            ),
            models.CheckConstraint(
                name="a_department_is_named_only_where_it_is_shared_with_one",
                condition=Q(department=None) | Q(sharing="department"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        return self.sharing != Sharing.NOBODY


class Opening(models.Model):
    """The saved view that a member's inbox opens with."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="+")
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.member_id}: {self.view_id}"
