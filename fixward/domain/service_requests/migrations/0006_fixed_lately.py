from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("service_requests", "0005_events_of_moderation"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                fields=["service", "-closed_at"],
                condition=models.Q(("hidden_at", None), ("resolution", "fixed")),
                name="fixed_by_service",
            ),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                fields=["service", "organization", "-closed_at"],
                condition=models.Q(("hidden_at", None), ("resolution", "fixed")),
                name="fixed_by_organization",
            ),
        ),
    ]
