import importlib

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "fixward.followups.exchange.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for joining in ("setup", "records"):
            importlib.import_module(f"fixward.followups.exchange.webhooks.{joining}")  # set up, destroyed
