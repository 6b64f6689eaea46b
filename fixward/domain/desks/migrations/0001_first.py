import django.db.models.deletion
from django.db import migrations, models

import fixward.foundation.clock


class Migration(migrations.Migration):
    replaces = [("desks", "0001_initial"), ("desks", "0002_saved_views")]

    initial = True

    dependencies = [
        ("governments", "0001_first"),
        ("service_requests", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(help_text="Made with the form: the same form never begins two.")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("acknowledge", "Acknowledge"),
                            ("assign", "Assign"),
                            ("close", "Reply and close"),
                            ("service", "Change the service"),
                            ("transfer", "Transfer"),
                            ("duplicate", "Mark as reported before"),
                            ("priority", "Set the priority"),
                        ],
                        max_length=20,
                    ),
                ),
                ("given", models.JSONField(default=dict, help_text="What the form said: ids, codes and texts.")),
                (
                    "language",
                    models.CharField(default="en", help_text="In which its refusals are written.", max_length=8),
                ),
                ("begun_at", models.DateTimeField(default=fixward.foundation.clock.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governments.member"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "batches",
                "ordering": ["-pk"],
                "constraints": [models.UniqueConstraint(fields=("member", "key"), name="a_form_begins_one_batch")],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Done"), ("refused", "Refused")],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("said", models.TextField(blank=True, help_text="Why it was refused.")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="desks.batch"
                    ),
                ),
                (
                    "service_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="service_requests.servicerequest",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(condition=models.Q(("outcome", "waiting")), fields=["batch", "id"], name="items_to_do")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "service_request"), name="a_batch_has_a_request_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("asked", models.JSONField(default=dict, help_text="As it stands in an address.")),
                (
                    "words",
                    models.JSONField(default=dict, help_text="What was chosen in words, to name what is gone one day."),
                ),
                (
                    "sharing",
                    models.CharField(
                        choices=[
                            ("nobody", "Only me"),
                            ("department", "A department"),
                            ("organization", "Everybody in the organization"),
                        ],
                        default="nobody",
                        max_length=20,
                    ),
                ),
                ("saved_at", models.DateTimeField(default=fixward.foundation.clock.now)),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty where it is gone.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="governments.department",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="governments.organization"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governments.member",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "name"), name="an_owner_names_a_view_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("sharing", "organization")),
                        fields=("organization", "name"),
                        name="an_organization_names_a_view_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("sharing", "department")),
                        fields=("department", "name"),
                        name="a_department_names_a_view_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owner__isnull", False), models.Q(("sharing", "nobody"), _negated=True), _connector="OR"
                        ),
                        name="a_view_without_an_owner_is_shared",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("department", None), ("sharing", "department"), _connector="OR"),
                        name="a_department_is_named_only_where_it_is_shared_with_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="governments.member"
                    ),
                ),
                (
                    "view",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="desks.savedview"
                    ),
                ),
            ],
        ),
    ]
