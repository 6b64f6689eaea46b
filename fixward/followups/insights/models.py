"""Facts, one row a request and one a stretch of custody; tiles, what they add up to; and how far events were read.

Plain numbers and no foreign keys: facts are derived, are written by one statement, and are swapped as whole tables when
they are rebuilt. Durations are whole seconds as the events carry them; days are those of the steward's zone.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

# In tiles: every one of this kind together. In facts there is none such.
ALL = 0
# In facts and tiles: none (no department, outside every place). Ids begin at 1.
NONE = -1


# Numbers of the cuts of what is new, see cuts.py.
FRESH = (100, 101, 102)


class Life(models.Model):
    """What became of one request.

    `held` and `worked`: until it was closed. `own`: by the organization that holds it last, in all its stretches;
    `desk`: by that department of it. `lost`: by every other organization. `taken`: until a desk first took note, or
    closed it without; `own` of that is the visit there so far, `desk` the stretch.
    """

    request = models.BigIntegerField(primary_key=True)
    public = models.BooleanField()
    service = models.IntegerField()
    place = models.IntegerField()
    source = models.CharField(max_length=50)
    first_organization = models.IntegerField()
    first_department = models.IntegerField()
    organization = models.IntegerField()
    department = models.IntegerField()
    received_on = models.DateField()
    taken_on = models.DateField(null=True)
    taken_organization = models.IntegerField(null=True)
    taken_department = models.IntegerField(null=True)
    taken_held = models.IntegerField(null=True)
    taken_worked = models.IntegerField(null=True)
    taken_own_held = models.IntegerField(null=True)
    taken_own_worked = models.IntegerField(null=True)
    taken_desk_held = models.IntegerField(null=True)
    taken_desk_worked = models.IntegerField(null=True)
    closed_on = models.DateField(null=True)
    outcome = models.SmallIntegerField(null=True)
    within = models.BooleanField(null=True, help_text="Closed by the holder's target; unknown where it had none.")
    held = models.IntegerField(null=True)
    worked = models.IntegerField(null=True)
    own_held = models.IntegerField(null=True)
    own_worked = models.IntegerField(null=True)
    desk_held = models.IntegerField(null=True)
    desk_worked = models.IntegerField(null=True)
    lost = models.IntegerField(null=True)
    hands = models.SmallIntegerField()
    stars = models.SmallIntegerField(null=True)
    supports = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(name="lives_received", fields=["received_on"]),
            models.Index(name="lives_taken", fields=["taken_on"]),
            models.Index(name="lives_closed", fields=["closed_on"], condition=Q(closed_on__isnull=False)),
            models.Index(name="lives_received_by", fields=["first_organization", "received_on"]),
            models.Index(name="lives_taken_by", fields=["taken_organization", "taken_on"]),
            models.Index(
                name="lives_closed_by", fields=["organization", "closed_on"], condition=Q(closed_on__isnull=False)
            ),
            models.Index(
                name="lives_first_touch",
                fields=["first_organization", "closed_on"],
                condition=Q(closed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.request)


class Turn(models.Model):
    """One stretch of one organization and department holding a request; `number` counts them from 1.

    A visit is a run of stretches of one organization. `leaves` marks its last stretch once that has ended, and
    `visit_held` is the whole of it. `came_from` is who held it before, `went_to` who held it after.
    """

    request = models.BigIntegerField()
    number = models.SmallIntegerField()
    public = models.BooleanField()
    service = models.IntegerField()
    place = models.IntegerField()
    source = models.CharField(max_length=50)
    organization = models.IntegerField()
    department = models.IntegerField()
    how = models.CharField(max_length=20)
    came_from = models.IntegerField(null=True)
    went_to = models.IntegerField(null=True)
    went_how = models.CharField(max_length=20, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    enters = models.BooleanField()
    leaves = models.BooleanField()
    held = models.IntegerField(null=True)
    worked = models.IntegerField(null=True)
    visit_held = models.IntegerField(null=True)
    visit_worked = models.IntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="a_turn_has_one_fact", fields=["request", "number"])]
        indexes = [
            models.Index(name="turns_came", fields=["started_on"], condition=Q(enters=True, came_from__isnull=False)),
            models.Index(name="turns_ended", fields=["ended_on"], condition=Q(ended_on__isnull=False)),
            models.Index(
                name="turns_came_to",
                fields=["organization", "started_on"],
                condition=Q(enters=True, came_from__isnull=False),
            ),
            models.Index(
                name="turns_ended_at", fields=["organization", "ended_on"], condition=Q(ended_on__isnull=False)
            ),
            models.Index(  # who hands what to whom is answered from the index alone
                name="turns_handed_on",
                fields=["ended_on"],
                include=("organization", "went_to", "went_how", "visit_held", "public"),
                condition=Q(leaves=True, went_to__isnull=False),
            ),
            models.Index(  # and of which services it was
                name="turns_handed_to",
                fields=["organization", "went_to", "ended_on"],
                include=("service", "public"),
                condition=Q(leaves=True, went_to__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}.{self.number}"


class Span(models.TextChoices):
    """For how long a tile stands. Nobody sees the words."""

    DAY = "d", "day"
    MONTH = "m", "month"
    YEAR = "y", "year"
    EVER = "e", "ever"


class Handover(models.Model):
    """What one organization handed to another in one month or year: how often, and the seconds that it had held it
    before; of these times how many were returns, and how many went to the steward as a dispute.
    """

    span = models.CharField(max_length=1, choices=Span)
    starts_on = models.DateField()
    giver = models.IntegerField()
    taker = models.IntegerField()
    public = models.BooleanField()
    times = models.IntegerField()
    returns = models.IntegerField()
    disputes = models.IntegerField()
    seconds = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_time_has_one_sum_of_handovers", fields=["span", "starts_on", "giver", "taker", "public"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.giver} > {self.taker}, {self.starts_on}"


class Tile(models.Model):
    """What the facts of one day, month or year, or all there are, add up to for one cut: a sparse vector.

    `cut` says which of the keys count; the others are ALL. Each part of the vector has a column, see points.PARTS: a
    record is a code (uint16, little-endian) and an amount (int32), codes are rising. See cuts.py and points.py.
    """

    cut = models.SmallIntegerField()
    span = models.CharField(max_length=1, choices=Span)
    starts_on = models.DateField()
    public = models.BooleanField()
    organization = models.IntegerField(default=ALL)
    department = models.IntegerField(default=ALL)
    service = models.IntegerField(default=ALL)
    place = models.IntegerField(default=ALL)
    source = models.CharField(max_length=50, default="")
    taken_held = models.BinaryField()
    taken_worked = models.BinaryField()
    close_held = models.BinaryField()
    close_worked = models.BinaryField()
    lost = models.BinaryField()
    visit_held = models.BinaryField()
    visit_worked = models.BinaryField()
    counts = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_cut_has_one_tile_a_time",
                fields=[
                    *("cut", "span", "organization", "department", "starts_on"),
                    *("service", "place", "source", "public"),
                ],
            )
        ]
        indexes = [
            # Only of the cuts that are asked for by them alone: most tiles are of the others.
            models.Index(
                name="tiles_of_a_service",
                fields=["service", "cut", "span", "starts_on"],
                condition=Q(cut__in=[1, 4, 6, *FRESH]),
            ),
            models.Index(
                name="tiles_of_a_place",
                fields=["place", "cut", "span", "starts_on"],
                condition=Q(cut__in=[2, 4, 7, *FRESH]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cut} {self.starts_on}"


class Reading(models.Model):
    """How far the feed of events was read; one row. `made_at` is the moment up to which the figures are whole.

    Tiles of years, and of ever, tell of the years before `open_from`, the first day of a year.
    """

    feed = models.BigIntegerField(default=-1)
    event = models.BigIntegerField(default=0)
    zone = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    open_from = models.DateField()

    def __str__(self) -> str:
        return f"{self.feed}.{self.event}"
