from django.apps import AppConfig


class SurveyingConfig(AppConfig):
    name = "fixward.domain.surveying"
    label = "surveying"
    default_auto_field = "django.db.models.BigAutoField"
