import django.db.models.deletion
from django.db import migrations, models

import fixward.foundation.text.translated


class Migration(migrations.Migration):
    replaces = [("catalog", "0001_initial"), ("catalog", "0002_initial")]

    initial = True

    dependencies = [
        ("governments", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(unique=True)),
                ("name", fixward.foundation.text.translated.TranslatedField(default=dict)),
                ("icon", models.CharField(blank=True, max_length=50)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "code"],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("acknowledge_amount", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "acknowledge_unit",
                    models.CharField(
                        choices=[("hours", "hours"), ("days", "calendar days"), ("working_days", "working days")],
                        default="working_days",
                        max_length=20,
                    ),
                ),
                ("close_amount", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "close_unit",
                    models.CharField(
                        choices=[("hours", "hours"), ("days", "calendar days"), ("working_days", "working days")],
                        default="working_days",
                        max_length=20,
                    ),
                ),
                ("code", models.SlugField(unique=True)),
                ("name", fixward.foundation.text.translated.TranslatedField(default=dict)),
                ("description", fixward.foundation.text.translated.TranslatedField(blank=True, default=dict)),
                (
                    "keywords",
                    fixward.foundation.text.translated.TranslatedField(
                        blank=True, default=dict, help_text="Words people use for it, with commas between."
                    ),
                ),
                ("icon", models.CharField(blank=True, max_length=50)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "is_private",
                    models.BooleanField(default=False, help_text="Requests are seen by governments and reporter only."),
                ),
                ("identity_required", models.BooleanField(default=False)),
                ("duplicate_radius_m", models.PositiveIntegerField(default=100)),
                ("reopen_days", models.PositiveSmallIntegerField(default=30)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="services", to="catalog.servicegroup"
                    ),
                ),
            ],
            options={
                "ordering": ["group__position", "position", "code"],
            },
        ),
        migrations.CreateModel(
            name="Offering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("acknowledge_amount", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "acknowledge_unit",
                    models.CharField(
                        choices=[("hours", "hours"), ("days", "calendar days"), ("working_days", "working days")],
                        default="working_days",
                        max_length=20,
                    ),
                ),
                ("close_amount", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "close_unit",
                    models.CharField(
                        choices=[("hours", "hours"), ("days", "calendar days"), ("working_days", "working days")],
                        default="working_days",
                        max_length=20,
                    ),
                ),
                (
                    "name",
                    fixward.foundation.text.translated.TranslatedField(
                        blank=True, default=dict, help_text="The organization's own name for it."
                    ),
                ),
                (
                    "notice",
                    fixward.foundation.text.translated.TranslatedField(
                        blank=True, default=dict, help_text="What happens next, shown before and after reporting."
                    ),
                ),
                ("is_hidden", models.BooleanField(default=False)),
                ("is_private", models.BooleanField(default=False)),
                ("identity_required", models.BooleanField(default=False)),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offerings",
                        to="governments.department",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offerings",
                        to="governments.organization",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="offerings", to="catalog.service"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "service"), name="a_service_is_offered_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField()),
                (
                    "datatype",
                    models.CharField(
                        choices=[
                            ("string", "One line of text"),
                            ("text", "Text"),
                            ("number", "Number"),
                            ("datetime", "Date and time"),
                            ("singlevaluelist", "One of a list"),
                            ("multivaluelist", "Several of a list"),
                        ],
                        default="string",
                        max_length=20,
                    ),
                ),
                ("text", fixward.foundation.text.translated.TranslatedField(default=dict)),
                ("help", fixward.foundation.text.translated.TranslatedField(blank=True, default=dict)),
                (
                    "values",
                    models.JSONField(
                        blank=True, default=list, help_text='[{"key": "yes", "name": {"en": "Yes", "es": "Sí"}}]'
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("is_notice", models.BooleanField(default=False)),
                ("is_required", models.BooleanField(default=False)),
                (
                    "is_private",
                    models.BooleanField(default=False, help_text="The answer never leaves through a public door."),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty means that everybody asks it.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="governments.organization",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="catalog.service"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "code"],
                "constraints": [
                    models.UniqueConstraint(fields=("service", "code"), name="question_code_is_unique_in_its_service"),
                    models.CheckConstraint(
                        condition=models.Q(("is_notice", False), ("is_required", False), _connector="OR"),
                        name="a_notice_is_not_required",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_notice", True),
                            models.Q(
                                ("datatype__in", ["singlevaluelist", "multivaluelist"]),
                                models.Q(("values", []), _negated=True),
                            ),
                            models.Q(
                                models.Q(("datatype__in", ["singlevaluelist", "multivaluelist"]), _negated=True),
                                ("values", []),
                            ),
                            _connector="OR",
                        ),
                        name="lists_and_only_lists_have_values",
                    ),
                ],
            },
        ),
    ]
