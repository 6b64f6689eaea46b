import importlib

from django.apps import AppConfig


class GovernmentsConfig(AppConfig):
    name = "fixward.domain.governments"
    label = "governments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        importlib.import_module("fixward.domain.governments.personal")  # joins what is told and forgotten
