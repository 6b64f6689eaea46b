import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fixward.foundation.clock


class Migration(migrations.Migration):
    replaces = [
        ("records", "0001_initial"),
        ("records", "0002_words_of_events_can_be_destroyed"),
        ("records", "0003_files_of_messages_and_notes"),
    ]

    initial = True

    dependencies = [
        ("governments", "0001_first"),
        ("people", "__first__"),
        ("service_requests", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(help_text="Made with the form: the same form never asks twice.")),
                (
                    "title",
                    models.CharField(
                        help_text="Whose request it answers: a reference, not a person's name.", max_length=200
                    ),
                ),
                ("selection", models.JSONField(default=dict, help_text="See selection.py.")),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=fixward.foundation.clock.now, help_text="What came later is not in it."
                    ),
                ),
                ("language", models.CharField(default="en", max_length=8)),
                ("with_photos", models.BooleanField(default=True, verbose_name="Photos and files")),
                ("with_notes", models.BooleanField(default=False, verbose_name="Internal notes and events")),
                (
                    "with_private",
                    models.BooleanField(default=False, verbose_name="Private requests and private answers"),
                ),
                (
                    "with_hidden",
                    models.BooleanField(default=False, verbose_name="What moderators have hidden from the public"),
                ),
                (
                    "with_reporters",
                    models.BooleanField(default=False, verbose_name="Who reported: name, phone, e-mail"),
                ),
                (
                    "masks",
                    models.BooleanField(
                        default=True, verbose_name="Cover phone numbers, e-mail addresses and license plates in texts"
                    ),
                ),
                ("ordered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "part",
                    models.CharField(
                        blank=True, help_text="Where the worker that began last is writing.", max_length=200
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("ready_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, help_text="Since then there is no package.", null=True)),
                ("file", models.FileField(blank=True, max_length=200, upload_to="")),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("counts", models.JSONField(blank=True, default=dict)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governments.member"
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governments.member",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governments.organization"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["organization", "-id"], name="exports_of_organization"),
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["expires_at"], name="exports_that_expire"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("asked_by", "key"), name="a_form_asks_for_one_export"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("expires_at", None), ("ready_at", None), ("sha256", "")),
                            models.Q(
                                ("expires_at__isnull", False),
                                ("ordered_at__isnull", False),
                                ("ready_at__isnull", False),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="what_is_ready_has_a_hash_and_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), models.Q(("file", ""), ("part", "")), _connector="OR"),
                        name="an_ended_export_has_no_package",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Download",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=fixward.foundation.clock.now)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governments.member"
                    ),
                ),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="downloads", to="records.export"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                (
                    "selection",
                    models.JSONField(default=dict, help_text="See selection.py. It also holds what fits later."),
                ),
                ("since", models.DateTimeField(default=fixward.foundation.clock.now)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("release_reason", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governments.member"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governments.organization"
                    ),
                ),
                (
                    "released_by",
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
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("released_at", None)), fields=["organization"], name="holds_in_force"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("release_reason", ""), ("released_at", None), ("released_by", None)),
                            models.Q(
                                ("released_at__isnull", False),
                                ("released_by__isnull", False),
                                models.Q(("release_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_hold_is_released_by_somebody_with_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Held",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "service_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="service_requests.servicerequest",
                    ),
                ),
                (
                    "hold",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="held", to="records.hold"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("hold", "service_request"), name="a_hold_has_a_request_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Remembered",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("since", models.DateTimeField(default=fixward.foundation.clock.now)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("schedules", models.JSONField(help_text="Months by kind, as they stood.")),
                ("begun_at", models.DateTimeField(default=fixward.foundation.clock.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "counts",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Things destroyed by kind; `held` and `failed` were passed over.",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governments.organization"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("organization",),
                        name="an_organization_has_one_run_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Destruction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contacts", "Who reported, and how to reach them"),
                            ("photos", "Photos and files"),
                            ("notes", "Internal notes"),
                            ("messages", "Messages, ratings and flags"),
                            ("requests", "Everything written of a closed request"),
                        ],
                        max_length=20,
                    ),
                ),
                ("count", models.PositiveIntegerField(help_text="How many things.")),
                ("closed_at", models.DateTimeField(help_text="Of the request: from then the time was counted.")),
                ("at", models.DateTimeField(default=fixward.foundation.clock.now)),
                (
                    "files",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        help_text="Still to be taken out of the storage.",
                        size=None,
                    ),
                ),
                (
                    "service_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="service_requests.servicerequest",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="destructions", to="records.run"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["service_request", "kind"], name="destroyed_of_a_request"),
                    models.Index(
                        condition=models.Q(("files", []), _negated=True), fields=["id"], name="files_to_take_away"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "service_request", "kind"), name="a_run_destroys_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contacts", "Who reported, and how to reach them"),
                            ("photos", "Photos and files"),
                            ("notes", "Internal notes"),
                            ("messages", "Messages, ratings and flags"),
                            ("requests", "Everything written of a closed request"),
                        ],
                        max_length=20,
                        verbose_name="What",
                    ),
                ),
                ("months", models.PositiveSmallIntegerField(verbose_name="Months after closing")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="governments.organization"
                    ),
                ),
            ],
            options={
                "ordering": ["organization", "kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "kind"),
                        name="a_kind_is_scheduled_once",
                        violation_error_message="There is a schedule for this already.",
                    ),
                    models.CheckConstraint(condition=models.Q(("months__gte", 1)), name="everything_is_kept_a_month"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Withholding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("request", "The whole request"),
                            ("description", "Description"),
                            ("address", "Address"),
                            ("answers", "Answers"),
                            ("rating", "Rating"),
                            ("message", "Message"),
                            ("note", "Note"),
                            ("event", "Event"),
                            ("photo", "Photo"),
                            ("file", "File"),
                            ("everywhere", "In every text"),
                        ],
                        max_length=20,
                    ),
                ),
                ("thing", models.BigIntegerField(default=0, help_text="The id of the message, note, photo or event.")),
                ("passage", models.TextField(blank=True, help_text="Empty: the whole of it.")),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=fixward.foundation.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governments.member"
                    ),
                ),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="withholdings", to="records.export"
                    ),
                ),
                (
                    "service_request",
                    models.ForeignKey(
                        blank=True,
                        help_text="None: in all its texts.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="service_requests.servicerequest",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("service_request__isnull", False), models.Q(("sort", "everywhere"), _negated=True)
                            ),
                            models.Q(
                                ("service_request", None),
                                ("sort", "everywhere"),
                                models.Q(("passage", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="only_a_passage_is_withheld_everywhere",
                    )
                ],
            },
        ),
    ]
