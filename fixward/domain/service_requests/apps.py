import importlib

from django.apps import AppConfig


class ServiceRequestsConfig(AppConfig):
    name = "fixward.domain.service_requests"
    label = "service_requests"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        importlib.import_module("fixward.domain.service_requests.personal")  # joins what is told and forgotten
