"""Real history: the requests of another system, from a CSV file and a mapping that says what its words mean."""

from fixward.domain.service_requests.imports.history import import_history
from fixward.domain.service_requests.imports.report import ImportRefused, Report

__all__ = ["ImportRefused", "Report", "import_history"]
