"""Boundaries, assets and addresses from files."""

from fixward.domain.places.imports.addresses import AddressReport, UnreadRow, import_addresses
from fixward.domain.places.imports.assets import import_assets
from fixward.domain.places.imports.boundaries import import_boundaries
from fixward.domain.places.imports.report import ImportRefused, Refusal, Repair, Report

__all__ = [
    "AddressReport",
    "ImportRefused",
    "Refusal",
    "Repair",
    "Report",
    "UnreadRow",
    "import_addresses",
    "import_assets",
    "import_boundaries",
]
