from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    name = "fixward.domain.open_data"
    label = "open_data"
    default_auto_field = "django.db.models.BigAutoField"
