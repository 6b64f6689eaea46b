"""A service request, who has held it, what happened to it, and who cares about it."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Right, Upper
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from fixward.domain.catalog.models import Service
from fixward.domain.governments.models import Department, Member, Organization
from fixward.domain.governments.working_time import Unit
from fixward.domain.people.models import Person
from fixward.domain.places.models import Place
from fixward.domain.service_requests import covering
from fixward.domain.service_requests.caring import Follow as Follow
from fixward.domain.service_requests.caring import Support as Support
from fixward.domain.service_requests.lookups import Lookup  # noqa: F401 a table of this room, made known here
from fixward.domain.service_requests.outside import OutsideNumber as OutsideNumber
from fixward.domain.service_requests.photo import Photo as Photo
from fixward.domain.service_requests.priorities import Priority as Priority
from fixward.domain.service_requests.querysets import ServiceRequestQuerySet
from fixward.domain.service_requests.reasons import CloseReason as CloseReason
from fixward.domain.service_requests.reasons import Resolution as Resolution
from fixward.domain.service_requests.relations import Relation as Relation
from fixward.domain.service_requests.sendings import Sending as Sending
from fixward.domain.service_requests.waits import Wait  # noqa: F401 a table of this room, made known here
from fixward.foundation import clock


class Status(models.TextChoices):
    SUBMITTED = "submitted", _("New")
    ACKNOWLEDGED = "acknowledged", _("In progress")
    CLOSED = "closed", _("Closed")


_PUBLIC = Q(is_private=False, hidden_at=None)
_FIXED = Q(resolution="fixed", hidden_at=None)
# What a cluster is chosen and counted by.
_COUNTED = ["lon", "lat", "id", "service", "organization", "place", "status", "submitted_at"]
# What an inbox is filtered by: a filter that nothing fits reads no row of the table, however much a desk holds.
_FILTERED = [
    *("status", "service", "source", "department", "assignee", "place", "on_behalf_of"),
    *("resolution", "is_private", "due_at", "closed_at"),
]


class ServiceRequest(models.Model):
    """One problem at one place, and the work of solving it."""

    number = models.CharField(max_length=20, unique=True)
    source = models.CharField(max_length=50, default="web", help_text="Where it came in: web, phone, or an import.")
    source_id = models.CharField(max_length=100, blank=True, help_text="Its id there.")
    key = models.UUIDField(default=uuid.uuid4, help_text="Made by the sender: the same key never makes a second one.")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    description = models.TextField(blank=True)
    # As everybody may read them, for searches and files; none where nothing is covered. Written by words.py alone.
    covered_description = models.TextField(null=True, blank=True)  # noqa: DJ001  (all may be covered)
    covered_address = models.CharField(max_length=300, null=True, blank=True)  # noqa: DJ001  (the same)
    language = models.CharField(max_length=8, default="en")
    answers = models.JSONField(default=dict, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    cell = models.BigIntegerField()
    address = models.CharField(max_length=300, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")

    status = models.CharField(max_length=20, choices=Status, default=Status.SUBMITTED)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", help_text="Who holds it.")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    assignee = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    on_behalf_of = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", help_text="Whom the holder works it for."
    )
    route = models.JSONField(default=list, blank=True, help_text="Why the present holder has it: codes and parameters.")

    submitted_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(
        null=True, blank=True, help_text="The reporter was asked something then and has not answered."
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    acknowledge_due_at = models.DateTimeField(null=True, blank=True)
    expected_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="The holder's own target, as its custody has it; none while it waits or is closed.",
    )
    resolution = models.CharField(max_length=20, choices=Resolution, blank=True)
    close_reason = models.ForeignKey(
        CloseReason, models.PROTECT, null=True, blank=True, related_name="+", help_text="Its holder's own word for it."
    )
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    # Also in the database, for rows that are copied in.
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL, db_default=Priority.NORMAL)

    unsettled_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    is_private = models.BooleanField(default=False)
    hidden_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Counts the changes: tells a stale form.")

    objects = ServiceRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="a_key_makes_one_request", fields=["key"]),
            models.UniqueConstraint(
                name="an_id_comes_in_once_from_its_source", fields=["source", "source_id"], condition=~Q(source_id="")
            ),
            models.CheckConstraint(
                name="closed_at_is_set_exactly_when_closed",
                condition=Q(status="closed", closed_at__isnull=False) & ~Q(resolution="")
                | (~Q(status="closed") & Q(closed_at__isnull=True, resolution="")),
            ),
            models.CheckConstraint(
                name="only_what_is_closed_has_a_close_reason", condition=Q(status="closed") | Q(close_reason=None)
            ),
            models.CheckConstraint(
                name="nothing_is_due_of_what_is_closed", condition=~Q(status="closed") | Q(due_at__isnull=True)
            ),
            models.CheckConstraint(
                name="what_is_closed_waits_for_nobody", condition=~Q(status="closed") | Q(waiting_since=None)
            ),
            models.CheckConstraint(
                name="nothing_is_due_while_the_reporter_is_waited_for",
                condition=Q(waiting_since=None) | Q(due_at=None),
            ),
            models.CheckConstraint(
                name="a_duplicate_is_closed_and_not_its_own",
                condition=Q(duplicate_of=None) | (Q(resolution="duplicate") & ~Q(duplicate_of=F("id"))),
            ),
            models.CheckConstraint(
                name="a_point_lies_on_earth",
                condition=Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
            ),
        ]
        indexes = [
            models.Index(
                name="open_of_organization",
                fields=["organization", "department", "-submitted_at"],
                condition=~Q(status="closed"),
            ),
            # The inbox by what is due, and one member's own; see desks/views.py.
            models.Index(name="open_by_due", fields=["organization", "due_at", "id"], condition=~Q(status="closed")),
            models.Index(
                name="open_by_priority",
                fields=["organization", "-priority", "due_at", "id"],
                condition=~Q(status="closed"),
            ),
            models.Index(
                name="open_of_assignee", fields=["assignee", "-submitted_at", "-id"], condition=~Q(status="closed")
            ),
            models.Index(
                name="closed_newest_first", fields=["organization", "-closed_at", "-id"], condition=Q(status="closed")
            ),
            models.Index(
                name="organization_newest_first", fields=["organization", "-submitted_at", "-id"], include=_FILTERED
            ),
            models.Index(name="found_by_id_elsewhere", fields=["source_id"], condition=~Q(source_id="")),
            models.Index(name="newest_first", fields=["-submitted_at", "-id"]),
            models.Index(name="open_by_cell", fields=["cell"], condition=~Q(status="closed")),
            models.Index(name="service_newest_first", fields=["service", "-submitted_at", "-id"]),
            models.Index(name="place_newest_first", fields=["place", "-submitted_at", "-id"]),
            # With all that a cluster is counted by, so that the table itself is not read; see clusters.py.
            models.Index(name="public_by_cell", fields=["cell"], include=_COUNTED, condition=_PUBLIC),
            models.Index(
                name="one_of_64_public_by_cell",
                fields=["cell"],
                include=_COUNTED,
                condition=_PUBLIC & Q(Exact(F("id") % 64, 0)),
            ),
            models.Index(
                name="waiting_of_organization",
                fields=["organization", "waiting_since"],
                condition=Q(waiting_since__isnull=False),
            ),
            models.Index(name="unsettled", fields=["unsettled_at"], condition=Q(unsettled_at__isnull=False)),
            # For how long it usually takes; see expectations.py.
            models.Index(name="fixed_by_service", fields=["service", "-closed_at"], condition=_FIXED),
            models.Index(
                name="fixed_by_organization", fields=["service", "organization", "-closed_at"], condition=_FIXED
            ),
            # In capitals, as Django writes `icontains`; see filters.py.
            GinIndex(
                OpClass(Upper(Coalesce("covered_description", "description")), name="gin_trgm_ops"),
                name="public_words_of_description",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status != Status.CLOSED

    @property
    def outcome(self) -> str:
        """How it was closed: in the words of who closed it where these have some, else in everybody's."""
        return str(self.close_reason or self.get_resolution_display())

    @property
    def is_public(self) -> bool:
        return not self.is_private and self.hidden_at is None

    @property
    def public_description(self) -> str:
        return covering.description(self.description)

    @property
    def public_address(self) -> str:
        return covering.address(self.address)


class Reporter(models.Model):
    """Who reported it and how to reach them: never shown through a public door, and gone when retention ends."""

    service_request = models.OneToOneField(ServiceRequest, models.CASCADE, related_name="reporter")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="reports")
    name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, default="en")

    class Meta:
        indexes = [
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="names_of_reporters"),
            GinIndex(OpClass(Upper("phone"), name="gin_trgm_ops"), name="phones_of_reporters"),
            # See callers.py.
            models.Index(
                Right(Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace"), Value(7)),
                name="reporters_by_last_digits",
                condition=~Q(phone=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.person or _("Anonymous"))


class How(models.TextChoices):
    """How a holder came to a request."""

    SUBMITTED = "submitted", _("came in")
    ASSIGNED = "assigned", _("assigned within the organization")
    TRANSFERRED = "transferred", _("transferred")
    RETURNED = "returned", _("returned")
    UNSETTLED = "unsettled", _("given to the steward, since both sides had given it away")
    SETTLED = "settled", _("settled by the steward")
    ADOPTED = "adopted", _("taken over by an organization that stands alone now")
    REROUTED = "rerouted", _("routed anew")
    REOPENED = "reopened", _("reopened")
    SEPARATED = "separated", _("separated from the request that it was taken to repeat")
    IMPORTED = "imported", _("imported")


class Custody(models.Model):
    """One stretch of one organization and department holding a request. It ends by a change of hands or closing."""

    service_request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="custodies")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    on_behalf_of = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    how = models.CharField(max_length=20, choices=How)
    reason = models.TextField(blank=True)
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, help_text="The holder's own target, counted from arrival.")
    unit = models.CharField(max_length=20, choices=Unit, default=Unit.WORKING_DAYS)
    used = models.DurationField(null=True, blank=True, help_text="What it used of the target, in that unit's time.")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "custodies"
        constraints = [
            models.UniqueConstraint(
                name="a_request_has_one_holder_at_a_time", fields=["service_request"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="a_custody_ends_after_it_starts",
                condition=Q(ended_at=None, used=None) | Q(ended_at__gte=F("started_at"), used__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="custody_of_organization", fields=["organization", "service_request"]),
            # What is new on a desk, and what came to it from others.
            models.Index(name="held_now", fields=["organization", "-id"], condition=Q(ended_at=None)),
            models.Index(
                name="held_now_from_others",
                fields=["organization", "how", "service_request"],
                condition=Q(ended_at=None, how__in=["transferred", "settled", "returned"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_request_id}: {self.organization}"


class EventKind(models.TextChoices):
    SUBMITTED = "submitted", _("Received")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    ASSIGNED = "assigned", _("Assigned")
    TRANSFERRED = "transferred", _("Transferred")
    RETURNED = "returned", _("Returned")
    UNSETTLED = "unsettled", _("Given to the steward")
    SETTLED = "settled", _("Settled by the steward")
    ADOPTED = "adopted", _("Taken over")
    REROUTED = "rerouted", _("Routed anew")
    REPLIED = "replied", _("Answered")
    NOTED = "noted", _("Note")
    COMMENTED = "commented", _("Comment")
    SERVICE_CHANGED = "service_changed", _("Service changed")
    PIN_MOVED = "pin_moved", _("Pin moved")
    DUPLICATE = "duplicate", _("Marked as reported before")
    MERGED = "merged", _("Another report was added")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")
    SUPPORTED = "supported", _("Supported")
    FOLLOWED = "followed", _("Followed")
    UNFOLLOWED = "unfollowed", _("No longer followed")
    PHOTO_ADDED = "photo_added", _("Photo added")
    HIDDEN = "hidden", _("Hidden")
    SHOWN = "shown", _("Shown again")
    IMPORTED = "imported", _("Imported")
    FLAGGED = "flagged", _("Flagged")
    KEPT = "kept", _("Looked at and kept")
    HELD = "held", _("A comment waits to be let through")
    LET_THROUGH = "let_through", _("A comment was let through")
    EDITED = "edited", _("Text changed")
    RATED = "rated", _("Rated")
    ASKED = "asked", _("The reporter is asked")
    REMINDED = "reminded", _("The reporter is reminded")
    RESUMED = "resumed", _("Work goes on")
    DUE_SET = "due_set", _("Target set by hand")
    PRIORITY_SET = "priority_set", _("Priority set")
    RELATED = "related", _("Linked with another request")
    UNRELATED = "unrelated", _("No longer linked with another request")
    SEPARATED = "separated", _("Separated again from another report")
    NUMBERED = "numbered", _("Known elsewhere by a number")


# What a program is told that carries updates on; see conversations/updates.py.
PUBLIC_CHANGES = (
    *(EventKind.ACKNOWLEDGED, EventKind.TRANSFERRED, EventKind.RETURNED, EventKind.SETTLED, EventKind.ADOPTED),
    *(EventKind.REPLIED, EventKind.COMMENTED, EventKind.PHOTO_ADDED),
    *(EventKind.CLOSED, EventKind.DUPLICATE, EventKind.REOPENED, EventKind.SEPARATED),
)


class Audience(models.TextChoices):
    """Who may see an event: everybody; one organization; all that have held the request; or those and the person."""

    PUBLIC = "public", _("Public")
    ORGANIZATION = "organization", _("Internal")
    INVOLVED = "involved", _("Shared with the organizations involved")
    PRIVATE = "private", _("Private")


class Event(models.Model):
    """Something that happened to a request. Written once: the database refuses to change or delete it.

    It carries ids and reasons, no personal data: what somebody wrote lies in a message, which can be hidden.
    """

    service_request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind)
    at = models.DateTimeField(default=clock.now)
    audience = models.CharField(max_length=20, choices=Audience, default=Audience.PUBLIC)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", help_text="For whom it was done."
    )
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(name="story_of_a_request", fields=["service_request", "id"]),
            models.Index(
                name="public_changes_by_time",
                fields=["at", "id"],
                condition=Q(audience="public", kind__in=[kind.value for kind in PUBLIC_CHANGES]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_request_id}: {self.kind}"
