"""The shared catalog of the demonstration: groups and services, in the order in which they are shown."""

from __future__ import annotations

from demo.records import Group, Service, Text
from demo.services import neighborhood, roads, water

GROUPS = (
    Group("roads", Text("Roads and sidewalks", "Calles y aceras"), "construction"),
    Group("signals", Text("Signals, signs and lights", "Semáforos, señales y luces"), "lightbulb"),
    Group("drainage", Text("Water, sewer and flooding", "Agua, alcantarillado e inundaciones"), "flooding"),
    Group("waste", Text("Trash and recycling", "Basura y reciclaje"), "delete"),
    Group("parks", Text("Trees and parks", "Árboles y parques"), "park"),
    Group("beaches", Text("Beaches and waterways", "Playas y vías de agua"), "camping"),
    Group("property", Text("Property, noise and parking", "Propiedades, ruido y estacionamiento"), "home"),
    Group("animals", Text("Animals", "Animales"), "pets"),
    Group("other", Text("Buses, help and the rest", "Autobuses, ayuda y lo demás"), "help"),
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
