import importlib

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "fixward.domain.conversations"
    label = "conversations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        importlib.import_module("fixward.domain.conversations.personal")  # joins what is told and forgotten
