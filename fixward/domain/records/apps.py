import importlib

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "fixward.domain.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for joining in ("holding", "personal", "setup"):
            importlib.import_module(f"fixward.domain.records.{joining}")  # what is kept, told, set up
