import importlib

from django.apps import AppConfig


class WatchingConfig(AppConfig):
    name = "fixward.domain.watching"
    label = "watching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        importlib.import_module("fixward.domain.watching.personal")  # joins what is told and forgotten
