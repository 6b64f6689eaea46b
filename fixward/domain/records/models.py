"""What an organization gives out of its records, what it keeps how long, and what it has destroyed."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fixward.domain.governments.models import Member, Organization
from fixward.domain.people.models import Person
from fixward.domain.records.kinds import Kind, Sort
from fixward.domain.service_requests.models import ServiceRequest
from fixward.foundation import clock


class Stage(models.TextChoices):
    DRAFT = "draft", _("Being looked through")
    WAITING = "waiting", _("Being produced")
    READY = "ready", _("Ready")
    EXPIRED = "expired", _("Expired")
    CALLED_OFF = "called_off", _("Called off")


class Export(models.Model):
    """Public records of one organization, asked for, looked through, and packed. The row stays; the package expires."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    key = models.UUIDField(help_text="Made with the form: the same form never asks twice.")
    title = models.CharField(max_length=200, help_text="Whose request it answers: a reference, not a person's name.")
    selection = models.JSONField(default=dict, help_text="See selection.py.")
    asked_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, help_text="What came later is not in it.")
    language = models.CharField(max_length=8, default="en")

    with_photos = models.BooleanField(_("Photos and files"), default=True)
    with_notes = models.BooleanField(_("Internal notes and events"), default=False)
    with_private = models.BooleanField(_("Private requests and private answers"), default=False)
    with_hidden = models.BooleanField(_("What moderators have hidden from the public"), default=False)
    with_reporters = models.BooleanField(_("Who reported: name, phone, e-mail"), default=False)
    masks = models.BooleanField(_("Cover phone numbers, e-mail addresses and license plates in texts"), default=True)

    ordered_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    ordered_at = models.DateTimeField(null=True, blank=True)
    part = models.CharField(max_length=200, blank=True, help_text="Where the worker that began last is writing.")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Since then there is no package.")
    file = models.FileField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="a_form_asks_for_one_export", fields=["asked_by", "key"]),
            models.CheckConstraint(
                name="what_is_ready_has_a_hash_and_an_end",
                condition=Q(ready_at=None, sha256="", expires_at=None)
                | (Q(ready_at__isnull=False, ordered_at__isnull=False, expires_at__isnull=False) & ~Q(sha256="")),
            ),
            models.CheckConstraint(
                name="an_ended_export_has_no_package", condition=Q(ended_at=None) | Q(file="", part="")
            ),
        ]
        indexes = [
            models.Index(name="exports_of_organization", fields=["organization", "-id"]),
            models.Index(name="exports_that_expire", fields=["expires_at"], condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stage(self) -> Stage:
        if self.ready_at is not None and self.expires_at is not None:
            is_there = self.ended_at is None and clock.now() < self.expires_at
            return Stage.READY if is_there else Stage.EXPIRED
        if self.ended_at is not None:
            return Stage.CALLED_OFF
        return Stage.DRAFT if self.ordered_at is None else Stage.WAITING


class Withholding(models.Model):
    """Something that stays out of one export, and why: a request, one of its pieces, or a passage of text."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="withholdings")
    service_request = models.ForeignKey(
        ServiceRequest, models.PROTECT, null=True, blank=True, related_name="+", help_text="None: in all its texts."
    )
    sort = models.CharField(max_length=20, choices=Sort)
    thing = models.BigIntegerField(default=0, help_text="The id of the message, note, photo or event.")
    passage = models.TextField(blank=True, help_text="Empty: the whole of it.")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="only_a_passage_is_withheld_everywhere",
                condition=Q(service_request__isnull=False) & ~Q(sort="everywhere")
                | (Q(service_request=None, sort="everywhere") & ~Q(passage="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.export_id}: {self.sort} {self.thing}"


class Download(models.Model):
    """Somebody took a package."""

    export = models.ForeignKey(Export, models.PROTECT, related_name="downloads")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.export_id}: {self.member_id}"


class Hold(models.Model):
    """Nothing is destroyed of what it covers, whoever asks, until it is released."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    reason = models.TextField()
    selection = models.JSONField(default=dict, help_text="See selection.py. It also holds what fits later.")
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    since = models.DateTimeField(default=clock.now)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    release_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_hold_is_released_by_somebody_with_a_reason",
                condition=Q(released_at=None, released_by=None, release_reason="")
                | (Q(released_at__isnull=False, released_by__isnull=False) & ~Q(release_reason="")),
            ),
        ]
        indexes = [models.Index(name="holds_in_force", fields=["organization"], condition=Q(released_at=None))]

    def __str__(self) -> str:
        return self.reason[:60]


class Held(models.Model):
    """A request that fitted a hold once, from the first or later: what is changed after that does not let go of it."""

    hold = models.ForeignKey(Hold, models.PROTECT, related_name="held")
    service_request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="a_hold_has_a_request_once", fields=["hold", "service_request"])]

    def __str__(self) -> str:
        return f"{self.hold_id}: {self.service_request_id}"


class Remembered(models.Model):
    """How somebody who left was known, kept only while a hold keeps something of theirs."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.person_id}"


class Schedule(models.Model):
    """How long an organization keeps one kind of thing after a request was closed."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    kind = models.CharField(_("What"), max_length=20, choices=Kind)
    months = models.PositiveSmallIntegerField(_("Months after closing"))

    class Meta:
        ordering = ["organization", "kind"]
        constraints = [
            models.UniqueConstraint(
                name="a_kind_is_scheduled_once",
                fields=["organization", "kind"],
                violation_error_message=_("There is a schedule for this already."),
            ),
            models.CheckConstraint(name="everything_is_kept_a_month", condition=Q(months__gte=1)),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Run(models.Model):
    """One night's work of an organization's schedules."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    schedules = models.JSONField(help_text="Months by kind, as they stood.")
    begun_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(
        default=dict, blank=True, help_text="Things destroyed by kind; `held` and `failed` were passed over."
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="an_organization_has_one_run_at_a_time", fields=["organization"], condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.begun_at:%Y-%m-%d}"


class Destruction(models.Model):
    """What was destroyed of one request in one run: a line of the certificate. It holds nothing of what is gone."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="destructions")
    service_request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    count = models.PositiveIntegerField(help_text="How many things.")
    closed_at = models.DateTimeField(help_text="Of the request: from then the time was counted.")
    at = models.DateTimeField(default=clock.now)
    files = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, help_text="Still to be taken out of the storage."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="a_run_destroys_once", fields=["run", "service_request", "kind"]),
        ]
        indexes = [
            models.Index(name="destroyed_of_a_request", fields=["service_request", "kind"]),
            models.Index(name="files_to_take_away", fields=["id"], condition=~Q(files=[])),
        ]

    def __str__(self) -> str:
        return f"{self.service_request_id}: {self.kind}"
