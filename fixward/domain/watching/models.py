"""Ground that somebody keeps an eye on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fixward.domain.catalog.models import Service
from fixward.domain.people.models import Person
from fixward.domain.places.models import Place
from fixward.domain.service_requests.filters import Filters
from fixward.foundation import clock


class WatchArea(models.Model):
    """A circle, a drawn outline or a place, and what somebody wants to see of it; without services, all of them."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="watch_areas")
    name = models.CharField(max_length=100)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    radius_m = models.PositiveIntegerField(null=True, blank=True)
    outline = models.JSONField(null=True, blank=True, help_text="Corners (longitude, latitude), not closed.")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    services = models.ManyToManyField(Service, blank=True, related_name="+")
    asked = models.JSONField(default=dict, blank=True, help_text="Further filters, as they stand in an address.")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(name="watch_areas_of_a_place", fields=["place"], condition=Q(place__isnull=False))]
        constraints = [
            models.CheckConstraint(
                name="a_watch_area_has_one_shape",
                condition=Q(lon__isnull=False, lat__isnull=False, radius_m__gt=0, outline=None, place=None)
                | Q(lon=None, lat=None, radius_m=None, outline__isnull=False, place=None)
                | Q(lon=None, lat=None, radius_m=None, outline=None, place__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def filters(self) -> Filters:
        return Filters.read(self.asked)
