from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("service_requests", "0018_events_know_their_transaction"),
    ]

    operations = [
        migrations.AddField(
            model_name="sending",
            name="content",
            field=models.CharField(
                blank=True, help_text="SHA-256 of what came under an Idempotency-Key.", max_length=64
            ),
        ),
    ]
