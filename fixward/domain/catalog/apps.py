import importlib

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "fixward.domain.catalog"
    label = "catalog"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        importlib.import_module("fixward.domain.catalog.setup")  # joins what is set up
