"""Hand-overs added up by month and year: the worker makes all facts and tiles anew from the events, or at once by
`fixward figures rebuild`."""

from django.db import migrations, models

_ANEW = "TRUNCATE insights_life, insights_turn, insights_tile, insights_reading"


class Migration(migrations.Migration):
    dependencies = [("insights", "0003_columns_of_tiles")]

    operations = [
        migrations.RunSQL(_ANEW, migrations.RunSQL.noop),
        migrations.CreateModel(
            "Handover",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "span",
                    models.CharField(
                        choices=[("d", "day"), ("m", "month"), ("y", "year"), ("e", "ever")], max_length=1
                    ),
                ),
                ("starts_on", models.DateField()),
                ("giver", models.IntegerField()),
                ("taker", models.IntegerField()),
                ("public", models.BooleanField()),
                ("times", models.IntegerField()),
                ("returns", models.IntegerField()),
                ("disputes", models.IntegerField()),
                ("seconds", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        name="a_time_has_one_sum_of_handovers", fields=["span", "starts_on", "giver", "taker", "public"]
                    )
                ]
            },
        ),
        migrations.AddIndex(
            "turn",
            models.Index(
                name="turns_handed_to",
                fields=["organization", "went_to", "ended_on"],
                include=("service", "public"),
                condition=models.Q(leaves=True, went_to__isnull=False),
            ),
        ),
    ]
