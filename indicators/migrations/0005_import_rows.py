import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0004_live_board"),
    ]

    operations = [
        migrations.AddField(
            model_name="kpiimport",
            name="sheet",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField(verbose_name="line")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("changed", "Changed"),
                            ("unchanged", "Unchanged"),
                            ("error", "Error"),
                        ],
                        max_length=9,
                    ),
                ),
                ("is_history", models.BooleanField()),
                (
                    "department",
                    models.CharField(blank=True, max_length=300, verbose_name="department"),
                ),
                (
                    "indicator",
                    models.CharField(blank=True, max_length=300, verbose_name="indicator"),
                ),
                ("unit", models.CharField(blank=True, max_length=110, verbose_name="unit")),
                (
                    "direction",
                    models.CharField(blank=True, max_length=110, verbose_name="direction"),
                ),
                ("period", models.CharField(blank=True, max_length=110, verbose_name="period")),
                ("target", models.CharField(blank=True, max_length=110, verbose_name="target")),
                ("actual", models.CharField(blank=True, max_length=110, verbose_name="actual")),
                ("old_target", models.CharField(blank=True, max_length=80)),
                ("old_actual", models.CharField(blank=True, max_length=300)),
                ("changes_target", models.BooleanField()),
                ("changes_actual", models.BooleanField()),
                ("problems", models.JSONField(default=list)),
                (
                    "kpi_import",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="indicators.kpiimport",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kpi_import", "line"), name="import_row_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["new", "changed", "unchanged", "error"])),
                        name="import_row_state_known",
                    ),
                ],
            },
        ),
    ]
