import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0002_policy_packs_stay"),
        ("indicators", "0006_append_only"),
    ]

    operations = [
        migrations.AlterField(
            model_name="scorecard",
            name="department",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="departments.department",
            ),
        ),
        migrations.AlterField(
            model_name="scorecard",
            name="period",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="indicators.period",
            ),
        ),
        migrations.AlterField(
            model_name="scorecard",
            name="run",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cards",
                to="indicators.scorerun",
            ),
        ),
    ]
