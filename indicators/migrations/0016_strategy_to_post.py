"""From strategy to post: plans, who carries a KPI, requirements, costs, breakdowns."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import audit.models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0002_policy_packs_stay"),
        ("indicators", "0015_editions_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Requirement",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("asked_at", models.DateTimeField()),
            ],
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
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")),
            ],
        ),
        migrations.AddField(
            model_name="objective",
            name="closed_because",
            field=models.CharField(blank=True, max_length=500, verbose_name="closed because"),
        ),
        migrations.AddField(
            model_name="objective",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="closed on"),
        ),
        migrations.AddField(
            model_name="rollup",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
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
                    "part",
                    models.CharField(
                        choices=[("assigned", "carries it"), ("contributes", "contributes")],
                        max_length=11,
                        verbose_name="part",
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
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
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
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.person",
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
            ],
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
                    "recorded_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
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
            name="Breakdown",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "recorded_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
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
                    "reported_by",
                    models.ForeignKey(
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="indicators.breakdown",
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
            ],
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
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "dimension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="indicators.dimension",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
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
            ],
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
        migrations.AddField(
            model_name="objective",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="objectives",
                to="indicators.planperiod",
                verbose_name="plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="objective",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddField(
            model_name="requirement",
            name="asked",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requirements_received",
                to="departments.department",
            ),
        ),
        migrations.AddField(
            model_name="requirement",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="requirement",
            name="asking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requirements_asked",
                to="departments.department",
            ),
        ),
        migrations.AddField(
            model_name="requirement",
            name="indicator",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requirements",
                to="indicators.indicator",
            ),
        ),
        migrations.AddField(
            model_name="requirement",
            name="objective",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requirements",
                to="indicators.objective",
            ),
        ),
        migrations.AddField(
            model_name="requirementstep",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="requirementstep",
            name="requirement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="indicators.requirement",
            ),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(fields=["cycle", "department"], name="contribution_place"),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at__isnull", True)),
                fields=("cycle", "department", "indicator", "contributor", "post", "person"),
                name="contribution_one_in_force",
                nulls_distinct=False,
                violation_error_message="This one is named here already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__in", ["assigned", "contributes"])),
                name="contribution_part_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("part", "contributes"), ("post__isnull", True)),
                    models.Q(("contributor__isnull", True), ("part", "assigned")),
                    _connector="OR",
                ),
                name="contribution_assigned_to_post_or_person",
                violation_error_message="A KPI is assigned to a post or a person.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contributor__isnull", True),
                    models.Q(("contributor", models.F("department")), _negated=True),
                    _connector="OR",
                ),
                name="contribution_not_of_itself",
                violation_error_message="A department does not contribute to its own KPI.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("share__isnull", True),
                    models.Q(("share__gt", 0), ("share__lte", 1)),
                    _connector="OR",
                ),
                name="contribution_share_0_to_1",
                violation_error_message="A share lies above 0 and does not exceed the whole.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("starts_on__lte", models.F("ends_on")),
                    _connector="OR",
                ),
                name="contribution_ends_after_start",
                violation_error_message="The end date must not lie before the start date.",
            ),
        ),
        migrations.AddIndex(
            model_name="costline",
            index=models.Index(fields=["indicator", "department"], name="cost_line_series"),
        ),
        migrations.AddConstraint(
            model_name="costline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("supersedes__isnull", True)),
                fields=("department", "indicator", "period", "currency"),
                name="cost_line_one_first_row",
            ),
        ),
        migrations.AddConstraint(
            model_name="costline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("supersedes__isnull", False)),
                fields=("supersedes",),
                name="cost_line_superseded_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="costline",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["value", "numerator", "denominator"])),
                name="cost_line_basis_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="costline",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                name="cost_line_currency_code",
                violation_error_message="Write the currency as three letters, such as CNY.",
            ),
        ),
        migrations.AddConstraint(
            model_name="costline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("budget__isnull", False), ("spent__isnull", False), _connector="OR"
                ),
                name="cost_line_says_something",
                violation_error_message="Give the budget, what was spent, or both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="costline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("budget__isnull", True), ("budget__gte", 0), _connector="OR"),
                    models.Q(("spent__isnull", True), ("spent__gte", 0), _connector="OR"),
                ),
                name="cost_line_not_negative",
                violation_error_message="An amount is not below zero.",
            ),
        ),
        migrations.AddConstraint(
            model_name="breakdown",
            constraint=models.UniqueConstraint(
                condition=models.Q(("supersedes__isnull", True)),
                fields=("measurement", "dimension"),
                name="breakdown_one_first_row",
            ),
        ),
        migrations.AddConstraint(
            model_name="breakdown",
            constraint=models.UniqueConstraint(
                condition=models.Q(("supersedes__isnull", False)),
                fields=("supersedes",),
                name="breakdown_superseded_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="breakdown",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_complete", True), ("reason", "")),
                    models.Q(("is_complete", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="breakdown_complete_or_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="breakdown",
            constraint=models.CheckConstraint(
                condition=models.Q(("part_count__gte", 1)), name="breakdown_has_parts"
            ),
        ),
        migrations.AddConstraint(
            model_name="dimensionmember",
            constraint=models.UniqueConstraint(
                fields=("dimension", "code"), name="dimension_member_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="dimensionmember",
            constraint=models.UniqueConstraint(
                fields=("dimension", "position"), name="dimension_member_place_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="breakdownpart",
            constraint=models.UniqueConstraint(
                fields=("breakdown", "member"), name="breakdown_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="breakdownpart",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddIndex(
            model_name="requirement",
            index=models.Index(fields=["asking", "due_on"], name="requirement_asking"),
        ),
        migrations.AddIndex(
            model_name="requirement",
            index=models.Index(fields=["asked", "due_on"], name="requirement_asked"),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["asked", "accepted", "declined", "withdrawn", "met"])
                ),
                name="requirement_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(("asking", models.F("asked")), _negated=True),
                name="requirement_of_another",
                violation_error_message="Ask another department than your own.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("objective__isnull", False), ("indicator__isnull", False), _connector="OR"
                ),
                name="requirement_serves_something",
                violation_error_message="Say which objective or KPI it is needed for.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.CheckConstraint(
                condition=models.Q(("what", ""), _negated=True), name="requirement_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementstep",
            constraint=models.UniqueConstraint(
                fields=("requirement", "state"), name="requirement_step_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["asked", "accepted", "declined", "withdrawn", "met"])
                ),
                name="requirement_step_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="requirementstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["declined", "withdrawn"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="requirement_step_says_why",
                violation_error_message="Say why.",
            ),
        ),
    ]
