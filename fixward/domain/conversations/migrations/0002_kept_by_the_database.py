"""The words of messages are found by an index that PostgreSQL keeps."""

from django.db import migrations

WORDS = "CREATE INDEX words_of_messages ON conversations_message USING gin (words_of(text))"


class Migration(migrations.Migration):
    replaces = [("conversations", "0011_replies_from_outside")]
    dependencies = [("conversations", "0001_first"), ("service_requests", "0002_kept_by_the_database")]

    operations = [
        migrations.RunSQL(WORDS, "DROP INDEX words_of_messages"),
    ]
