"""A column for each spread of a tile, and tiles of all there ever was: the worker makes all facts and tiles anew from
the events, or at once by `fixward figures rebuild`."""

import datetime

from django.db import migrations, models

_ANEW = "TRUNCATE insights_life, insights_turn, insights_tile, insights_reading"
# To take apart what PostgreSQL would pack takes longer than to read it.
_UNPACKED = "ALTER TABLE insights_tile ALTER {part} SET STORAGE EXTERNAL"
_CAME = models.Q(enters=True, came_from__isnull=False)
_PARTS = (
    *("taken_held", "taken_worked", "close_held", "close_worked"),
    *("lost", "visit_held", "visit_worked", "counts"),
)


class Migration(migrations.Migration):
    dependencies = [("insights", "0002_days_of_departments")]

    operations = [
        migrations.RunSQL(_ANEW, migrations.RunSQL.noop),
        migrations.RemoveField("tile", "codes"),
        migrations.RemoveField("tile", "amounts"),
        *(
            migrations.AddField("tile", part, models.BinaryField(default=b""), preserve_default=False)
            for part in _PARTS
        ),
        *(migrations.RunSQL(_UNPACKED.format(part=part), migrations.RunSQL.noop) for part in _PARTS),
        migrations.RemoveIndex("tile", "tiles_of_a_service"),
        migrations.RemoveIndex("tile", "tiles_of_a_place"),
        *(
            migrations.AddIndex(
                "tile",
                models.Index(
                    name=f"tiles_of_a_{key}",
                    fields=[key, "cut", "span", "starts_on"],
                    condition=models.Q(cut__in=[*cuts, 100, 101, 102]),
                ),
            )
            for key, cuts in (("service", (1, 4, 6)), ("place", (2, 4, 7)))
        ),
        migrations.AddField(
            "reading", "open_from", models.DateField(default=datetime.date(2000, 1, 1)), preserve_default=False
        ),
        # Of most stretches nothing of their beginning counts.
        migrations.RemoveIndex("turn", "turns_started"),
        migrations.RemoveIndex("turn", "turns_started_at"),
        migrations.AddIndex("turn", models.Index(name="turns_came", fields=["started_on"], condition=_CAME)),
        migrations.AddIndex(
            "turn", models.Index(name="turns_came_to", fields=["organization", "started_on"], condition=_CAME)
        ),
        migrations.AlterField(
            "tile",
            "span",
            models.CharField(choices=[("d", "day"), ("m", "month"), ("y", "year"), ("e", "ever")], max_length=1),
        ),
    ]
