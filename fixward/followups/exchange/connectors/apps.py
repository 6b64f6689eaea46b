import importlib

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "fixward.followups.exchange.connectors"
    label = "connectors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for joining in ("setup", "personal", "records"):
            importlib.import_module(f"fixward.followups.exchange.connectors.{joining}")  # set up, forgotten, destroyed
