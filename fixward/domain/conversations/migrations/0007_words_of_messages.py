from django.db import migrations

_WORDS = "CREATE INDEX words_of_messages ON conversations_message USING gin (words_of(text))"


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0006_canned_replies"),
        ("service_requests", "0007_due_on_the_request"),
    ]

    operations = [migrations.RunSQL(_WORDS, "DROP INDEX words_of_messages")]
