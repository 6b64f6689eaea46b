import django.contrib.postgres.constraints
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("database", "0001_extensions")]

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("code", models.TextField(unique=True, verbose_name="code")),
                ("name", models.TextField(verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("county", "County"),
                            ("municipality", "Municipality"),
                            ("community", "Unincorporated community"),
                            ("district", "District"),
                            ("zone", "Zone"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.TextField(verbose_name="name")),
                ("search", models.TextField()),
                ("lon", models.FloatField(verbose_name="longitude")),
                ("lat", models.FloatField(verbose_name="latitude")),
                ("cell", models.BigIntegerField(db_index=True)),
                ("source", models.TextField(verbose_name="source")),
            ],
            options={
                "verbose_name_plural": "addresses",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="address_search_trigrams", opclasses=["gin_trgm_ops"]
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "name", "lon", "lat"), name="a_source_names_a_point_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AssetLayer",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("code", models.TextField(unique=True, verbose_name="code")),
                ("name", models.TextField(verbose_name="name")),
                ("distance_m", models.FloatField(verbose_name="distance in meters")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("distance_m__gt", 0)), name="an_asset_layer_reaches_some_way"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Asset",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("code", models.TextField(verbose_name="code")),
                ("name", models.TextField(blank=True, verbose_name="name")),
                ("owner", models.TextField(blank=True, verbose_name="owner")),
                ("wkb", models.BinaryField()),
                ("west", models.FloatField()),
                ("south", models.FloatField()),
                ("east", models.FloatField()),
                ("north", models.FloatField()),
                (
                    "layer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assets",
                        to="places.assetlayer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("layer", "code"), name="an_asset_has_one_code_in_its_layer")
                ],
            },
        ),
        migrations.CreateModel(
            name="Boundary",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "valid_from",
                    models.DateField(blank=True, help_text="Empty: since ever.", null=True, verbose_name="valid from"),
                ),
                (
                    "valid_to",
                    models.DateField(
                        blank=True,
                        help_text="The first day not included.",
                        null=True,
                        verbose_name="valid to",
                    ),
                ),
                ("wkb", models.BinaryField()),
                ("west", models.FloatField()),
                ("south", models.FloatField()),
                ("east", models.FloatField()),
                ("north", models.FloatField()),
                ("area", models.FloatField(help_text="Square meters on the ellipsoid.", verbose_name="area")),
                ("digest", models.CharField(max_length=64)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="boundaries",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("place"), "="),
                            (models.Func("valid_from", "valid_to", function="daterange"), "&&"),
                        ],
                        name="boundaries_of_a_place_never_overlap_in_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_from__lt", models.F("valid_to")),
                            _connector="OR",
                        ),
                        name="a_boundary_is_valid_for_a_day_at_least",
                    ),
                ],
            },
        ),
    ]
