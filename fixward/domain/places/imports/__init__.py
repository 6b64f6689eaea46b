"""Boundaries, assets and addresses from files."""

from fixward.domain.places.imports import apart
from fixward.domain.places.imports.addresses import AddressReport, UnreadRow, import_addresses
from fixward.domain.places.imports.assets import foresee_assets, import_assets, take_back_assets
from fixward.domain.places.imports.boundaries import foresee_boundaries, import_boundaries, take_back_boundaries
from fixward.domain.places.imports.reading import ENDINGS, Column, Features
from fixward.domain.places.imports.report import Foreseen, Foresight, ImportRefused, Refusal, Repair, Report

__all__ = [
    "ENDINGS",
    "AddressReport",
    "Column",
    "Features",
    "Foreseen",
    "Foresight",
    "ImportRefused",
    "Refusal",
    "Repair",
    "Report",
    "UnreadRow",
    "apart",
    "foresee_assets",
    "foresee_boundaries",
    "import_addresses",
    "import_assets",
    "import_boundaries",
    "take_back_assets",
    "take_back_boundaries",
]
