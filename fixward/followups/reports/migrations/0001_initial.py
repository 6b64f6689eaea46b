import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fixward.foundation.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("governments", "0003_departments_in_figures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begun_at", models.DateTimeField(default=fixward.foundation.clock.now)),
                ("told", models.DateField(help_text="The first day of the last month that was told, or need not be.")),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="governments.department",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="governments.organization",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["told"], name="reports_to_be_sent")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "organization", "department"),
                        name="somebody_gets_the_same_figures_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("department", None), ("organization__isnull", False), _connector="OR"),
                        name="a_department_is_one_of_an_organization",
                    ),
                ],
            },
        ),
    ]
