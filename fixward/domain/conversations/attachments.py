"""The table of files added to what members write, in a file of its own; `models` makes it known."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fixward.domain.service_requests.models import ServiceRequest
from fixward.foundation import clock


class Attachment(models.Model):
    """A file of a note or of a reply: whoever may read the words may have the file."""

    note = models.ForeignKey("conversations.Note", models.PROTECT, null=True, blank=True, related_name="attachments")
    message = models.ForeignKey(
        "conversations.Message", models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    file = models.FileField(upload_to="attachments/%Y/%m/", max_length=200)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="In bytes.")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_file_belongs_to_a_note_or_a_message",
                condition=Q(note=None, message__isnull=False) | Q(note__isnull=False, message=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def service_request(self) -> ServiceRequest:
        word = self.note or self.message
        assert word is not None
        return word.service_request
