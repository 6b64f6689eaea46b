"""Files of places and assets on their way in, and how far they have come."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from fixward.domain.governments.models import Member
from fixward.foundation import clock


class Sort(models.TextChoices):
    BOUNDARIES = "boundaries", _("Boundaries of places")
    ASSETS = "assets", _("Layer of assets")


class Stage(models.TextChoices):
    CHOOSING = "choosing", _("Fields to be chosen")
    LOOKING = "looking", _("Being looked at")
    FORESEEN = "foreseen", _("Ready to be applied")
    REFUSED = "refused", _("Refused")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    TAKEN_BACK = "taken_back", _("Taken back")
    DISCARDED = "discarded", _("Discarded")


class GroundFile(models.Model):
    """A file of ground that somebody brought: looked at first, applied as a whole, and not lost when taken back."""

    sort = models.CharField(max_length=20, choices=Sort)
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="ground/", blank=True, max_length=200)
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    language = models.CharField(max_length=8, default="en", help_text="In which its refusals are written.")
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.CHOOSING)
    columns = models.JSONField(default=list, help_text="Its fields, each with what stands in the first features.")
    chosen = models.JSONField(default=dict, blank=True, help_text="How it is to be read, as the form said.")
    found = models.JSONField(default=dict, blank=True, help_text="What it would change, or why it is refused.")
    shapes = models.JSONField(default=list, blank=True, help_text="What the map shows of that, as GeoJSON features.")
    traces = models.JSONField(default=dict, blank=True, help_text="What it takes to take it back.")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        return self.stage in (Stage.LOOKING, Stage.APPLYING)

    @property
    def is_open(self) -> bool:
        """Whether it may be read in another way, or be thrown away."""
        return self.stage in (Stage.CHOOSING, Stage.FORESEEN, Stage.REFUSED, Stage.TAKEN_BACK)

    def count(self, what: str) -> int:
        counted: Any = self.found.get(what, {})
        return int(counted["count"]) if counted else 0


class Headway(models.Model):
    """How far the worker has come with a file: a row of its own, for the file's is locked while it is applied."""

    file = models.OneToOneField(GroundFile, models.CASCADE, related_name="headway")
    doing = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.doing} {self.done}/{self.total}"
