import importlib

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "fixward.domain.routing"
    label = "routing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        importlib.import_module("fixward.domain.routing.setup")  # joins what is set up
