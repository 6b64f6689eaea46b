import importlib

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "fixward.followups.insights"
    label = "insights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        importlib.import_module("fixward.followups.insights.opening")  # joins what open data gives out
