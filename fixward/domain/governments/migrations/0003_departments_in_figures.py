from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governments", "0002_kept_by_the_database")]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="departments_in_figures",
            field=models.CharField(
                choices=[("all", "All of them"), ("chosen", "Those that are ticked"), ("none", "None")],
                default="all",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="department",
            name="is_in_figures",
            field=models.BooleanField(
                default=False, help_text="Where the organization shows those that are ticked: this is one."
            ),
        ),
    ]
