import uuid

from django.db import migrations, models

import fixward.foundation.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Answered",
            fields=[
                (
                    "key",
                    models.UUIDField(
                        default=uuid.uuid4,
                        help_text="Of who called and the key they named.",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("asked", models.CharField(help_text="Digest of what was asked.", max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("body", models.TextField(blank=True)),
                ("location", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField(default=fixward.foundation.clock.now)),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="answered_before")],
            },
        ),
    ]
