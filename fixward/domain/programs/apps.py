import importlib

from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "fixward.domain.programs"
    label = "programs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        importlib.import_module("fixward.domain.programs.personal")  # joins what is told and forgotten
