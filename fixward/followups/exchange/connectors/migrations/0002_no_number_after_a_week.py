from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connectors", "0001_first")]

    operations = [
        migrations.AlterField(
            model_name="dispatch",
            name="trouble",
            field=models.CharField(
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
                    (
                        "no_number",
                        "They took it a week ago and have given it no number. Ask them what became of it.",
                    ),
                    ("waiting", "They cannot take it at the moment. It will be tried again."),
                ],
                max_length=20,
            ),
        ),
    ]
