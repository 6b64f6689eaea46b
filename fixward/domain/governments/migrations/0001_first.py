import datetime

import django.contrib.postgres.fields
import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fixward.foundation.clock
import fixward.foundation.text.translated


class Migration(migrations.Migration):
    replaces = [
        ("governments", "0001_initial"),
        ("governments", "0002_comments_can_be_held"),
        ("governments", "0003_branding"),
        ("governments", "0004_waiting_for_the_reporter"),
        ("governments", "0005_set_up_in_pages"),
    ]

    initial = True

    dependencies = [
        ("people", "__first__"),
        ("places", "0001_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="Organization",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "standing",
                    models.CharField(
                        choices=[("partner", "Works on the platform"), ("external", "Not on the platform")],
                        default="partner",
                        max_length=20,
                    ),
                ),
                ("is_steward", models.BooleanField(default=False)),
                ("stand_alone_from", models.DateField(blank=True, null=True)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("website", models.URLField(blank=True)),
                ("time_zone", models.CharField(default="America/New_York", max_length=64)),
                ("language", models.CharField(default="en", max_length=8)),
                (
                    "holds_comments",
                    models.BooleanField(
                        default=False,
                        help_text="Residents' comments are public only after a manager has let them through.",
                    ),
                ),
                (
                    "remind_after_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="After so many days without an answer to a question the reporter is reminded.",
                    ),
                ),
                (
                    "answer_within_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        help_text="After so many days without an answer to a question the request is closed.",
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handles",
                        to="governments.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_steward", True)), fields=("is_steward",), name="there_is_one_steward"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_steward", False),
                            models.Q(("handled_by", None), ("standing", "partner")),
                            _connector="OR",
                        ),
                        name="the_steward_handles_itself_on_the_platform",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("handled_by", models.F("id")), _negated=True),
                        name="nobody_is_handled_by_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("remind_after_days__gte", 1), ("remind_after_days__lt", models.F("answer_within_days"))
                        ),
                        name="a_reminder_comes_before_the_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stand_alone_from", None), ("handled_by__isnull", False), _connector="OR"),
                        name="a_stand_alone_day_needs_a_handler",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Department",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField()),
                ("name", models.CharField(max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "is_front_desk",
                    models.BooleanField(
                        default=False, help_text="Gets what no other department of the organization is named for."
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="departments",
                        to="governments.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "code"), name="department_code_is_unique_in_its_organization"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_front_desk", True)),
                        fields=("organization",),
                        name="an_organization_has_one_front_desk",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpeningHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField()),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opening_hours",
                        to="governments.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["weekday", "opens"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="weekday_is_0_to_6"),
                    models.CheckConstraint(
                        condition=models.Q(("opens__lt", models.F("closes"))), name="opens_before_it_closes"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.PositiveSmallIntegerField(
                        choices=[(10, "Viewer"), (20, "Worker"), (30, "Manager"), (40, "Administrator")], default=20
                    ),
                ),
                ("joined_at", models.DateTimeField(default=fixward.foundation.clock.now)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "departments",
                    models.ManyToManyField(blank=True, related_name="members", to="governments.department"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="governments.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at", None)),
                        fields=("person", "organization"),
                        name="a_person_is_a_member_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MailDomain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=253, unique=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mail_domains",
                        to="governments.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                (
                    "role",
                    models.PositiveSmallIntegerField(
                        choices=[(10, "Viewer"), (20, "Worker"), (30, "Manager"), (40, "Administrator")], default=20
                    ),
                ),
                ("language", models.CharField(default="en", max_length=8)),
                ("invited_at", models.DateTimeField(default=fixward.foundation.clock.now)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("departments", models.ManyToManyField(blank=True, related_name="+", to="governments.department")),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governments.member"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="governments.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                        fields=("organization", "email"),
                        name="an_address_is_invited_once_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("name", models.CharField(blank=True, max_length=100)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holidays",
                        to="governments.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["day"],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "day"), name="a_day_is_a_holiday_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.PositiveSmallIntegerField(
                        choices=[(10, "Viewer"), (20, "Worker"), (30, "Manager"), (40, "Administrator")],
                        default=20,
                        help_text="What they may do on the desk.",
                    ),
                ),
                (
                    "least_role",
                    models.PositiveSmallIntegerField(
                        choices=[(10, "Viewer"), (20, "Worker"), (30, "Manager"), (40, "Administrator")],
                        default=40,
                        help_text="The role at home from which the grant reaches.",
                    ),
                ),
                (
                    "service_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50),
                        blank=True,
                        default=list,
                        help_text="Empty means every service.",
                        size=None,
                    ),
                ),
                ("valid_from", models.DateField(default=datetime.date.today)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty means everywhere.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="places.place",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grants_given",
                        to="governments.organization",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grants_received",
                        to="governments.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("organization", models.F("to")), _negated=True),
                        name="a_grant_goes_to_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="a_grant_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=40)),
                ("thing", models.BigIntegerField()),
                ("title", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(default=fixward.foundation.clock.now)),
                (
                    "before",
                    models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True),
                ),
                (
                    "after",
                    models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True),
                ),
                ("names", models.JSONField(blank=True, default=dict)),
                (
                    "undoes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone",
                        to="governments.change",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governments.member"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governments.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["organization", "-id"], name="changes_of_organization"),
                    models.Index(fields=["subject", "thing", "-id"], name="changes_of_thing"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("before__isnull", False), ("after__isnull", False), _connector="OR"),
                        name="a_change_leaves_or_finds_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Branding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("logo", models.FileField(blank=True, max_length=200, upload_to="logos/")),
                ("colour", models.CharField(blank=True, help_text="Such as #0c4a47.", max_length=7)),
                ("greeting", fixward.foundation.text.translated.TranslatedField(blank=True, default=dict)),
                (
                    "frame_origins",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        help_text="Web sites that may show the map and the report in a frame, such as https://www.example.org.",
                        size=None,
                    ),
                ),
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="branding",
                        to="governments.organization",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SignOn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.URLField(max_length=300)),
                ("client_id", models.CharField(max_length=200)),
                ("sealed_secret", models.TextField(blank=True)),
                (
                    "domains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=253), blank=True, default=list, size=None
                    ),
                ),
                ("is_on", models.BooleanField(default=False)),
                ("is_required", models.BooleanField(default=False)),
                (
                    "proved_at",
                    models.DateTimeField(
                        blank=True, help_text="When a member first came in by this issuer and client.", null=True
                    ),
                ),
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_on",
                        to="governments.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_required", False),
                            models.Q(("is_on", True), ("proved_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_sign_on_is_demanded_only_where_it_works",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Zone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="zones", to="governments.organization"
                    ),
                ),
                (
                    "place",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
    ]
