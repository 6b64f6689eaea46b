import importlib

from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "fixward.domain.desks"
    label = "desks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        importlib.import_module("fixward.domain.desks.personal")  # joins what is told and forgotten
