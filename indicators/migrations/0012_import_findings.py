"""What the SMART rules say of a line of a file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0011_import_note"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrow",
            name="findings",
            field=models.JSONField(default=list),
        ),
    ]
