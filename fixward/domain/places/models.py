from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    COUNTY = "county", _("County")
    MUNICIPALITY = "municipality", _("Municipality")
    COMMUNITY = "community", _("Unincorporated community")
    DISTRICT = "district", _("District")
    ZONE = "zone", _("Zone")


class Place(models.Model):
    """A piece of ground with a name that people use; where it lies is told by its boundaries."""

    code = models.TextField(_("code"), unique=True)
    name = models.TextField(_("name"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)

    def __str__(self) -> str:
        return self.name


class Boundary(models.Model):
    """Where a place lies from one day until another: a MultiPolygon in WGS84, longitude first."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="boundaries")
    valid_from = models.DateField(_("valid from"), null=True, blank=True, help_text=_("Empty: since ever."))
    valid_to = models.DateField(_("valid to"), null=True, blank=True, help_text=_("The first day not included."))
    wkb = models.BinaryField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    area = models.FloatField(_("area"), help_text=_("Square meters on the ellipsoid."))
    digest = models.CharField(max_length=64)  # SHA-256 of the normalized geometry: tells whether ground changed

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="boundaries_of_a_place_never_overlap_in_time",
                expressions=[
                    (F("place"), RangeOperators.EQUAL),
                    (Func("valid_from", "valid_to", function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="a_boundary_is_valid_for_a_day_at_least",
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.valid_from or '…'} – {self.valid_to or '…'}"


class AssetLayer(models.Model):
    """Things of one sort with owners, such as traffic signals, and how near a report must be to mean one."""

    code = models.TextField(_("code"), unique=True)
    name = models.TextField(_("name"))
    distance_m = models.FloatField(_("distance in meters"))

    class Meta:
        constraints = [
            models.CheckConstraint(name="an_asset_layer_reaches_some_way", condition=Q(distance_m__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name


class Asset(models.Model):
    """One thing with an owner; the owner is written as the layer says it, and empty when it says nothing."""

    layer = models.ForeignKey(AssetLayer, models.CASCADE, related_name="assets")
    code = models.TextField(_("code"))
    name = models.TextField(_("name"), blank=True)
    owner = models.TextField(_("owner"), blank=True)
    wkb = models.BinaryField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="an_asset_has_one_code_in_its_layer", fields=["layer", "code"]),
        ]

    def __str__(self) -> str:
        return self.name or self.code


class Address(models.Model):
    """An entry of the gazetteer: a name that a resident may type, and the point it means."""

    name = models.TextField(_("name"))
    search = models.TextField()  # the name as `spelling.normal` writes it
    lon = models.FloatField(_("longitude"))
    lat = models.FloatField(_("latitude"))
    cell = models.BigIntegerField(db_index=True)
    source = models.TextField(_("source"))

    class Meta:
        verbose_name_plural = _("addresses")
        indexes = [GinIndex(name="address_search_trigrams", fields=["search"], opclasses=["gin_trgm_ops"])]
        constraints = [
            models.UniqueConstraint(name="a_source_names_a_point_once", fields=["source", "name", "lon", "lat"]),
        ]

    def __str__(self) -> str:
        return self.name
