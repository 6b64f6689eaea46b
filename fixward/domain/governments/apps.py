from django.apps import AppConfig


class GovernmentsConfig(AppConfig):
    name = "fixward.domain.governments"
    label = "governments"
    default_auto_field = "django.db.models.BigAutoField"
