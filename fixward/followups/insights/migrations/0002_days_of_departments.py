"""Departments have tiles of days now: the worker makes all facts and tiles anew from the events, or at once by
`fixward figures rebuild`."""

from django.db import migrations

_ANEW = "TRUNCATE insights_life, insights_turn, insights_tile, insights_reading"


class Migration(migrations.Migration):
    dependencies = [("insights", "0001_first")]

    operations = [migrations.RunSQL(_ANEW, migrations.RunSQL.noop)]
