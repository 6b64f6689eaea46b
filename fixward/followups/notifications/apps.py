import importlib

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "fixward.followups.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        importlib.import_module("fixward.followups.notifications.personal")  # joins what is told and forgotten
