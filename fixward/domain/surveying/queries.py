"""How much ground is known."""

from __future__ import annotations

from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from fixward.domain.places.models import Address, AssetLayer, Boundary, Kind, Place


def counted_kinds() -> list[tuple[str, str, int]]:
    """Each kind of place with its word and how many are known; zones are the organizations' own."""
    counts = dict(Place.objects.values_list("kind").annotate(count=Count("pk")))
    return [(kind.value, str(kind.label), counts.get(kind.value, 0)) for kind in Kind if kind != Kind.ZONE]


def layers() -> QuerySet[AssetLayer]:
    """With `count` of their assets."""
    return AssetLayer.objects.annotate(count=Count("assets")).order_by("name")


def address_sources() -> list[tuple[str, int]]:
    return list(Address.objects.values_list("source").annotate(count=Count("pk")).order_by("source"))


def places() -> QuerySet[Place]:
    """All but zones, with `ends` (the last day's successor) and `is_open` (whether a boundary has no end)."""
    lasting = Boundary.objects.filter(place=OuterRef("pk"), valid_to=None)
    return (
        Place.objects.exclude(kind=Kind.ZONE)
        .annotate(ends=Max("boundaries__valid_to"), is_open=Exists(lasting))
        .order_by("name", "pk")
    )
