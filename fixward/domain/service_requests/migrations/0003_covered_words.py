from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service_requests", "0002_kept_by_the_database")]

    operations = [
        migrations.AddField(
            model_name="servicerequest",
            name="covered_description",
            field=models.TextField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="covered_address",
            field=models.CharField(blank=True, max_length=300, null=True),
        ),
    ]
