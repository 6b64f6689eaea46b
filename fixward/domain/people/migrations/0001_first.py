import django.db.models.functions.text
from django.db import migrations, models

import fixward.foundation.clock


class Migration(migrations.Migration):
    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_what_people_hear_and_leaving"),
        ("people", "0003_single_keys"),
        ("people", "0004_programs"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("language", models.CharField(default="en", max_length=8)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "is_operator",
                    models.BooleanField(default=False, help_text="Runs the platform; sees no requests by that."),
                ),
                ("date_joined", models.DateTimeField(default=fixward.foundation.clock.now)),
                (
                    "hears",
                    models.JSONField(
                        blank=True, default=dict, help_text="Topics, true or false; the usual where one is missing."
                    ),
                ),
                (
                    "single_keys",
                    models.BooleanField(default=True, help_text="Single letters are commands on the staff's pages."),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, help_text="Since then only the empty row is left.", null=True),
                ),
                (
                    "is_program",
                    models.BooleanField(default=False, help_text="Stands for a program: nobody ever logs in as it."),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="email_is_kept_in_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at", None),
                            models.Q(
                                ("email__endswith", "@closed.invalid"),
                                ("is_active", False),
                                ("name", ""),
                                ("phone", ""),
                            ),
                            _connector="OR",
                        ),
                        name="nothing_is_kept_of_who_left",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_program", False),
                            models.Q(
                                ("is_active", False),
                                ("is_program", True),
                                ("phone", ""),
                                models.Q(("email__contains", "@"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_program_has_no_address_and_never_logs_in",
                    ),
                ],
            },
        ),
    ]
