"""What people write to each other about a request: public messages, internal notes."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fixward.domain.governments.models import Member, Organization
from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import ServiceRequest
from fixward.foundation import clock


class Message(models.Model):
    """A public word: a reply by the organization that holds the request, or a comment by a resident."""

    service_request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="messages")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField()
    key = models.UUIDField(default=uuid.uuid4, help_text="The same form sent twice writes once.")
    written_at = models.DateTimeField(default=clock.now)
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="a_form_writes_one_message", fields=["service_request", "key"]),
            models.CheckConstraint(
                name="a_message_is_a_governments_or_a_residents",
                condition=Q(organization__isnull=False, member__isnull=False, person=None)
                | Q(organization=None, member=None, person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_reply(self) -> bool:
        return self.organization_id is not None


class Note(models.Model):
    """An internal word: for one organization, or shared with all that have held the request."""

    service_request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="notes")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    text = models.TextField()
    is_shared = models.BooleanField(_("shared with the organizations involved"), default=False)
    key = models.UUIDField(default=uuid.uuid4)
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="a_form_writes_one_note", fields=["service_request", "key"])]

    def __str__(self) -> str:
        return self.text[:60]
