from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Counted",
            fields=[
                (
                    "key",
                    models.UUIDField(
                        help_text="Who and what, as a digest from which nobody is read again.",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("until", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
            ],
            options={"verbose_name_plural": "counted"},
        ),
        # Half of each block stays free, so that a row is counted up beside itself and no index is written.
        migrations.RunSQL(
            "ALTER TABLE page_counted SET UNLOGGED; ALTER TABLE page_counted SET (fillfactor = 50)",
            "ALTER TABLE page_counted SET LOGGED; ALTER TABLE page_counted RESET (fillfactor)",
        ),
    ]
