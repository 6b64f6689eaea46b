import importlib

from django.apps import AppConfig


class PageConfig(AppConfig):
    name = "fixward.doors.page"
    label = "page"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        importlib.import_module("fixward.doors.page.personal")  # joins what is told and forgotten
