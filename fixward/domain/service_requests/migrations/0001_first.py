import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import fixward.foundation.clock
import fixward.foundation.text.translated


class Migration(migrations.Migration):
    replaces = [
        ("service_requests", "0001_initial"),
        ("service_requests", "0002_in_the_database"),
        ("service_requests", "0003_servicerequest_found_by_id_elsewhere"),
        ("service_requests", "0004_indexes_for_looking_around"),
        ("service_requests", "0005_events_of_moderation"),
        ("service_requests", "0006_fixed_lately"),
        ("service_requests", "0007_due_on_the_request"),
        ("service_requests", "0008_waiting_for_the_reporter"),
        ("service_requests", "0009_callers"),
        ("service_requests", "0010_photos_of_the_work_done"),
        ("service_requests", "0011_taken_over"),
        ("service_requests", "0012_a_target_is_set_by_hand"),
        ("service_requests", "0013_priority_links_and_separating"),
        ("service_requests", "0014_close_reasons"),
        ("service_requests", "0015_filters_read_an_index"),
        ("service_requests", "0016_what_programs_send_along"),
        ("service_requests", "0017_known_elsewhere_by_a_number"),
        ("service_requests", "0018_events_know_their_transaction"),
    ]

    initial = True

    dependencies = [
        ("catalog", "0001_first"),
        ("database", "0001_extensions"),
        ("governments", "0001_first"),
        ("people", "__first__"),
        ("places", "0001_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="CloseReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", fixward.foundation.text.translated.TranslatedField(default=dict)),
                (
                    "resolution",
                    models.CharField(
                        choices=[
                            ("fixed", "Fixed"),
                            ("nothing_found", "Nothing found on the spot"),
                            ("no_work", "No work will be done"),
                            ("duplicate", "Reported before"),
                            ("withdrawn", "Withdrawn by the reporter"),
                            ("no_answer", "A question was not answered"),
                        ],
                        max_length=20,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True, help_text="Offered when a request is closed.")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="close_reasons",
                        to="governments.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("resolution__in", ["fixed", "nothing_found", "no_work"])),
                        name="a_close_reason_means_what_a_desk_closes_with",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Lookup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=fixward.foundation.clock.now)),
                ("by", models.CharField(choices=[("phone", "phone"), ("email", "e-mail")], max_length=10)),
                (
                    "service_requests",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        default=list,
                        help_text="The ids of what was shown.",
                        size=None,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governments.member"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ServiceRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True)),
                (
                    "source",
                    models.CharField(
                        default="web", help_text="Where it came in: web, phone, or an import.", max_length=50
                    ),
                ),
                ("source_id", models.CharField(blank=True, help_text="Its id there.", max_length=100)),
                (
                    "key",
                    models.UUIDField(
                        default=uuid.uuid4, help_text="Made by the sender: the same key never makes a second one."
                    ),
                ),
                ("description", models.TextField(blank=True)),
                ("language", models.CharField(default="en", max_length=8)),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("lon", models.FloatField()),
                ("lat", models.FloatField()),
                ("cell", models.BigIntegerField()),
                ("address", models.CharField(blank=True, max_length=300)),
                (
                    "status",
                    models.CharField(
                        choices=[("submitted", "New"), ("acknowledged", "In progress"), ("closed", "Closed")],
                        default="submitted",
                        max_length=20,
                    ),
                ),
                (
                    "route",
                    models.JSONField(
                        blank=True, default=list, help_text="Why the present holder has it: codes and parameters."
                    ),
                ),
                ("submitted_at", models.DateTimeField(default=fixward.foundation.clock.now)),
                ("updated_at", models.DateTimeField(default=fixward.foundation.clock.now)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "waiting_since",
                    models.DateTimeField(
                        blank=True, help_text="The reporter was asked something then and has not answered.", null=True
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("acknowledge_due_at", models.DateTimeField(blank=True, null=True)),
                ("expected_at", models.DateTimeField(blank=True, null=True)),
                (
                    "due_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="The holder's own target, as its custody has it; none while it waits or is closed.",
                        null=True,
                    ),
                ),
                (
                    "resolution",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fixed", "Fixed"),
                            ("nothing_found", "Nothing found on the spot"),
                            ("no_work", "No work will be done"),
                            ("duplicate", "Reported before"),
                            ("withdrawn", "Withdrawn by the reporter"),
                            ("no_answer", "A question was not answered"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(10, "Low"), (20, "Normal"), (30, "High"), (40, "Urgent")], db_default=20, default=20
                    ),
                ),
                ("unsettled_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("is_private", models.BooleanField(default=False)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                (
                    "version",
                    models.PositiveIntegerField(default=1, help_text="Counts the changes: tells a stale form."),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governments.member",
                    ),
                ),
                (
                    "close_reason",
                    models.ForeignKey(
                        blank=True,
                        help_text="Its holder's own word for it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="service_requests.closereason",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governments.department",
                    ),
                ),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicates",
                        to="service_requests.servicerequest",
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whom the holder works it for.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governments.organization",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        help_text="Who holds it.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governments.organization",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.service"
                    ),
                ),
            ],
            options={
                "ordering": ["-submitted_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "closed"), _negated=True),
                        fields=["organization", "department", "-submitted_at"],
                        name="open_of_organization",
                    ),
                    models.Index(
                        condition=models.Q(("status", "closed"), _negated=True),
                        fields=["organization", "due_at", "id"],
                        name="open_by_due",
                    ),
                    models.Index(
                        condition=models.Q(("status", "closed"), _negated=True),
                        fields=["organization", "-priority", "due_at", "id"],
                        name="open_by_priority",
                    ),
                    models.Index(
                        condition=models.Q(("status", "closed"), _negated=True),
                        fields=["assignee", "-submitted_at", "-id"],
                        name="open_of_assignee",
                    ),
                    models.Index(
                        condition=models.Q(("status", "closed")),
                        fields=["organization", "-closed_at", "-id"],
                        name="closed_newest_first",
                    ),
                    models.Index(
                        fields=["organization", "-submitted_at", "-id"],
                        include=(
                            "status",
                            "service",
                            "source",
                            "department",
                            "assignee",
                            "place",
                            "on_behalf_of",
                            "resolution",
                            "is_private",
                            "due_at",
                            "closed_at",
                        ),
                        name="organization_newest_first",
                    ),
                    models.Index(
                        condition=models.Q(("source_id", ""), _negated=True),
                        fields=["source_id"],
                        name="found_by_id_elsewhere",
                    ),
                    models.Index(fields=["-submitted_at", "-id"], name="newest_first"),
                    models.Index(
                        condition=models.Q(("status", "closed"), _negated=True), fields=["cell"], name="open_by_cell"
                    ),
                    models.Index(fields=["service", "-submitted_at", "-id"], name="service_newest_first"),
                    models.Index(fields=["place", "-submitted_at", "-id"], name="place_newest_first"),
                    models.Index(
                        condition=models.Q(("hidden_at", None), ("is_private", False)),
                        fields=["cell"],
                        include=("lon", "lat", "id", "service", "organization", "place", "status", "submitted_at"),
                        name="public_by_cell",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("hidden_at", None),
                            ("is_private", False),
                            django.db.models.lookups.Exact(
                                django.db.models.expressions.CombinedExpression(models.F("id"), "%%", models.Value(64)),
                                0,
                            ),
                        ),
                        fields=["cell"],
                        include=("lon", "lat", "id", "service", "organization", "place", "status", "submitted_at"),
                        name="one_of_64_public_by_cell",
                    ),
                    models.Index(
                        condition=models.Q(("waiting_since__isnull", False)),
                        fields=["organization", "waiting_since"],
                        name="waiting_of_organization",
                    ),
                    models.Index(
                        condition=models.Q(("unsettled_at__isnull", False)), fields=["unsettled_at"], name="unsettled"
                    ),
                    models.Index(
                        condition=models.Q(("hidden_at", None), ("resolution", "fixed")),
                        fields=["service", "-closed_at"],
                        name="fixed_by_service",
                    ),
                    models.Index(
                        condition=models.Q(("hidden_at", None), ("resolution", "fixed")),
                        fields=["service", "organization", "-closed_at"],
                        name="fixed_by_organization",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Upper("description"), name="gin_trgm_ops"
                        ),
                        name="words_of_description",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="a_key_makes_one_request"),
                    models.UniqueConstraint(
                        condition=models.Q(("source_id", ""), _negated=True),
                        fields=("source", "source_id"),
                        name="an_id_comes_in_once_from_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", False),
                                ("status", "closed"),
                                models.Q(("resolution", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "closed"), _negated=True),
                                ("closed_at__isnull", True),
                                ("resolution", ""),
                            ),
                            _connector="OR",
                        ),
                        name="closed_at_is_set_exactly_when_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status", "closed"), ("close_reason", None), _connector="OR"),
                        name="only_what_is_closed_has_a_close_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "closed"), _negated=True), ("due_at__isnull", True), _connector="OR"
                        ),
                        name="nothing_is_due_of_what_is_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "closed"), _negated=True), ("waiting_since", None), _connector="OR"
                        ),
                        name="what_is_closed_waits_for_nobody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("waiting_since", None), ("due_at", None), _connector="OR"),
                        name="nothing_is_due_while_the_reporter_is_waited_for",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("duplicate_of", None),
                            models.Q(
                                ("resolution", "duplicate"), models.Q(("duplicate_of", models.F("id")), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="a_duplicate_is_closed_and_not_its_own",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lat__gte", -90), ("lat__lte", 90), ("lon__gte", -180), ("lon__lte", 180)),
                        name="a_point_lies_on_earth",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("device_id", models.CharField(blank=True, max_length=200)),
                ("account_id", models.CharField(blank=True, max_length=200)),
                (
                    "content",
                    models.CharField(
                        blank=True, help_text="SHA-256 of what came under an Idempotency-Key.", max_length=64
                    ),
                ),
                (
                    "media_urls",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.URLField(max_length=2000),
                        default=list,
                        help_text="Pictures that the worker fetches; each goes with it.",
                        size=None,
                    ),
                ),
                (
                    "lost_urls",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.URLField(max_length=2000),
                        default=list,
                        help_text="Those that gave no picture, or may not be asked.",
                        size=None,
                    ),
                ),
                (
                    "service_request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sending",
                        to="service_requests.servicerequest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reporter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=200)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("language", models.CharField(default="en", max_length=8)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service_request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reporter",
                        to="service_requests.servicerequest",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Upper("name"), name="gin_trgm_ops"
                        ),
                        name="names_of_reporters",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Upper("phone"), name="gin_trgm_ops"
                        ),
                        name="phones_of_reporters",
                    ),
                    models.Index(
                        django.db.models.functions.text.Right(
                            models.Func(
                                models.F("phone"),
                                models.Value("\\D"),
                                models.Value(""),
                                models.Value("g"),
                                function="regexp_replace",
                            ),
                            models.Value(7),
                        ),
                        condition=models.Q(("phone", ""), _negated=True),
                        name="reporters_by_last_digits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Relation",
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
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="service_requests.servicerequest",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="service_requests.servicerequest",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="two_requests_are_linked_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="a_link_is_written_once_for_both"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(max_length=200, upload_to="photos/%Y/%m/")),
                ("thumbnail", models.FileField(max_length=200, upload_to="photos/%Y/%m/")),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("shows_work", models.BooleanField(default=False, help_text="Of the work done, not of the problem.")),
                ("added_at", models.DateTimeField(default=fixward.foundation.clock.now)),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                (
                    "service_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="service_requests.servicerequest",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="OutsideNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=100)),
                ("known_at", models.DateTimeField(default=fixward.foundation.clock.now)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governments.organization"
                    ),
                ),
                (
                    "service_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outside_numbers",
                        to="service_requests.servicerequest",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service_request", "organization"), name="a_request_has_one_number_elsewhere"
                    ),
                    models.UniqueConstraint(
                        fields=("organization", "number"), name="a_number_elsewhere_is_of_one_request"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(default=fixward.foundation.clock.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="follows", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "came_with",
                    models.ForeignKey(
                        blank=True,
                        help_text="The repetition whose follower it was; none where somebody came by themselves.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="service_requests.servicerequest",
                    ),
                ),
                (
                    "service_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to="service_requests.servicerequest",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("service_request", "person"), name="a_person_follows_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("submitted", "Received"),
                            ("acknowledged", "Acknowledged"),
                            ("assigned", "Assigned"),
                            ("transferred", "Transferred"),
                            ("returned", "Returned"),
                            ("unsettled", "Given to the steward"),
                            ("settled", "Settled by the steward"),
                            ("adopted", "Taken over"),
                            ("rerouted", "Routed anew"),
                            ("replied", "Answered"),
                            ("noted", "Note"),
                            ("commented", "Comment"),
                            ("service_changed", "Service changed"),
                            ("pin_moved", "Pin moved"),
                            ("duplicate", "Marked as reported before"),
                            ("merged", "Another report was added"),
                            ("closed", "Closed"),
                            ("reopened", "Reopened"),
                            ("supported", "Supported"),
                            ("followed", "Followed"),
                            ("unfollowed", "No longer followed"),
                            ("photo_added", "Photo added"),
                            ("hidden", "Hidden"),
                            ("shown", "Shown again"),
                            ("imported", "Imported"),
                            ("flagged", "Flagged"),
                            ("kept", "Looked at and kept"),
                            ("held", "A comment waits to be let through"),
                            ("let_through", "A comment was let through"),
                            ("edited", "Text changed"),
                            ("rated", "Rated"),
                            ("asked", "The reporter is asked"),
                            ("reminded", "The reporter is reminded"),
                            ("resumed", "Work goes on"),
                            ("due_set", "Target set by hand"),
                            ("priority_set", "Priority set"),
                            ("related", "Linked with another request"),
                            ("unrelated", "No longer linked with another request"),
                            ("separated", "Separated again from another report"),
                            ("numbered", "Known elsewhere by a number"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField(default=fixward.foundation.clock.now)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("public", "Public"),
                            ("organization", "Internal"),
                            ("involved", "Shared with the organizations involved"),
                            ("private", "Private"),
                        ],
                        default="public",
                        max_length=20,
                    ),
                ),
                ("data", models.JSONField(blank=True, default=dict)),
                (
                    "member",
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
                        blank=True,
                        help_text="For whom it was done.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governments.organization",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="service_requests.servicerequest",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["service_request", "id"], name="story_of_a_request"),
                    models.Index(
                        condition=models.Q(
                            ("audience", "public"),
                            (
                                "kind__in",
                                [
                                    "acknowledged",
                                    "transferred",
                                    "returned",
                                    "settled",
                                    "adopted",
                                    "replied",
                                    "commented",
                                    "photo_added",
                                    "closed",
                                    "duplicate",
                                    "reopened",
                                    "separated",
                                ],
                            ),
                        ),
                        fields=["at", "id"],
                        name="public_changes_by_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Custody",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("submitted", "came in"),
                            ("assigned", "assigned within the organization"),
                            ("transferred", "transferred"),
                            ("returned", "returned"),
                            ("unsettled", "given to the steward, since both sides had given it away"),
                            ("settled", "settled by the steward"),
                            ("adopted", "taken over by an organization that stands alone now"),
                            ("rerouted", "routed anew"),
                            ("reopened", "reopened"),
                            ("separated", "separated from the request that it was taken to repeat"),
                            ("imported", "imported"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("started_at", models.DateTimeField(default=fixward.foundation.clock.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "due_at",
                    models.DateTimeField(
                        blank=True, help_text="The holder's own target, counted from arrival.", null=True
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[("hours", "hours"), ("days", "calendar days"), ("working_days", "working days")],
                        default="working_days",
                        max_length=20,
                    ),
                ),
                (
                    "used",
                    models.DurationField(
                        blank=True, help_text="What it used of the target, in that unit's time.", null=True
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governments.department",
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governments.organization",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governments.organization"
                    ),
                ),
                (
                    "service_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="custodies",
                        to="service_requests.servicerequest",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "custodies",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["organization", "service_request"], name="custody_of_organization"),
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["organization", "-id"], name="held_now"
                    ),
                    models.Index(
                        condition=models.Q(("ended_at", None), ("how__in", ["transferred", "settled", "returned"])),
                        fields=["organization", "how", "service_request"],
                        name="held_now_from_others",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("service_request",),
                        name="a_request_has_one_holder_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("used", None)),
                            models.Q(("ended_at__gte", models.F("started_at")), ("used__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_custody_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("browser", models.UUIDField(blank=True, null=True)),
                ("at", models.DateTimeField(default=fixward.foundation.clock.now)),
                (
                    "came_with",
                    models.ForeignKey(
                        blank=True,
                        help_text="The repetition whose supporter it was; none where somebody came by themselves.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="service_requests.servicerequest",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="supports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="supports",
                        to="service_requests.servicerequest",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("service_request", "person"), name="a_person_supports_once"),
                    models.UniqueConstraint(fields=("service_request", "browser"), name="a_browser_supports_once"),
                    models.CheckConstraint(
                        condition=models.Q(("person__isnull", False), ("browser__isnull", False), _connector="OR"),
                        name="somebody_supports",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wait",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField()),
                ("remind_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(help_text="It is closed then, as the reporter was told.")),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "service_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waits",
                        to="service_requests.servicerequest",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None), ("reminded_at", None)),
                        fields=["remind_at"],
                        name="waits_to_remind",
                    ),
                    models.Index(condition=models.Q(("ended_at", None)), fields=["ends_at"], name="waits_to_end"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("service_request",),
                        name="a_request_waits_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="a_wait_ends_after_it_starts",
                    ),
                ],
            },
        ),
    ]
