"""What people write to each other about a request: messages, notes, flags, ratings; and what was edited of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fixward.domain.catalog.models import Service
from fixward.domain.conversations.attachments import Attachment as Attachment
from fixward.domain.conversations.told import Told  # noqa: F401 a table of this room, made known here
from fixward.domain.governments.models import Member, Organization
from fixward.domain.people.models import Person
from fixward.domain.service_requests.models import Photo, ServiceRequest, Status
from fixward.foundation import clock
from fixward.foundation.text import TranslatedField, masked


class Message(models.Model):
    """A public word: a reply by the organization that holds the request, or a comment by a resident.

    A reply names the member who wrote it, but for one from an organization off the platform.
    """

    service_request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="messages")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField()
    key = models.UUIDField(default=uuid.uuid4, help_text="The same form sent twice writes once.")
    written_at = models.DateTimeField(default=clock.now)
    held_at = models.DateTimeField(null=True, blank=True, help_text="Waits since then for a manager to let it through.")
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(name="held_messages", fields=["held_at"], condition=Q(held_at__isnull=False))]
        constraints = [
            models.UniqueConstraint(name="a_form_writes_one_message", fields=["service_request", "key"]),
            models.CheckConstraint(
                name="a_message_is_a_governments_or_a_residents",
                condition=Q(organization__isnull=False, person=None)
                | Q(organization=None, member=None, person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def public_text(self) -> str:
        """As everybody may read it: a resident's words without what reaches or names a person."""
        return self.text if self.is_reply else masked(self.text)

    @property
    def is_reply(self) -> bool:
        return self.organization_id is not None


class CannedReply(models.Model):
    """Words that an organization answers with often, in its languages, with placeholders such as {number}."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="canned_replies")
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, related_name="+", help_text=_("Empty means every service.")
    )
    status = models.CharField(
        max_length=20, choices=Status, blank=True, help_text=_("Empty means every state; “Closed” is for closing.")
    )
    name = models.CharField(max_length=100)
    text = TranslatedField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "canned replies"
        constraints = [
            models.UniqueConstraint(
                name="a_canned_reply_is_named_once", fields=["organization", "name"], condition=Q(retired_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.name


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


class Mention(models.Model):
    """A note calls a member's attention."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="mentions")
    member = models.ForeignKey(Member, models.PROTECT, related_name="mentions")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="a_note_mentions_a_member_once", fields=["note", "member"])]

    def __str__(self) -> str:
        return f"{self.note_id}: {self.member_id}"


class FlagReason(models.TextChoices):
    PERSONAL = "personal", _("It shows somebody's name, number, plate or face")
    INSULT = "insult", _("It insults or threatens somebody")
    SPAM = "spam", _("It is advertising or makes no sense")
    OTHER = "other", _("Something else")


class Flag(models.Model):
    """Somebody thinks that a request, or a message or photo of it, should not be public.

    It is open until a manager keeps or hides what it points at; who hides need not come from the flag.
    """

    service_request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="flags")
    message = models.ForeignKey(Message, models.CASCADE, null=True, blank=True, related_name="flags")
    photo = models.ForeignKey(Photo, models.CASCADE, null=True, blank=True, related_name="flags")
    reason = models.CharField(max_length=20, choices=FlagReason)
    text = models.TextField(blank=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    browser = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)
    kept_at = models.DateTimeField(null=True, blank=True)
    kept_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(name="open_flags", fields=["service_request"], condition=Q(kept_at=None))]
        constraints = [
            models.CheckConstraint(name="a_flag_points_at_one_thing", condition=Q(message=None) | Q(photo=None)),
            models.CheckConstraint(name="somebody_flags", condition=Q(person__isnull=False) | Q(browser__isnull=False)),
            models.UniqueConstraint(
                name="a_person_flags_once",
                fields=["service_request", "message", "photo", "person"],
                condition=Q(person__isnull=False),
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                name="a_browser_flags_once",
                fields=["service_request", "message", "photo", "browser"],
                condition=Q(browser__isnull=False),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_request_id}: {self.reason}"


class Edit(models.Model):
    """A public text as it was before a manager changed it; what stands now is with the request or the message.

    Also what a rating said before its writer changed it, where a request must be kept as it was.
    """

    service_request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="edits")
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="edits")
    rating = models.ForeignKey("Rating", models.CASCADE, null=True, blank=True, related_name="edits")
    before = models.TextField()
    reason = models.TextField(blank=True)
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_member_edits_or_who_rated",
                condition=Q(rating=None, member__isnull=False) | Q(rating__isnull=False, member=None, message=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_request_id}: {self.reason[:60]}"


class Rating(models.Model):
    """How content the reporter is with what came of it, from 1 (not at all) to 5."""

    service_request = models.OneToOneField(ServiceRequest, models.CASCADE, related_name="rating")
    stars = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    rated_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(name="a_rating_is_1_to_5", condition=Q(stars__gte=1, stars__lte=5))]

    def __str__(self) -> str:
        return f"{self.service_request_id}: {self.stars}"
