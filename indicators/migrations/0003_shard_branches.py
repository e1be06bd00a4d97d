import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0002_score_view"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="scoreshard",
            name="branch",
        ),
        migrations.AddField(
            model_name="scoreshard",
            name="branches",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(), default=list, size=None
            ),
        ),
    ]
