from django.apps import AppConfig


class OutsideConfig(AppConfig):
    name = "fixward.doors.outside"
    label = "outside"
    default_auto_field = "django.db.models.BigAutoField"
