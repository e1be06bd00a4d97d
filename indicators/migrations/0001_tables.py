"""Every table of this room. What holds beyond constraints follows in the next files.

Each file names the earlier, smaller steps it `replaces`: a database at the last of them goes on from
there, one in between is refused (perfmgmt/checks.py).
Constraints stand inside their table: added one by one, each makes Django rebuild all its states.
"""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import audit.models
import indicators.models.measurement

# A check of targets asks it.
SCORE_TABLE = (Path(__file__).parent.parent / "sql" / "score_table.sql").read_text()


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("indicators", "0001_initial"),
        ("indicators", "0005_import_rows"),
        ("indicators", "0011_scoring_methods"),
        ("indicators", "0014_dictionary"),
        ("indicators", "0016_strategy_to_post"),
        ("indicators", "0018_scorecard_plans"),
        ("indicators", "0020_data_returns"),
        ("indicators", "0021_imports_undone"),
        ("indicators", "0022_evidence_and_verification"),
        ("indicators", "0024_radar_and_context"),
    ]

    dependencies = [
        ("departments", "0002_policy_packs_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(SCORE_TABLE, "DROP FUNCTION indicators_table_in_order(text, numeric[])"),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run",
                        "target",
                        "period",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("attainment", models.DecimalField(decimal_places=12, max_digits=18, null=True)),
                ("points", models.DecimalField(decimal_places=12, max_digits=18, null=True)),
                ("weight_share", models.DecimalField(decimal_places=12, max_digits=14, null=True)),
                ("coverage", models.DecimalField(decimal_places=12, max_digits=14, null=True)),
                ("state", models.IntegerField()),
            ],
            options={
                "db_table": "indicators_score",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(blank=True, max_length=300, verbose_name="official name"),
                ),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=300, verbose_name="name in English"),
                ),
                (
                    "name_zh",
                    models.CharField(blank=True, max_length=300, verbose_name="name in Chinese"),
                ),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("unit", models.CharField(blank=True, max_length=60, verbose_name="unit")),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("higher", "higher is better"),
                            ("lower", "lower is better"),
                            ("range", "inside a range is better"),
                            ("exact", "exactly the target"),
                            ("none", "no direction"),
                        ],
                        max_length=6,
                        verbose_name="direction",
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("day", "day"),
                            ("week", "week"),
                            ("month", "month"),
                            ("quarter", "quarter"),
                            ("half", "half-year"),
                            ("year", "year"),
                            ("span", "other span"),
                        ],
                        max_length=8,
                        verbose_name="reported every",
                    ),
                ),
                ("per", models.PositiveIntegerField(default=1, verbose_name="rate per")),
                (
                    "decimals",
                    models.PositiveSmallIntegerField(default=2, verbose_name="decimals shown"),
                ),
                ("purpose", models.TextField(blank=True, verbose_name="purpose")),
                ("definition", models.TextField(blank=True, verbose_name="definition")),
                ("formula", models.TextField(blank=True, verbose_name="formula")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                ("limitations", models.TextField(blank=True, verbose_name="known limits")),
                (
                    "definition_zh",
                    models.TextField(blank=True, verbose_name="definition in Chinese"),
                ),
                ("formula_zh", models.TextField(blank=True, verbose_name="formula in Chinese")),
                (
                    "limitations_zh",
                    models.TextField(blank=True, verbose_name="known limits in Chinese"),
                ),
                (
                    "minor",
                    models.PositiveSmallIntegerField(
                        db_default=0, default=0, editable=False, verbose_name="edition"
                    ),
                ),
                (
                    "purpose_zh",
                    models.TextField(
                        blank=True, db_default="", default="", verbose_name="purpose in Chinese"
                    ),
                ),
                (
                    "source_zh",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=300,
                        verbose_name="source in Chinese",
                    ),
                ),
                (
                    "classification",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("economy", "economy"),
                            ("efficiency", "efficiency"),
                            ("effectiveness", "effectiveness"),
                            ("equity", "equity"),
                        ],
                        db_default="",
                        default="",
                        max_length=13,
                        verbose_name="classification",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("input", "input"),
                            ("activity", "activity"),
                            ("output", "output"),
                            ("outcome", "outcome"),
                            ("quality", "quality"),
                        ],
                        db_default="",
                        default="",
                        max_length=8,
                        verbose_name="type",
                    ),
                ),
                (
                    "calculation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cumulative", "cumulative since the start of the year"),
                            ("separate", "each period by itself"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                        verbose_name="calculation",
                    ),
                ),
                (
                    "guard",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guards",
                        to="indicators.indicator",
                        verbose_name="guard KPI",
                    ),
                ),
                (
                    "template",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        editable=False,
                        max_length=60,
                        verbose_name="template",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["name"], name="indicator_name")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "version"), name="indicator_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("direction__in", ["higher", "lower", "range", "exact", "none"])
                        ),
                        name="indicator_direction_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "frequency__in",
                                ["day", "week", "month", "quarter", "half", "year", "span", ""],
                            )
                        ),
                        name="indicator_frequency_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decimals__lte", 6)), name="indicator_decimals_0_to_6"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("per__range", (1, 1000000))),
                        name="indicator_per_1_to_million",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="indicator_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "classification__in",
                                ["economy", "efficiency", "effectiveness", "equity", ""],
                            )
                        ),
                        name="indicator_classification_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["input", "activity", "output", "outcome", "quality", ""])
                        ),
                        name="indicator_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("calculation__in", ["cumulative", "separate", ""])),
                        name="indicator_calculation_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("guard__isnull", True),
                            models.Q(("guard", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="indicator_not_its_own_guard",
                        violation_error_message="A KPI cannot guard itself. Name another one.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CardDetail",
            fields=[
                (
                    "indicator",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="detail",
                        serialize=False,
                        to="indicators.indicator",
                    ),
                ),
                (
                    "verification",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how it is verified"
                    ),
                ),
                (
                    "verification_zh",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how it is verified, in Chinese"
                    ),
                ),
                (
                    "accuracy",
                    models.TextField(blank=True, max_length=4000, verbose_name="accuracy required"),
                ),
                (
                    "accuracy_zh",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="accuracy required, in Chinese"
                    ),
                ),
                (
                    "compensation",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how limits are made up for"
                    ),
                ),
                (
                    "compensation_zh",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="how limits are made up for, in Chinese",
                    ),
                ),
                (
                    "misleading",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="what would make it misleading"
                    ),
                ),
                (
                    "misleading_zh",
                    models.TextField(
                        blank=True,
                        max_length=4000,
                        verbose_name="what would make it misleading, in Chinese",
                    ),
                ),
                (
                    "desired",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="desired performance"
                    ),
                ),
                (
                    "desired_zh",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="desired performance, in Chinese"
                    ),
                ),
                (
                    "disaggregation",
                    models.TextField(blank=True, max_length=4000, verbose_name="breakdown"),
                ),
                (
                    "disaggregation_zh",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="breakdown, in Chinese"
                    ),
                ),
                (
                    "assumptions",
                    models.TextField(blank=True, max_length=4000, verbose_name="assumptions"),
                ),
                (
                    "assumptions_zh",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="assumptions, in Chinese"
                    ),
                ),
                (
                    "time_frame",
                    models.TextField(blank=True, max_length=4000, verbose_name="time-frame issues"),
                ),
                (
                    "time_frame_zh",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="time-frame issues, in Chinese"
                    ),
                ),
                (
                    "collection",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how it is collected"
                    ),
                ),
                (
                    "control_input",
                    models.TextField(blank=True, max_length=4000, verbose_name="controls on input"),
                ),
                (
                    "control_process",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="controls while processing"
                    ),
                ),
                (
                    "control_review",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="controls at review"
                    ),
                ),
                (
                    "data_owner",
                    models.CharField(blank=True, max_length=300, verbose_name="data owner"),
                ),
                (
                    "responsible",
                    models.CharField(blank=True, max_length=300, verbose_name="responsible"),
                ),
                (
                    "legal_basis",
                    models.CharField(blank=True, max_length=300, verbose_name="law or strategy"),
                ),
                ("is_new", models.BooleanField(default=False, verbose_name="new indicator")),
            ],
        ),
        migrations.CreateModel(
            name="CardEdition",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="indicators.indicator",
                    ),
                ),
                ("minor", models.PositiveSmallIntegerField(verbose_name="edition")),
                ("words", models.JSONField()),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="why")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("indicator", "minor"), name="card_edition_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ColumnMatch",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64)),
                ("columns", models.JSONField()),
                ("used_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "fingerprint"), name="column_match_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContextVariable",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(blank=True, max_length=300, verbose_name="official name"),
                ),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=300, verbose_name="name in English"),
                ),
                (
                    "name_zh",
                    models.CharField(blank=True, max_length=300, verbose_name="name in Chinese"),
                ),
                ("code", models.CharField(max_length=60, unique=True, verbose_name="code")),
                ("unit", models.CharField(blank=True, max_length=60, verbose_name="unit")),
                (
                    "created_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="context_named"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContextValue",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "variable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="indicators.contextvariable",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "value",
                    models.DecimalField(decimal_places=15, max_digits=30, verbose_name="value"),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                (
                    "loaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "loaded_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("variable", "department", "year"),
                        name="context_value_one_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 1900), ("year__lte", 2200)),
                        name="context_value_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="context_value_has_source",
                        violation_error_message="Name the source.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dimension",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(blank=True, max_length=300, verbose_name="official name"),
                ),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=300, verbose_name="name in English"),
                ),
                (
                    "name_zh",
                    models.CharField(blank=True, max_length=300, verbose_name="name in Chinese"),
                ),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "version"), name="dimension_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DimensionMember",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(blank=True, max_length=300, verbose_name="official name"),
                ),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=300, verbose_name="name in English"),
                ),
                (
                    "name_zh",
                    models.CharField(blank=True, max_length=300, verbose_name="name in Chinese"),
                ),
                (
                    "dimension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="indicators.dimension",
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("position", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("dimension", "code"), name="dimension_member_once"
                    ),
                    models.UniqueConstraint(
                        fields=("dimension", "position"), name="dimension_member_place_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KpiImport",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("sheet", models.CharField(blank=True, max_length=100)),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("cycle_name", models.CharField(max_length=80, verbose_name="cycle")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("matching", "Columns to be matched"),
                            ("previewed", "Checked, not loaded"),
                            ("loaded", "Loaded"),
                            ("refused", "Refused"),
                            ("undone", "Undone"),
                        ],
                        default="previewed",
                        max_length=9,
                    ),
                ),
                ("report", models.JSONField(default=dict)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("loaded_at", models.DateTimeField(null=True)),
                ("columns", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["matching", "previewed", "loaded", "refused", "undone"])
                        ),
                        name="kpi_import_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "undone"),
                                ("undone_at__isnull", False),
                                ("undone_by__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state", "undone"), _negated=True),
                                ("undone_at", None),
                                ("undone_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="kpi_import_undone_by_somebody",
                    ),
                ],
            },
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
                (
                    "kpi_import",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="indicators.kpiimport",
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
        migrations.CreateModel(
            name="Period",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=40, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("day", "day"),
                            ("week", "week"),
                            ("month", "month"),
                            ("quarter", "quarter"),
                            ("half", "half-year"),
                            ("year", "year"),
                            ("span", "other span"),
                        ],
                        max_length=8,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
            ],
            options={
                "indexes": [models.Index(fields=["starts_on", "ends_on"], name="period_dates")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["day", "week", "month", "quarter", "half", "year", "span"],
                            )
                        ),
                        name="period_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts_on__lte", models.F("ends_on"))),
                        name="period_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cycle",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cycles",
                        to="indicators.period",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.policypack",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="indicators.cycle",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="departments.department",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="indicators.indicator",
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("assigned", "carries it"), ("contributes", "contributes")],
                        max_length=11,
                        verbose_name="part",
                    ),
                ),
                (
                    "contributor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributes_to",
                        to="departments.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.post",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.person",
                    ),
                ),
                (
                    "share",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=9, null=True, verbose_name="share"
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="own target",
                    ),
                ),
                (
                    "low",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="lower limit",
                    ),
                ),
                (
                    "high",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="upper limit",
                    ),
                ),
                ("task", models.CharField(blank=True, max_length=300, verbose_name="for what")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["cycle", "department"], name="contribution_place")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=(
                            "cycle",
                            "department",
                            "indicator",
                            "contributor",
                            "post",
                            "person",
                        ),
                        name="contribution_one_in_force",
                        nulls_distinct=False,
                        violation_error_message="This one is named here already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ["assigned", "contributes"])),
                        name="contribution_part_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("contributor__isnull", False),
                                ("person__isnull", True),
                                ("post__isnull", True),
                            ),
                            models.Q(
                                ("contributor__isnull", True),
                                ("person__isnull", True),
                                ("post__isnull", False),
                            ),
                            models.Q(
                                ("contributor__isnull", True),
                                ("person__isnull", False),
                                ("post__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="contribution_of_one",
                        violation_error_message="Name one department, one post or one person.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("part", "contributes"), ("post__isnull", True)),
                            models.Q(("contributor__isnull", True), ("part", "assigned")),
                            _connector="OR",
                        ),
                        name="contribution_assigned_to_post_or_person",
                        violation_error_message="A KPI is assigned to a post or a person.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contributor__isnull", True),
                            models.Q(("contributor", models.F("department")), _negated=True),
                            _connector="OR",
                        ),
                        name="contribution_not_of_itself",
                        violation_error_message="A department does not contribute to its own KPI.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share__isnull", True),
                            models.Q(("share__gt", 0), ("share__lte", 1)),
                            _connector="OR",
                        ),
                        name="contribution_share_0_to_1",
                        violation_error_message="A share lies above 0 and does not exceed the whole.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("part", "assigned"), _negated=True),
                            ("share__isnull", False),
                            ("value__isnull", False),
                            ("low__isnull", False),
                            _connector="OR",
                        ),
                        name="contribution_share_or_target",
                        violation_error_message="Give a share, or a target of its own.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("high__isnull", True), ("low__isnull", True)),
                            models.Q(
                                ("high__isnull", False),
                                ("low__isnull", False),
                                ("low__lte", models.F("high")),
                                ("value__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="contribution_range_in_order",
                        violation_error_message="A range needs both limits, the lower one first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("starts_on__lte", models.F("ends_on")),
                            _connector="OR",
                        ),
                        name="contribution_ends_after_start",
                        violation_error_message="The end date must not lie before the start date.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="indicators.cycle",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="departments.department",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("bonus", "Bonus"), ("deduction", "Deduction"), ("veto", "Veto")],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                (
                    "points",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=9, null=True, verbose_name="points"
                    ),
                ),
                (
                    "effect",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cap", "The score counts up to a cap"),
                            ("fail", "The department fails"),
                        ],
                        max_length=4,
                        verbose_name="effect",
                    ),
                ),
                (
                    "cap_at",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=9,
                        null=True,
                        verbose_name="counts up to",
                    ),
                ),
                ("rule", models.CharField(max_length=300, verbose_name="rule")),
                ("evidence", models.TextField(verbose_name="evidence")),
                (
                    "legal_basis",
                    models.CharField(blank=True, max_length=300, verbose_name="legal basis"),
                ),
                (
                    "authority",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="approving authority"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="proposed",
                        editable=False,
                        max_length=9,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
                ("reply_until", models.DateField(editable=False, null=True)),
                ("reply", models.TextField(blank=True, verbose_name="reply of the department")),
                (
                    "replied_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("replied_at", models.DateTimeField(editable=False, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True)),
                (
                    "decision_note",
                    models.CharField(blank=True, max_length=1000, verbose_name="reason"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["cycle", "department"], name="adjustment_place")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["bonus", "deduction", "veto"])),
                        name="adjustment_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("effect__in", ["cap", "fail", ""])),
                        name="adjustment_effect_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "approved", "refused", "withdrawn"])
                        ),
                        name="adjustment_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cap_at__isnull", True),
                                ("effect", ""),
                                ("kind__in", ["bonus", "deduction"]),
                                ("points__gt", 0),
                                ("points__isnull", False),
                            ),
                            models.Q(
                                ("cap_at__isnull", False),
                                ("cap_at__range", (0, 100)),
                                ("effect", "cap"),
                                ("kind", "veto"),
                                ("points__isnull", True),
                            ),
                            models.Q(
                                ("cap_at__isnull", True),
                                ("effect", "fail"),
                                ("kind", "veto"),
                                ("points__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="adjustment_says_one_thing",
                        violation_error_message="A bonus or deduction needs points above zero; a veto a cap from 0 to 100, or that the department fails.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("points__isnull", True), ("points__lte", 100), _connector="OR"
                        ),
                        name="adjustment_points_at_most_100",
                        violation_error_message="At most 100 points.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rule", ""), _negated=True),
                            models.Q(("evidence", ""), _negated=True),
                        ),
                        name="adjustment_has_rule_and_evidence",
                        violation_error_message="Name the rule and the evidence.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "veto"), _negated=True),
                            models.Q(
                                models.Q(("legal_basis", ""), _negated=True),
                                models.Q(("authority", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="adjustment_veto_has_legal_basis",
                        violation_error_message="A veto without a legal basis and an approving authority is refused.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ("proposed_by__isnull", True),
                            ("state", "withdrawn"),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="adjustment_not_decided_by_its_proposer",
                        violation_error_message="Who proposed it does not decide on it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="adjustment_decided_or_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("decision_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="adjustment_refusal_says_why",
                        violation_error_message="Say why it is refused.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replied_at__isnull", True), ("reply", "")),
                            models.Q(
                                models.Q(("reply", ""), _negated=True),
                                ("replied_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="adjustment_reply_is_dated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LockException",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lock_exceptions",
                        to="indicators.cycle",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.period",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lock_exceptions",
                        to="departments.department",
                    ),
                ),
                ("reason", models.CharField(max_length=1000, verbose_name="reason")),
                ("until", models.DateField(verbose_name="open until")),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["period"],
                        name="lock_exception_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="lock_exception_with_a_reason",
                        violation_error_message="Say why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True),
                            ("closed_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="lock_exception_closed_after_opening",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measurement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measurements",
                        to="indicators.indicator",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.period",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="value",
                    ),
                ),
                (
                    "micros",
                    models.GeneratedField(
                        db_persist=True,
                        expression=indicators.models.measurement.Micros(models.F("value")),
                        output_field=models.BigIntegerField(),
                    ),
                ),
                (
                    "numerator",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="numerator",
                    ),
                ),
                (
                    "denominator",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="denominator",
                    ),
                ),
                (
                    "missing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_due", "not due yet"),
                            ("pending", "due, still in time"),
                            ("not_reported", "not reported"),
                            ("late", "late"),
                            ("refused", "refused"),
                            ("not_applicable", "does not apply"),
                            ("no_activity", "no cases"),
                            ("not_offered", "not asked"),
                            ("suppressed", "too few cases"),
                            ("no_evidence", "no proof"),
                            ("external", "outside cause, approved"),
                            ("text", "a text, not a number"),
                        ],
                        max_length=14,
                        verbose_name="why missing",
                    ),
                ),
                (
                    "quality",
                    models.CharField(
                        blank=True,
                        choices=[("provisional", "Provisional"), ("estimated", "Estimated")],
                        db_default="",
                        default="",
                        max_length=11,
                        verbose_name="how sure it is",
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=300, verbose_name="as written")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="note")),
                (
                    "reported_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
                (
                    "exception",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="indicators.lockexception",
                    ),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="indicators.measurement",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("micros__isnull", True), ("supersedes__isnull", False), _connector="OR"
                        ),
                        fields=["period"],
                        name="measurement_not_plain",
                    ),
                    models.Index(fields=["indicator", "department"], name="measurement_series"),
                    models.Index(
                        condition=models.Q(("exception__isnull", False)),
                        fields=["exception"],
                        name="measurement_under_exception",
                    ),
                    models.Index(
                        condition=models.Q(("supersedes__isnull", False)),
                        fields=["-id"],
                        name="measurement_revisions",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("department", "indicator", "period"),
                        name="measurement_one_first_row",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", False)),
                        fields=("supersedes",),
                        name="measurement_superseded_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "missing__in",
                                [
                                    "not_due",
                                    "pending",
                                    "not_reported",
                                    "late",
                                    "refused",
                                    "not_applicable",
                                    "no_activity",
                                    "not_offered",
                                    "suppressed",
                                    "no_evidence",
                                    "external",
                                    "text",
                                    "",
                                ],
                            )
                        ),
                        name="measurement_missing_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quality__in", ["provisional", "estimated", ""])),
                        name="measurement_quality_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("denominator__isnull", True),
                                ("missing", ""),
                                ("value__isnull", False),
                            ),
                            models.Q(
                                ("denominator__isnull", False),
                                ("missing", ""),
                                ("numerator__isnull", False),
                                ("value__isnull", True),
                            ),
                            models.Q(
                                ("denominator__isnull", True),
                                ("value__isnull", True),
                                models.Q(("missing", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="measurement_says_one_thing",
                        violation_error_message="Give a value, or numerator and denominator, or why there is no value.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("denominator__isnull", True), ("numerator__isnull", True)),
                            models.Q(("denominator__isnull", False), ("numerator__isnull", False)),
                            _connector="OR",
                        ),
                        name="measurement_numerator_with_denominator",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("denominator__isnull", True), ("denominator__gt", 0), _connector="OR"
                        ),
                        name="measurement_denominator_positive",
                        violation_error_message="The denominator must be above zero. Without cases, choose “no cases”.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContextNote",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measurement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="indicators.measurement",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("weather", "Weather or natural disaster"),
                            ("health", "Epidemic"),
                            ("accident", "Accident or breakdown outside the department"),
                            ("law", "Change of law or policy"),
                            ("reorganisation", "Reorganisation ordered from above"),
                            ("demand", "Demand that nobody could foresee"),
                        ],
                        max_length=14,
                        verbose_name="cause",
                    ),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="what happened")),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cause__in",
                                [
                                    "weather",
                                    "health",
                                    "accident",
                                    "law",
                                    "reorganisation",
                                    "demand",
                                ],
                            )
                        ),
                        name="context_note_cause_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="context_note_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContextDecision",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "note",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="indicators.contextnote",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("approved", "Approved"), ("refused", "Refused")],
                        max_length=8,
                        verbose_name="decision",
                    ),
                ),
                ("reason", models.CharField(max_length=1000, verbose_name="reason")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["approved", "refused"])),
                        name="context_decision_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="context_decision_says_why",
                        violation_error_message="Say why.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Breakdown",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measurement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breakdowns",
                        to="indicators.measurement",
                    ),
                ),
                (
                    "dimension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.dimension",
                    ),
                ),
                ("is_complete", models.BooleanField()),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="why it does not add up"
                    ),
                ),
                ("part_count", models.PositiveSmallIntegerField()),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="indicators.breakdown",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("measurement", "dimension"),
                        name="breakdown_one_first_row",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", False)),
                        fields=("supersedes",),
                        name="breakdown_superseded_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_complete", True), ("reason", "")),
                            models.Q(
                                ("is_complete", False), models.Q(("reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="breakdown_complete_or_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("part_count__gte", 1)), name="breakdown_has_parts"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BreakdownPart",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "breakdown",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="indicators.breakdown",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.dimensionmember",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="value",
                    ),
                ),
                (
                    "numerator",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="numerator",
                    ),
                ),
                (
                    "denominator",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="denominator",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("breakdown", "member"), name="breakdown_part_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("denominator__isnull", True), ("numerator__isnull", True)),
                            models.Q(
                                ("denominator__gte", 0),
                                ("denominator__isnull", False),
                                ("numerator__isnull", False),
                                ("value__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="breakdown_part_says_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measurement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="indicators.measurement",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("file", "File"), ("link", "Link"), ("note", "Note")],
                        max_length=4,
                        verbose_name="kind",
                    ),
                ),
                (
                    "title",
                    models.CharField(blank=True, max_length=200, verbose_name="what it shows"),
                ),
                (
                    "file_name",
                    models.CharField(blank=True, max_length=200, verbose_name="file name"),
                ),
                ("path", models.CharField(blank=True, max_length=120)),
                ("media_type", models.CharField(blank=True, max_length=100)),
                ("size", models.PositiveBigIntegerField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "scan",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("clean", "scanned, nothing found"),
                            ("unscanned", "not scanned: no scanner is set up"),
                        ],
                        max_length=9,
                    ),
                ),
                ("url", models.CharField(blank=True, max_length=1000, verbose_name="address")),
                ("note", models.CharField(blank=True, max_length=4000, verbose_name="note")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "uploaded_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
                ("keep_until", models.DateField(verbose_name="kept at least until")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["file", "link", "note"])),
                        name="evidence_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scan__in", ["clean", "unscanned", ""])),
                        name="evidence_scan_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "file"),
                                ("note", ""),
                                ("sha256__regex", "^[0-9a-f]{64}$"),
                                ("size__gt", 0),
                                ("url", ""),
                                models.Q(("file_name", ""), _negated=True),
                                models.Q(("path", ""), _negated=True),
                                models.Q(("media_type", ""), _negated=True),
                                models.Q(("scan", ""), _negated=True),
                            ),
                            models.Q(
                                ("file_name", ""),
                                ("kind", "link"),
                                ("note", ""),
                                ("path", ""),
                                ("sha256", ""),
                                models.Q(("url", ""), _negated=True),
                            ),
                            models.Q(
                                ("file_name", ""),
                                ("kind", "note"),
                                ("path", ""),
                                ("sha256", ""),
                                ("url", ""),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_is_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url", ""), ("url__regex", "^https?://[^\\s]+$"), _connector="OR"
                        ),
                        name="evidence_link_is_http",
                        violation_error_message="A link begins with https:// or http://.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("path", ""), _negated=True),
                        fields=("path",),
                        name="evidence_path_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceWithdrawal",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="indicators.evidence",
                    ),
                ),
                ("reason", models.CharField(max_length=1000, verbose_name="reason")),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "^\\s*$"), _negated=True),
                        name="evidence_withdrawal_says_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "measurement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="revision",
                        serialize=False,
                        to="indicators.measurement",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("scheduled", "Scheduled revision: newer data or method"),
                            ("correction", "Correction of an error"),
                        ],
                        max_length=10,
                        verbose_name="kind of revision",
                    ),
                ),
                (
                    "effect",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="effect on what was said before"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["scheduled", "correction"])),
                        name="revision_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MissingRequest",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.indicator",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.period",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("not_applicable", "does not apply"),
                            ("external", "outside cause"),
                        ],
                        max_length=14,
                        verbose_name="why missing",
                    ),
                ),
                ("reason", models.CharField(max_length=1000, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Waiting for a decision"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                        ],
                        default="requested",
                        max_length=9,
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requested_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decision_reason",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="reason of the decision"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["requested", "approved", "refused"])),
                        name="missing_request_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__in", ("not_applicable", "external"))),
                        name="missing_request_code_needs_approval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "^\\s*$"), _negated=True),
                        name="missing_request_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("requested_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="missing_request_decided_by_another",
                        violation_error_message="Somebody else has to decide on this request.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state", "requested"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("state", "requested"), _negated=True),
                                models.Q(
                                    ("state", "approved"),
                                    models.Q(("decision_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="missing_request_decided_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "requested")),
                        fields=("department", "indicator", "period"),
                        name="missing_request_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DataReturn",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.period",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                ("escalates_on", models.DateField()),
                ("reminds_on", models.JSONField(default=dict)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("completed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "submitted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("completed_at__isnull", True)),
                        fields=["due_on"],
                        name="data_return_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("department", "period"), name="data_return_once_per_period"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_by__isnull", True),
                            ("completed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="data_return_submitted_is_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("escalates_on__gt", models.F("due_on"))),
                        name="data_return_escalates_after_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CostLine",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="costs",
                        to="indicators.indicator",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.period",
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "budget",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=20,
                        null=True,
                        verbose_name="budget",
                    ),
                ),
                (
                    "spent",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="spent"
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("value", "the value itself"),
                            ("numerator", "the numerator: the cases that count"),
                            ("denominator", "the denominator: all cases"),
                        ],
                        max_length=11,
                        verbose_name="unit of result",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="note")),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="indicators.costline",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["indicator", "department"], name="cost_line_series")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("department", "indicator", "period", "currency"),
                        name="cost_line_one_first_row",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", False)),
                        fields=("supersedes",),
                        name="cost_line_superseded_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["value", "numerator", "denominator"])),
                        name="cost_line_basis_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="cost_line_currency_code",
                        violation_error_message="Write the currency as three letters, such as CNY.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("budget__isnull", False), ("spent__isnull", False), _connector="OR"
                        ),
                        name="cost_line_says_something",
                        violation_error_message="Give the budget, what was spent, or both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("budget__isnull", True), ("budget__gte", 0), _connector="OR"),
                            models.Q(("spent__isnull", True), ("spent__gte", 0), _connector="OR"),
                        ),
                        name="cost_line_not_negative",
                        violation_error_message="An amount is not below zero.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="indicators.indicator",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.period",
                    ),
                ),
                (
                    "assessor",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "level",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="level",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("is_moderation", models.BooleanField(default=False, editable=False)),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["department", "indicator", "period"], name="assessment_place"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__isnull", False)), name="assessment_has_level"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="assessment_says_why",
                        violation_error_message="Say what the level rests on.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_moderation", True)),
                        fields=("department", "indicator", "period"),
                        name="assessment_moderated_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeriodLock",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="period_locks",
                        to="indicators.cycle",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.period",
                    ),
                ),
                ("locks_on", models.DateField(null=True, verbose_name="locked from")),
                ("reason", models.CharField(max_length=1000, verbose_name="reason")),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("set_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("cycle", "period"),
                        name="period_lock_one_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="period_lock_with_a_reason",
                        violation_error_message="Say why.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanPeriod",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(blank=True, max_length=300, verbose_name="official name"),
                ),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=300, verbose_name="name in English"),
                ),
                (
                    "name_zh",
                    models.CharField(blank=True, max_length=300, verbose_name="name in Chinese"),
                ),
                ("code", models.CharField(max_length=60, unique=True, verbose_name="code")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("starts_on__lte", models.F("ends_on")),
                            _connector="OR",
                        ),
                        name="plan_period_ends_after_start",
                        violation_error_message="The end date must not lie before the start date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("name", ""), ("name_en", ""), ("name_zh", ""), _negated=True
                        ),
                        name="plan_period_named",
                        violation_error_message="Give the plan a name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objective",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(blank=True, max_length=300, verbose_name="official name"),
                ),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=300, verbose_name="name in English"),
                ),
                (
                    "name_zh",
                    models.CharField(blank=True, max_length=300, verbose_name="name in Chinese"),
                ),
                ("code", models.CharField(max_length=60, unique=True, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[("strategic", "Strategic"), ("operational", "Operational")],
                        default="strategic",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objectives",
                        to="departments.department",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="indicators.objective",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objectives",
                        to="indicators.planperiod",
                        verbose_name="plan",
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "closed_because",
                    models.CharField(blank=True, max_length=500, verbose_name="closed because"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["strategic", "operational"])),
                        name="objective_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True),
                        name="objective_not_its_own_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_because", ""), ("closed_on__isnull", True)),
                            models.Q(
                                ("closed_on__isnull", False),
                                models.Q(("closed_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="objective_closed_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicMirror",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "official",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mirror",
                        to="indicators.indicator",
                    ),
                ),
                (
                    "public",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.indicator",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "set_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("official", models.F("public")), _negated=True),
                        name="mirror_not_itself",
                        violation_error_message="Choose two different indicators.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderDigest",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("day", models.DateField()),
                ("claimed_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "day"), name="reminder_digest_once_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "data_return",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="indicators.datareturn",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("reminder", "Reminder"), ("escalation", "To the head")],
                        max_length=10,
                    ),
                ),
                ("working_days", models.SmallIntegerField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "digest",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="indicators.reminderdigest",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("digest", None)),
                        fields=["user"],
                        name="reminder_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("data_return", "user", "kind", "working_days"), name="reminder_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["reminder", "escalation"])),
                        name="reminder_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "asking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements_asked",
                        to="departments.department",
                    ),
                ),
                (
                    "asked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements_received",
                        to="departments.department",
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="indicators.objective",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirements",
                        to="indicators.indicator",
                    ),
                ),
                ("what", models.CharField(max_length=500, verbose_name="what is needed")),
                ("due_on", models.DateField(verbose_name="needed by")),
                ("answer_due_on", models.DateField(verbose_name="answer by")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for an answer"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                            ("met", "met"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["asking", "due_on"], name="requirement_asking"),
                    models.Index(fields=["asked", "due_on"], name="requirement_asked"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["asked", "accepted", "declined", "withdrawn", "met"])
                        ),
                        name="requirement_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asking", models.F("asked")), _negated=True),
                        name="requirement_of_another",
                        violation_error_message="Ask another department than your own.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("objective__isnull", False),
                            ("indicator__isnull", False),
                            _connector="OR",
                        ),
                        name="requirement_serves_something",
                        violation_error_message="Say which objective or KPI it is needed for.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("what", ""), _negated=True),
                        name="requirement_says_what",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequirementStep",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="indicators.requirement",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for an answer"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                            ("met", "met"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("requirement", "state"), name="requirement_step_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["asked", "accepted", "declined", "withdrawn", "met"])
                        ),
                        name="requirement_step_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["declined", "withdrawn"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="requirement_step_says_why",
                        violation_error_message="Say why.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnDraft",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "data_return",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="indicators.datareturn",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("lines", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("data_return", "owner"), name="return_draft_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RollUp",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rollups",
                        to="indicators.cycle",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rollups",
                        to="departments.department",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("own", "own KPIs only"),
                            ("blend", "own KPIs and the departments below"),
                            ("children", "the departments below only"),
                            ("lowest", "the lowest of own KPIs and the departments below"),
                        ],
                        default="blend",
                        max_length=8,
                        verbose_name="mode",
                    ),
                ),
                (
                    "own_share",
                    models.DecimalField(
                        decimal_places=4,
                        default="0.5",
                        max_digits=9,
                        verbose_name="share of own KPIs",
                    ),
                ),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=4,
                        default=1,
                        max_digits=9,
                        verbose_name="weight in the parent",
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("cycle", "department"),
                        name="rollup_one_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["own", "blend", "children", "lowest"])),
                        name="rollup_mode_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("own_share__gte", 0), ("own_share__lte", 1)),
                        name="rollup_own_share_0_to_1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 0), ("weight__lte", 100)),
                        name="rollup_weight_0_to_100",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoreRun",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="indicators.cycle",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("full", "full run"), ("live", "live board")],
                        default="full",
                        max_length=4,
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.scorerun",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="requested",
                        max_length=9,
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                ("as_of", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("cancel_requested_at", models.DateTimeField(null=True)),
                ("methods", models.JSONField(default=dict)),
                ("pins", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                ("failure", models.JSONField(null=True)),
                ("inputs_sha256", models.CharField(blank=True, max_length=64)),
                ("results_sha256", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["requested", "running"])),
                        fields=["requested_at"],
                        name="score_run_open",
                    ),
                    models.Index(fields=["cycle", "-id"], name="score_run_latest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["requested", "running", "done", "failed", "cancelled"])
                        ),
                        name="score_run_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["full", "live"])),
                        name="score_run_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("id__gt", 0), ("kind", "full")),
                            models.Q(
                                (
                                    "id",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("cycle_id"), "*", models.Value(-1)
                                    ),
                                ),
                                ("kind", "live"),
                            ),
                            _connector="OR",
                        ),
                        name="score_run_live_id_is_minus_cycle",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "live")),
                        fields=("cycle",),
                        name="score_run_one_live_per_cycle",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "full"), ("state", "done"), _negated=True),
                            models.Q(
                                ("finished_at__isnull", False),
                                models.Q(("inputs_sha256", ""), _negated=True),
                                models.Q(("results_sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="score_run_done_is_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            ("failure__isnull", False),
                            _connector="OR",
                        ),
                        name="score_run_failed_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoreCard",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run",
                        "department",
                        "period",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="indicators.scorerun",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.period",
                    ),
                ),
                ("own", models.DecimalField(decimal_places=12, max_digits=16, null=True)),
                ("own_coverage", models.DecimalField(decimal_places=12, max_digits=14, null=True)),
                ("below", models.DecimalField(decimal_places=12, max_digits=16, null=True)),
                (
                    "below_coverage",
                    models.DecimalField(decimal_places=12, max_digits=14, null=True),
                ),
                ("score", models.DecimalField(decimal_places=12, max_digits=16, null=True)),
                ("coverage", models.DecimalField(decimal_places=12, max_digits=14, null=True)),
                ("child_points", models.DecimalField(decimal_places=16, max_digits=34, null=True)),
                ("child_weight", models.DecimalField(decimal_places=16, max_digits=34, null=True)),
                ("child_covered", models.DecimalField(decimal_places=16, max_digits=34, null=True)),
                ("child_mass", models.DecimalField(decimal_places=16, max_digits=34, null=True)),
                ("met", models.IntegerField(default=0)),
                ("not_met", models.IntegerField(default=0)),
                ("weight", models.BigIntegerField(default=0)),
                (
                    "target_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                (
                    "measurement_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "attainments",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "points",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "states",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("run"),
                        models.F("period"),
                        models.OrderBy(models.F("score"), descending=True, nulls_last=True),
                        condition=models.Q(("run__gt", 0)),
                        name="score_card_league",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RadarScan",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="radar_scan",
                        to="indicators.scorerun",
                    ),
                ),
                (
                    "scanned_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
                ("series", models.PositiveIntegerField()),
                ("found", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ScoreShard",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shards",
                        to="indicators.scorerun",
                    ),
                ),
                (
                    "branches",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="requested",
                        max_length=9,
                    ),
                ),
                ("counts", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                ("digests", models.BinaryField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "position"), name="score_shard_position_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["requested", "running", "done", "failed", "cancelled"])
                        ),
                        name="score_shard_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signal",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("heaping", "Just above the target"),
                            ("gap", "Official and public figures apart"),
                            ("edit", "Changed at the last minute"),
                            ("shrinking", "Cases disappear while the rate rises"),
                            ("copied", "The same value again and again"),
                            ("ratchet", "Targets kept below what was reached"),
                            ("easy", "Target too easy"),
                            ("round", "Many round numbers"),
                            ("digits", "Unusual last digits"),
                        ],
                        max_length=9,
                        verbose_name="signal",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.indicator",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signals",
                        to="indicators.cycle",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signals",
                        to="indicators.scorerun",
                    ),
                ),
                ("evidence", models.CharField(max_length=120)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("n", models.PositiveBigIntegerField()),
                ("hits", models.PositiveBigIntegerField(null=True)),
                ("p_value", models.DecimalField(decimal_places=12, max_digits=13, null=True)),
                (
                    "observed",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="observed",
                    ),
                ),
                (
                    "compared",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="compared with",
                    ),
                ),
                (
                    "limit",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="limit",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("in_review", "In review"),
                            ("explained", "Explained"),
                            ("confirmed", "Confirmed"),
                            ("dismissed", "Dismissed"),
                        ],
                        default="open",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reply_due_on", models.DateField(null=True)),
                ("reason", models.CharField(blank=True, max_length=2000, verbose_name="reason")),
                (
                    "found_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["open", "in_review"])),
                        fields=["department"],
                        name="signal_unfinished",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "heaping",
                                    "gap",
                                    "edit",
                                    "shrinking",
                                    "copied",
                                    "ratchet",
                                    "easy",
                                    "round",
                                    "digits",
                                ],
                            )
                        ),
                        name="signal_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["open", "in_review", "explained", "confirmed", "dismissed"],
                            )
                        ),
                        name="signal_state_known",
                    ),
                    models.UniqueConstraint(
                        fields=("kind", "department", "indicator", "evidence"),
                        name="signal_once_per_evidence",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("p_value__isnull", True),
                            models.Q(("p_value__gte", 0), ("p_value__lte", 1)),
                            _connector="OR",
                        ),
                        name="signal_p_value_0_to_1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts_on__lte", models.F("ends_on"))),
                        name="signal_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("owner__isnull", True),
                                ("reply_due_on__isnull", True),
                                ("state", "open"),
                            ),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("owner__isnull", False),
                                ("reply_due_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="signal_in_review_has_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True),
                                ("reason", ""),
                                ("state__in", ["open", "in_review"]),
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("state__in", ["explained", "confirmed", "dismissed"]),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="signal_closed_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignalStep",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "signal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="indicators.signal",
                    ),
                ),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("take", "Took into review"),
                            ("hand", "Handed over"),
                            ("reply", "Replied"),
                            ("explain", "Closed as explained"),
                            ("confirm", "Confirmed"),
                            ("dismiss", "Dismissed"),
                        ],
                        max_length=7,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=2000)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deed__in", ["take", "hand", "reply", "explain", "confirm", "dismiss"])
                        ),
                        name="signal_step_deed_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deed__in", ["take", "hand"]),
                            models.Q(("text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="signal_step_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(blank=True, max_length=300, verbose_name="official name"),
                ),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=300, verbose_name="name in English"),
                ),
                (
                    "name_zh",
                    models.CharField(blank=True, max_length=300, verbose_name="name in Chinese"),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.cycle",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stages",
                        to="indicators.indicator",
                    ),
                ),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=4, default=1, max_digits=9, verbose_name="weight"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("cycle", "department", "indicator", "name"),
                        name="stage_once_in_force",
                        violation_error_message="There is a stage with this name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gt", 0), ("weight__lte", 100)),
                        name="stage_weight_above_0_to_100",
                        violation_error_message="The weight lies above 0 and at most at 100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="stage_named"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StageReport",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="indicators.stage",
                    ),
                ),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                ("evidence", models.TextField(verbose_name="evidence")),
                (
                    "reported_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("evidence", ""), _negated=True),
                        name="stage_report_has_evidence",
                        violation_error_message="Say what shows it.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="indicators.cycle",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="departments.department",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="indicators.indicator",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.period",
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="indicators.objective",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.person",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("ratio_higher", "value ÷ target"),
                            ("ratio_lower", "target ÷ value"),
                            ("linear", "from baseline to target"),
                            ("band", "inside a band"),
                            ("exact", "exactly the target"),
                            ("none", "not scored"),
                            ("step", "by a table of steps"),
                            ("interpolated", "between the points of a table"),
                            ("milestone", "by dated stages"),
                            ("all_or_nothing", "all or nothing"),
                            ("rubric", "by levels that assessors give"),
                            ("defect", "by number of faults"),
                            ("survey", "by the answers of a survey"),
                        ],
                        max_length=14,
                        verbose_name="method",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="target",
                    ),
                ),
                (
                    "low",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="lower limit",
                    ),
                ),
                (
                    "high",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="upper limit",
                    ),
                ),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="baseline",
                    ),
                ),
                (
                    "threshold",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="threshold",
                    ),
                ),
                (
                    "stretch",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="stretch",
                    ),
                ),
                (
                    "baseline_of",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=40,
                        verbose_name="baseline of",
                    ),
                ),
                (
                    "reach_by",
                    models.DateField(blank=True, null=True, verbose_name="to be reached by"),
                ),
                (
                    "spread",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sum", "they add up to it"),
                            ("last", "the last one reaches it"),
                            ("each", "each period has it"),
                        ],
                        db_default="",
                        default="",
                        max_length=4,
                        verbose_name="targets of periods",
                    ),
                ),
                (
                    "tolerance_low",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="tolerance below",
                    ),
                ),
                (
                    "tolerance_high",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="tolerance above",
                    ),
                ),
                (
                    "score_table",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=django.contrib.postgres.fields.ArrayField(
                            base_field=models.DecimalField(
                                blank=True,
                                decimal_places=15,
                                max_digits=30,
                                null=True,
                                verbose_name="",
                            ),
                            size=3,
                        ),
                        blank=True,
                        null=True,
                        size=None,
                        verbose_name="table",
                    ),
                ),
                (
                    "penalty",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=9,
                        null=True,
                        verbose_name="deduction",
                    ),
                ),
                (
                    "minimum_n",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="smallest number of answers"
                    ),
                ),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=4, default=1, max_digits=9, verbose_name="weight"
                    ),
                ),
                (
                    "cap",
                    models.DecimalField(
                        decimal_places=4, default="1.2", max_digits=9, verbose_name="cap"
                    ),
                ),
                (
                    "floor",
                    models.DecimalField(
                        decimal_places=4, default=0, max_digits=9, verbose_name="floor"
                    ),
                ),
                ("is_safety", models.BooleanField(default=False, verbose_name="safety KPI")),
                (
                    "sums_children",
                    models.BooleanField(
                        default=False, verbose_name="rate summed over the departments below"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["department", "cycle"], name="target_department_cycle")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)),
                        fields=("cycle", "department", "indicator", "period"),
                        name="target_one_in_force",
                        nulls_distinct=False,
                        violation_error_message="This KPI already has a target here.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "method__in",
                                [
                                    "ratio_higher",
                                    "ratio_lower",
                                    "linear",
                                    "band",
                                    "exact",
                                    "none",
                                    "step",
                                    "interpolated",
                                    "milestone",
                                    "all_or_nothing",
                                    "rubric",
                                    "defect",
                                    "survey",
                                ],
                            )
                        ),
                        name="target_method_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spread__in", ["sum", "last", "each", ""])),
                        name="target_spread_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 0), ("weight__lte", 100)),
                        name="target_weight_0_to_100",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cap__lte", 9), ("floor__gte", 0), ("floor__lt", models.F("cap"))
                        ),
                        name="target_floor_below_cap",
                        violation_error_message="The floor must be 0 or more and below the cap (at most 9).",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("high__isnull", True), ("low__isnull", True)),
                            models.Q(
                                ("high__isnull", False),
                                ("low__isnull", False),
                                ("low__lte", models.F("high")),
                            ),
                            _connector="OR",
                        ),
                        name="target_range_in_order",
                        violation_error_message="A range needs both limits, the lower one first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", True), ("low__isnull", True), _connector="OR"
                        ),
                        name="target_value_or_range",
                        violation_error_message="Give a target or a range, not both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("baseline__isnull", True),
                            ("value__isnull", True),
                            models.Q(("baseline", models.F("value")), _negated=True),
                            _connector="OR",
                        ),
                        name="target_baseline_differs",
                        violation_error_message="Baseline and target must differ.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("tolerance_low__isnull", True),
                                ("tolerance_low__gte", 0),
                                _connector="OR",
                            ),
                            models.Q(
                                ("tolerance_high__isnull", True),
                                ("tolerance_high__gte", 0),
                                _connector="OR",
                            ),
                        ),
                        name="target_tolerances_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("score_table__isnull", True),
                            models.Q(
                                ("method__in", ("step", "interpolated", "rubric")),
                                models.Func(
                                    models.F("method"),
                                    models.F("score_table"),
                                    function="indicators_table_in_order",
                                    output_field=models.BooleanField(),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="target_table_in_order",
                        violation_error_message="A table needs 1 to 20 rows in order: steps from the best to the worst, points and levels by rising value, each worth at most nine times the target.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("penalty__isnull", True),
                            models.Q(
                                ("method__in", ["defect", "milestone"]),
                                ("penalty__gt", 0),
                                ("penalty__lte", 1),
                            ),
                            _connector="OR",
                        ),
                        name="target_penalty_with_its_method",
                        violation_error_message="A deduction takes more than nothing and at most all.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minimum_n__isnull", True),
                            models.Q(("method", "survey"), ("minimum_n__gte", 1)),
                            _connector="OR",
                        ),
                        name="target_minimum_n_with_its_method",
                        violation_error_message="At least one answer is needed.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportEffect",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kpi_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="effects",
                        to="indicators.kpiimport",
                    ),
                ),
                (
                    "measurement",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.measurement",
                    ),
                ),
                (
                    "opened_target",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.target",
                    ),
                ),
                (
                    "closed_target",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.target",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_target", None),
                                ("measurement__isnull", False),
                                ("opened_target", None),
                            ),
                            models.Q(
                                ("closed_target", None),
                                ("measurement", None),
                                ("opened_target__isnull", False),
                            ),
                            models.Q(
                                ("closed_target__isnull", False),
                                ("measurement", None),
                                ("opened_target", None),
                            ),
                            _connector="OR",
                        ),
                        name="import_effect_is_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TargetPlan",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="indicators.cycle",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="target_plans",
                        to="departments.department",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "waits for approval"),
                            ("returned", "returned"),
                            ("approved", "approved"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("submitted_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "department"), name="target_plan_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "submitted", "returned", "approved"])
                        ),
                        name="target_plan_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("submitted", "approved")), _negated=True),
                            models.Q(
                                ("submitted_at__isnull", False), ("submitted_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="target_plan_submitted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("submitted_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="target_plan_approved_by_another",
                        violation_error_message="Whoever submitted a scorecard cannot approve it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="indicators.targetplan",
                    ),
                ),
                ("reason", models.CharField(max_length=60, verbose_name="reason")),
                ("explanation", models.CharField(max_length=2000, verbose_name="explanation")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for approval"),
                            ("applied", "approved"),
                            ("refused", "refused"),
                            ("withdrawn", "taken back"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=1000, verbose_name="answer")),
                ("published_on", models.DateField(null=True, verbose_name="published on")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("plan",),
                        name="amendment_one_waiting",
                        violation_error_message="Another amendment of this scorecard waits already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "applied", "refused", "withdrawn"])
                        ),
                        name="amendment_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True),
                            models.Q(("explanation", ""), _negated=True),
                        ),
                        name="amendment_with_reason_and_explanation",
                        violation_error_message="Give a reason and explain it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "withdrawn"]),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="amendment_decided_by_another",
                        violation_error_message="Whoever proposed an amendment cannot decide on it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_on__isnull", True), ("state", "applied"), _connector="OR"
                        ),
                        name="amendment_published_when_applied",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AmendmentLine",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amendment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="indicators.amendment",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.indicator",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.period",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.target",
                    ),
                ),
                (
                    "after",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.target",
                    ),
                ),
                ("fields", models.JSONField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("amendment", "indicator", "period"),
                        name="amendment_line_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("before__isnull", False), ("fields__isnull", False), _connector="OR"
                        ),
                        name="amendment_line_changes_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanStep",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="indicators.targetplan",
                    ),
                ),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("submit", "Submitted"),
                            ("recall", "Taken back"),
                            ("return", "Returned"),
                            ("approve", "Approved"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("deed__in", ["submit", "recall", "return", "approve"])),
                        name="plan_step_deed_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deed", "return"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="plan_step_returned_with_a_reason",
                        violation_error_message="Say why the scorecard is returned.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VerificationSample",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.cycle",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.period",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
                    ),
                ),
                (
                    "controls",
                    models.CharField(
                        choices=[("strong", "Strong"), ("moderate", "Moderate"), ("weak", "Weak")],
                        max_length=8,
                        verbose_name="controls",
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("seed", models.CharField(max_length=64, verbose_name="seed")),
                ("tolerance", models.DecimalField(decimal_places=2, max_digits=5)),
                ("as_of", models.DateTimeField()),
                ("frame_count", models.PositiveIntegerField()),
                ("frame_sha256", models.CharField(max_length=64)),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "drawn_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("controls__in", ["strong", "moderate", "weak"])),
                        name="verification_sample_controls_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("frame_count__gte", 1),
                            ("size__gte", 1),
                            models.Q(("seed", ""), _negated=True),
                        ),
                        name="verification_sample_has_a_frame",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tolerance__gte", 0), ("tolerance__lte", 100)),
                        name="verification_sample_tolerance_0_to_100",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measurement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to="indicators.measurement",
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to="indicators.verificationsample",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("verified", "Verified"),
                            ("rejected", "Rejected"),
                            ("cannot_verify", "Cannot be verified"),
                        ],
                        max_length=13,
                        verbose_name="verdict",
                    ),
                ),
                (
                    "found",
                    models.DecimalField(
                        blank=True,
                        decimal_places=15,
                        max_digits=30,
                        null=True,
                        verbose_name="the figure you reach yourself",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")),
                (
                    "verified_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "verified_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["measurement", "-id"], name="verification_latest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict__in", ["verified", "rejected", "cannot_verify"])
                        ),
                        name="verification_verdict_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", "verified"),
                            models.Q(("reason__regex", "^\\s*$"), _negated=True),
                            _connector="OR",
                        ),
                        name="verification_says_why",
                        violation_error_message="Say why: the department has to be able to answer.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SampleItem",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="indicators.verificationsample",
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "measurement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.measurement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sample", "position"), name="sample_position_once"
                    ),
                    models.UniqueConstraint(
                        fields=("sample", "measurement"), name="sample_value_once"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="cycle",
            name="published_run",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="indicators.scorerun",
            ),
        ),
    ]
