import importlib

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "fixward.followups.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for joining in ("personal", "records"):
            importlib.import_module(f"fixward.followups.notifications.{joining}")  # told, forgotten, destroyed
