"""The kinds of things that are kept for a time, and the sorts of pieces that an export is made of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    CONTACTS = "contacts", _("Who reported, and how to reach them")
    PHOTOS = "photos", _("Photos and files")
    NOTES = "notes", _("Internal notes")
    MESSAGES = "messages", _("Messages, ratings and flags")
    REQUESTS = "requests", _("Everything written of a closed request")


class Sort(models.TextChoices):
    REQUEST = "request", _("The whole request")
    DESCRIPTION = "description", _("Description")
    ADDRESS = "address", _("Address")
    ANSWERS = "answers", _("Answers")
    RATING = "rating", _("Rating")
    MESSAGE = "message", _("Message")
    NOTE = "note", _("Note")
    EVENT = "event", _("Event")
    PHOTO = "photo", _("Photo")
    FILE = "file", _("File")
    EVERYWHERE = "everywhere", _("In every text")
