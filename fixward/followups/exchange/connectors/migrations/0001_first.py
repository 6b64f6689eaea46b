import django.db.models.deletion
from django.db import migrations, models

import fixward.foundation.clock


class Migration(migrations.Migration):
    replaces = [("connectors", "0001_initial"), ("connectors", "0002_longer_words_for_a_status")]

    initial = True

    dependencies = [
        ("catalog", "0001_first"),
        ("governments", "0001_first"),
        ("service_requests", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Connector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(
                        choices=[("mail", "E-mail"), ("open311", "Open311 GeoReport v2")], default="mail", max_length=20
                    ),
                ),
                (
                    "email",
                    models.EmailField(blank=True, help_text="Empty: the organization's own address.", max_length=254),
                ),
                (
                    "shows_reporter",
                    models.BooleanField(default=False, help_text="Tells who reported, and how to reach them."),
                ),
                (
                    "endpoint",
                    models.URLField(blank=True, help_text="The address before /services.json.", max_length=300),
                ),
                ("jurisdiction", models.CharField(blank=True, max_length=200)),
                ("sealed_key", models.TextField(blank=True)),
                (
                    "exchanges_updates",
                    models.BooleanField(default=False, help_text="Their side knows servicerequestupdates."),
                ),
                (
                    "read_until",
                    models.DateTimeField(blank=True, help_text="Up to when their updates have been read.", null=True),
                ),
                ("polled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "poll_trouble",
                    models.CharField(blank=True, help_text="Why the last look at their side failed.", max_length=200),
                ),
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="connector",
                        to="governments.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["organization__name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("way", "open311"), _negated=True),
                            models.Q(("endpoint", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="an_open311_connector_has_an_endpoint",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[("request", "The request"), ("news", "What happened since")], max_length=20
                    ),
                ),
                ("message_id", models.CharField(help_text="The same however often it is tried.", max_length=255)),
                ("written_at", models.DateTimeField(default=fixward.foundation.clock.now)),
                (
                    "begun_at",
                    models.DateTimeField(help_text="It may have arrived since then, though no answer came.", null=True),
                ),
                ("tried_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "token",
                    models.CharField(
                        blank=True, help_text="What they gave where the number comes later.", max_length=200
                    ),
                ),
                ("held_at", models.DateTimeField(help_text="It waits for a person since then.", null=True)),
                (
                    "trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_address", "No e-mail address is kept for this organization."),
                            ("refused", "They refuse it, and will not take it later either."),
                            ("unreachable", "They could not be reached for three days."),
                            ("bounced", "Their mail server took it and then sent it back."),
                            ("no_service", "In the set-up, none of their services is paired with this one."),
                            ("no_key", "Their key is missing or cannot be read any more. Type it in the set-up."),
                            (
                                "private",
                                "The request is not public, and the other side would publish it. Hand it over another way.",
                            ),
                            (
                                "unknown",
                                "It is not known whether they have it: no answer came. Look there before sending again.",
                            ),
                            ("duplicate", "They answered with a number that they gave to another request of ours."),
                            ("waiting", "They cannot take it at the moment. It will be tried again."),
                        ],
                        max_length=20,
                    ),
                ),
                ("detail", models.CharField(blank=True, help_text="What the other side said.", max_length=200)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="service_requests.event"
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
                "verbose_name_plural": "dispatches",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(condition=models.Q(("sent_at", None)), fields=["written_at"], name="not_delivered"),
                    models.Index(
                        condition=models.Q(("token", ""), _negated=True),
                        fields=["organization"],
                        name="waiting_for_a_number",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "organization"), name="an_organization_hears_of_an_event_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("held_at", None), models.Q(("trouble", ""), _negated=True), _connector="OR"
                        ),
                        name="what_is_held_has_a_trouble",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sent_at", None), ("held_at", None), _connector="OR"),
                        name="what_was_sent_is_not_held",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pairing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("their_code", models.CharField(max_length=100)),
                ("is_realtime", models.BooleanField(default=True, help_text="Their side gives a number at once.")),
                ("questions", models.JSONField(blank=True, default=dict, help_text='{"ours": "theirs"}')),
                (
                    "connector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pairings", to="connectors.connector"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.service"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("connector", "service"), name="a_service_is_paired_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Received",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(choices=[("mail", "E-mail"), ("open311", "Open311 GeoReport v2")], max_length=20),
                ),
                ("key", models.CharField(help_text="Its id on the other side.", max_length=300)),
                ("at", models.DateTimeField(default=fixward.foundation.clock.now)),
                (
                    "outcome",
                    models.CharField(
                        choices=[("done", "Taken over"), ("ignored", "Passed over"), ("refused", "Refused")],
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField(blank=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governments.organization",
                    ),
                ),
                (
                    "service_request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="service_requests.servicerequest",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "received",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "refused"), ("settled_at", None)),
                        fields=["at"],
                        name="refused_to_see_to",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "way", "key"), name="what_comes_in_is_taken_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Seen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("status", models.CharField(blank=True, max_length=100)),
                ("notes", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=fixward.foundation.clock.now)),
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
                        related_name="+",
                        to="service_requests.servicerequest",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "seen",
                "constraints": [
                    models.UniqueConstraint(fields=("service_request", "organization"), name="a_request_is_seen_once")
                ],
            },
        ),
    ]
