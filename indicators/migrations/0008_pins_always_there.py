from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0007_cards_are_derived"),
    ]

    operations = [
        migrations.AlterField(
            model_name="scorerun",
            name="pins",
            field=models.JSONField(default=dict),
        ),
    ]
