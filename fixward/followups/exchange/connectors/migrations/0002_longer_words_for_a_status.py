from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connectors", "0001_initial")]

    operations = [
        migrations.AlterField(model_name="seen", name="status", field=models.CharField(blank=True, max_length=100)),
    ]
