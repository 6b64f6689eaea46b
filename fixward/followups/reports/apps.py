import importlib

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "fixward.followups.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        importlib.import_module("fixward.followups.reports.personal")  # told and forgotten
