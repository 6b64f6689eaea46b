"""The shared catalog of the demonstration: groups and services, in the order in which they are shown."""

from __future__ import annotations

from demo.records import Group, Service, Text
from demo.services import neighborhood, roads, water

GROUPS = (
    Group("roads", Text("Roads and sidewalks", "Calles y aceras"), "road"),
    Group("signals", Text("Signals, signs and lights", "Semáforos, señales y luces"), "signal"),
    Group("drainage", Text("Water, sewer and flooding", "Agua, alcantarillado e inundaciones"), "drain"),
    Group("waste", Text("Trash and recycling", "Basura y reciclaje"), "trash"),
    Group("parks", Text("Trees and parks", "Árboles y parques"), "tree"),
    Group("beaches", Text("Beaches and waterways", "Playas y vías de agua"), "beach"),
    Group("property", Text("Property, noise and parking", "Propiedades, ruido y estacionamiento"), "building"),
    Group("animals", Text("Animals", "Animales"), "dog"),
    Group("other", Text("Buses, help and the rest", "Autobuses, ayuda y lo demás"), "question"),
)

SERVICES: tuple[Service, ...] = (
    *roads.ROADS,
    *roads.SIGNALS,
    *water.DRAINAGE,
    *neighborhood.WASTE,
    *neighborhood.PARKS,
    *water.BEACHES,
    *neighborhood.PROPERTY,
    *neighborhood.ANIMALS,
    *neighborhood.OTHER,
)


def service(code: str) -> Service:
    """Raises KeyError for a code that the catalog does not have."""
    return _BY_CODE[code]


_BY_CODE = {service.code: service for service in SERVICES}
