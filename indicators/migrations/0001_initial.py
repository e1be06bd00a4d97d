import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import audit.models
import indicators.models.measurement


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("departments", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
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
            name="Measurement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
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
                ("text", models.CharField(blank=True, max_length=300, verbose_name="as written")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="note")),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
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
                    "indicator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measurements",
                        to="indicators.indicator",
                    ),
                ),
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
                (
                    "period",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.period",
                    ),
                ),
            ],
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
                    "policy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.policypack",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cycles",
                        to="indicators.period",
                    ),
                ),
            ],
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
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
            ],
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
                    "kind",
                    models.CharField(
                        choices=[("full", "full run"), ("live", "live board")],
                        default="full",
                        max_length=4,
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
                ("requested_at", models.DateTimeField()),
                ("as_of", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("cancel_requested_at", models.DateTimeField(null=True)),
                ("methods", models.JSONField(default=dict)),
                ("pins", models.JSONField(null=True)),
                ("counts", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                ("failure", models.JSONField(null=True)),
                ("inputs_sha256", models.CharField(blank=True, max_length=64)),
                ("results_sha256", models.CharField(blank=True, max_length=64)),
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
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="indicators.cycle",
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
            ],
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
                ("own", models.DecimalField(decimal_places=12, max_digits=16, null=True)),
                ("own_coverage", models.DecimalField(decimal_places=12, max_digits=14, null=True)),
                ("below", models.DecimalField(decimal_places=12, max_digits=16, null=True)),
                (
                    "below_coverage",
                    models.DecimalField(decimal_places=12, max_digits=14, null=True),
                ),
                ("score", models.DecimalField(decimal_places=12, max_digits=16, null=True)),
                ("coverage", models.DecimalField(decimal_places=12, max_digits=14, null=True)),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.period",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="indicators.scorerun",
                    ),
                ),
            ],
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
        migrations.CreateModel(
            name="ScoreShard",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                (
                    "branch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.department",
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
            ],
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
                    "method",
                    models.CharField(
                        choices=[
                            ("ratio_higher", "value ÷ target"),
                            ("ratio_lower", "target ÷ value"),
                            ("linear", "from baseline to target"),
                            ("band", "inside a band"),
                            ("exact", "exactly the target"),
                            ("none", "not scored"),
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
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                    "period",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.period",
                    ),
                ),
            ],
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
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("cycle_name", models.CharField(max_length=80, verbose_name="cycle")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("previewed", "Checked, not loaded"),
                            ("loaded", "Loaded"),
                            ("refused", "Refused"),
                        ],
                        default="previewed",
                        max_length=9,
                    ),
                ),
                ("report", models.JSONField(default=dict)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("loaded_at", models.DateTimeField(null=True)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["previewed", "loaded", "refused"])),
                        name="kpi_import_state_known",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="objective",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["strategic", "operational"])),
                name="objective_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="objective",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", models.F("id")), _negated=True),
                name="objective_not_its_own_parent",
            ),
        ),
        migrations.AddIndex(
            model_name="measurement",
            index=models.Index(
                condition=models.Q(
                    ("micros__isnull", True), ("supersedes__isnull", False), _connector="OR"
                ),
                fields=["period"],
                name="measurement_not_plain",
            ),
        ),
        migrations.AddIndex(
            model_name="measurement",
            index=models.Index(fields=["indicator", "department"], name="measurement_series"),
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("supersedes__isnull", True)),
                fields=("department", "indicator", "period"),
                name="measurement_one_first_row",
            ),
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("supersedes__isnull", False)),
                fields=("supersedes",),
                name="measurement_superseded_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("denominator__isnull", True), ("missing", ""), ("value__isnull", False)
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
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("denominator__isnull", True), ("numerator__isnull", True)),
                    models.Q(("denominator__isnull", False), ("numerator__isnull", False)),
                    _connector="OR",
                ),
                name="measurement_numerator_with_denominator",
            ),
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("denominator__isnull", True), ("denominator__gt", 0), _connector="OR"
                ),
                name="measurement_denominator_positive",
                violation_error_message="The denominator must be above zero. Without cases, choose “no cases”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at__isnull", True)),
                fields=("cycle", "department"),
                name="rollup_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollup",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["own", "blend", "children", "lowest"])),
                name="rollup_mode_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollup",
            constraint=models.CheckConstraint(
                condition=models.Q(("own_share__gte", 0), ("own_share__lte", 1)),
                name="rollup_own_share_0_to_1",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollup",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__gte", 0), ("weight__lte", 100)),
                name="rollup_weight_0_to_100",
            ),
        ),
        migrations.AddIndex(
            model_name="scorerun",
            index=models.Index(
                condition=models.Q(("state__in", ["requested", "running"])),
                fields=["requested_at"],
                name="score_run_open",
            ),
        ),
        migrations.AddIndex(
            model_name="scorerun",
            index=models.Index(fields=["cycle", "-id"], name="score_run_latest"),
        ),
        migrations.AddConstraint(
            model_name="scorerun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["requested", "running", "done", "failed", "cancelled"])
                ),
                name="score_run_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="scorerun",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["full", "live"])), name="score_run_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="scorerun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "live")),
                fields=("cycle",),
                name="score_run_one_live_per_cycle",
            ),
        ),
        migrations.AddConstraint(
            model_name="scorerun",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="scorerun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    ("failure__isnull", False),
                    _connector="OR",
                ),
                name="score_run_failed_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="scorecard",
            index=models.Index(
                models.F("run"),
                models.F("period"),
                models.OrderBy(models.F("score"), descending=True, nulls_last=True),
                name="score_card_league",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoreshard",
            constraint=models.UniqueConstraint(
                fields=("run", "position"), name="score_shard_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="scoreshard",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["requested", "running", "done", "failed", "cancelled"])
                ),
                name="score_shard_state_known",
            ),
        ),
        migrations.AddIndex(
            model_name="target",
            index=models.Index(fields=["department", "cycle"], name="target_department_cycle"),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at__isnull", True)),
                fields=("cycle", "department", "indicator", "period"),
                name="target_one_in_force",
                nulls_distinct=False,
                violation_error_message="This KPI already has a target here.",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "method__in",
                        ["ratio_higher", "ratio_lower", "linear", "band", "exact", "none"],
                    )
                ),
                name="target_method_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__gte", 0), ("weight__lte", 100)),
                name="target_weight_0_to_100",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cap__lte", 9), ("floor__gte", 0), ("floor__lt", models.F("cap"))
                ),
                name="target_floor_below_cap",
                violation_error_message="The floor must be 0 or more and below the cap (at most 9).",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__isnull", True), ("low__isnull", True), _connector="OR"),
                name="target_value_or_range",
                violation_error_message="Give a target or a range, not both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("baseline__isnull", True),
                    ("value__isnull", True),
                    models.Q(("baseline", models.F("value")), _negated=True),
                    _connector="OR",
                ),
                name="target_baseline_differs",
                violation_error_message="Baseline and target must differ.",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("tolerance_low__isnull", True), ("tolerance_low__gte", 0), _connector="OR"
                    ),
                    models.Q(
                        ("tolerance_high__isnull", True),
                        ("tolerance_high__gte", 0),
                        _connector="OR",
                    ),
                ),
                name="target_tolerances_not_negative",
            ),
        ),
    ]
