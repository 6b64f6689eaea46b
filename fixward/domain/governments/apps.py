import importlib

from django.apps import AppConfig


class GovernmentsConfig(AppConfig):
    name = "fixward.domain.governments"
    label = "governments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for joining in ("personal", "setup", "branding", "invitations", "zones", "sign_on"):
            importlib.import_module(f"fixward.domain.governments.{joining}")  # told, forgotten, set up
