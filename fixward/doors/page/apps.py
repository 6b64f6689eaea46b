from django.apps import AppConfig


class PageConfig(AppConfig):
    name = "fixward.doors.page"
    label = "page"
    default_auto_field = "django.db.models.BigAutoField"
