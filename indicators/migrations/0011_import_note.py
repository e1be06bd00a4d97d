"""A note beside a value of a file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0010_radar_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrow",
            name="note",
            field=models.CharField(blank=True, default="", max_length=1000, verbose_name="note"),
        ),
    ]
