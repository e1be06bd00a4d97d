import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("departments", "0002_policy_packs_stay"),
        ("departments", "__first__"),
        ("indicators", "0010_radar_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="AppraisalCycle",
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
                        choices=[
                            ("annual", "annual"),
                            ("half_year", "half-yearly"),
                            ("quarterly", "quarterly"),
                            ("project", "project"),
                            ("probation", "probation"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisal_cycles",
                        to="indicators.cycle",
                        verbose_name="performance year",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisal_cycles",
                        to="departments.department",
                        verbose_name="branch",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisal_cycles",
                        to="departments.policypack",
                        verbose_name="policy pack",
                    ),
                ),
                (
                    "covers_departments",
                    models.BooleanField(default=True, verbose_name="departments are appraised"),
                ),
                (
                    "covers_people",
                    models.BooleanField(default=True, verbose_name="people are appraised"),
                ),
                (
                    "levels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="levels",
                    ),
                ),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("leading", "Leading post"),
                                ("administrative", "Administrative post"),
                                ("professional", "Professional and technical post"),
                                ("enforcement", "Law enforcement post"),
                                ("support", "Support post"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="categories of posts",
                    ),
                ),
                (
                    "department_scale",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="grades of departments"
                    ),
                ),
                (
                    "person_scale",
                    models.CharField(blank=True, max_length=60, verbose_name="grades of people"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "being set up"),
                            ("running", "running"),
                            ("archived", "archived"),
                        ],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
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
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "launched_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("launched_at", models.DateTimeField(editable=False, null=True)),
                (
                    "archived_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["annual", "half_year", "quarterly", "project", "probation"],
                            )
                        ),
                        name="appraisal_cycle_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "running", "archived"])),
                        name="appraisal_cycle_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("covers_departments", True), ("covers_people", True), _connector="OR"
                        ),
                        name="appraisal_cycle_covers_somebody",
                        violation_error_message="Choose departments, people or both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("covers_departments", False),
                                models.Q(("department_scale", ""), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("covers_people", False),
                                models.Q(("person_scale", ""), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="appraisal_cycle_scales_of_whom_it_covers",
                        violation_error_message="Choose the grades for everybody who is appraised.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("launched_at__isnull", True), ("state", "draft")),
                            models.Q(
                                models.Q(("state", "draft"), _negated=True),
                                ("launched_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="appraisal_cycle_launched_when_running",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("archived_at__isnull", False), ("state", "archived")),
                            models.Q(
                                models.Q(("state", "archived"), _negated=True),
                                ("archived_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="appraisal_cycle_archived_when_over",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Appraisal",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "appraisal_cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
                        to="appraisals.appraisalcycle",
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[("department", "department"), ("person", "person")], max_length=10
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
                        to="departments.department",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
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
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("leading", "Leading post"),
                            ("administrative", "Administrative post"),
                            ("professional", "Professional and technical post"),
                            ("enforcement", "Law enforcement post"),
                            ("support", "Support post"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "subject_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "appraiser",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraises",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_appraiser",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraises_second",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("appraiser_chosen", models.BooleanField(default=False)),
                ("counts_from", models.DateField(verbose_name="counts from")),
                ("counts_until", models.DateField(verbose_name="counts until")),
                (
                    "excluded_as",
                    models.CharField(blank=True, max_length=60, verbose_name="not graded because"),
                ),
                (
                    "excluded_note",
                    models.CharField(blank=True, max_length=1000, verbose_name="remark"),
                ),
                ("left_on", models.DateField(null=True, verbose_name="left on")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["appraisal_cycle", "unit"], name="appraisal_place")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("subject", "person")),
                        fields=("appraisal_cycle", "person"),
                        name="appraisal_person_once",
                        violation_error_message="This person takes part in this cycle already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("subject", "department")),
                        fields=("appraisal_cycle", "unit"),
                        name="appraisal_department_once",
                        violation_error_message="This department takes part in this cycle already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("subject__in", ["department", "person"])),
                        name="appraisal_subject_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "category__in",
                                [
                                    "leading",
                                    "administrative",
                                    "professional",
                                    "enforcement",
                                    "support",
                                    "",
                                ],
                            )
                        ),
                        name="appraisal_category_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("category", ""),
                                ("person__isnull", True),
                                ("post__isnull", True),
                                ("subject", "department"),
                            ),
                            models.Q(("person__isnull", False), ("subject", "person")),
                            _connector="OR",
                        ),
                        name="appraisal_of_a_department_or_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("appraiser__isnull", True),
                                models.Q(("appraiser", models.F("subject_user")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("second_appraiser__isnull", True),
                                models.Q(
                                    ("second_appraiser", models.F("subject_user")), _negated=True
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="appraisal_not_of_oneself",
                        violation_error_message="Nobody appraises himself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_appraiser__isnull", True),
                            models.Q(("second_appraiser", models.F("appraiser")), _negated=True),
                            _connector="OR",
                        ),
                        name="appraisal_second_is_another",
                        violation_error_message="The second superior must be somebody else.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("counts_from__lte", models.F("counts_until"))),
                        name="appraisal_days_in_order",
                        violation_error_message="The end date must not lie before the start date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("excluded_note", ""),
                            models.Q(("excluded_as", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="appraisal_remark_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grade",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grades",
                        to="appraisals.appraisal",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("initial", "proposed by the superior"),
                            ("calibrated", "decided in calibration"),
                            ("appeal", "changed on appeal"),
                        ],
                        max_length=10,
                    ),
                ),
                ("grade", models.CharField(max_length=60, verbose_name="grade")),
                (
                    "score",
                    models.DecimalField(
                        decimal_places=2, max_digits=7, null=True, verbose_name="score"
                    ),
                ),
                (
                    "coverage",
                    models.DecimalField(
                        decimal_places=4, max_digits=5, null=True, verbose_name="coverage"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=2000, verbose_name="reason")),
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="appraisals.grade",
                    ),
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
                ("decided_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["initial", "calibrated", "appeal"])),
                        name="grade_stage_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("appraisal",),
                        name="grade_first_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("supersedes__isnull", True),
                            models.Q(("supersedes", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="grade_not_of_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("supersedes__isnull", True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="grade_changed_with_a_reason",
                        violation_error_message="Say why the grade changes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("coverage__isnull", True),
                            models.Q(("coverage__gte", 0), ("coverage__lte", 1)),
                            _connector="OR",
                        ),
                        name="grade_coverage_0_to_1",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Phase",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "appraisal_cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="phases",
                        to="appraisals.appraisalcycle",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("planning", "Planning"),
                            ("coaching", "Coaching"),
                            ("self_assessment", "Self-assessment"),
                            ("evaluation", "Evaluation"),
                            ("calibration", "Calibration"),
                            ("results", "Results and feedback"),
                            ("appeals", "Appeals"),
                        ],
                        max_length=15,
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "not open yet"),
                            ("open", "open"),
                            ("closed", "closed"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("reopened", models.BooleanField(default=False, editable=False)),
                (
                    "asked_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_because", models.CharField(blank=True, editable=False, max_length=1000)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("appraisal_cycle", "kind"), name="phase_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("reopened", False), ("state", "open")),
                        fields=("appraisal_cycle",),
                        name="phase_one_open",
                        violation_error_message="Another phase is open. Close it first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "planning",
                                    "coaching",
                                    "self_assessment",
                                    "evaluation",
                                    "calibration",
                                    "results",
                                    "appeals",
                                ],
                            )
                        ),
                        name="phase_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "open", "closed"])),
                        name="phase_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("starts_on__lte", models.F("ends_on")),
                            _connector="OR",
                        ),
                        name="phase_ends_after_start",
                        violation_error_message="The end date must not lie before the start date.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("appraisal_cycle", "="),
                            (
                                models.Func(
                                    "starts_on",
                                    "ends_on",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(
                                        inclusive_upper=True
                                    ),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="phase_no_overlap",
                        violation_error_message="Two phases must not share a day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_because", ""), ("asked_by__isnull", True)),
                            models.Q(
                                ("asked_by__isnull", False),
                                ("state", "closed"),
                                models.Q(("asked_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="phase_asked_while_closed",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PhaseStep",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="appraisals.phase",
                    ),
                ),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("open", "Opened"),
                            ("close", "Closed"),
                            ("ask", "Asked to open it again"),
                            ("refuse", "Refused to open it again"),
                            ("reopen", "Opened again"),
                            ("move", "Dates changed"),
                        ],
                        max_length=6,
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
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deed__in", ["open", "close", "ask", "refuse", "reopen", "move"])
                        ),
                        name="phase_step_deed_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("deed__in", ["ask", "refuse", "reopen", "move"]), _negated=True
                            ),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="phase_step_opened_again_with_a_reason",
                        violation_error_message="Say why.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Rerouting",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reroutings",
                        to="appraisals.appraisal",
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("subject_user", "answers"),
                            ("appraiser", "appraises"),
                            ("second_appraiser", "second superior"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("head", "the head changed"),
                            ("moved", "moved to another department"),
                            ("left", "left"),
                            ("chosen", "set by the performance office"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "after",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                ("reason", models.CharField(blank=True, max_length=1000)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("field__in", ["subject_user", "appraiser", "second_appraiser"])
                        ),
                        name="rerouting_field_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cause__in", ["head", "moved", "left", "chosen"])),
                        name="rerouting_cause_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("after__isnull", False), ("before__isnull", True)),
                            models.Q(("after__isnull", True), ("before__isnull", False)),
                            models.Q(("before", models.F("after")), _negated=True),
                            _connector="OR",
                        ),
                        name="rerouting_changes_something",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SourceScore",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="source_scores",
                        to="appraisals.appraisal",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("kpis", "figures of the scorecard"),
                            ("superior", "superior"),
                            ("second_superior", "second superior"),
                            ("peers", "colleagues"),
                            ("subordinates", "subordinates"),
                            ("cooperating", "cooperating departments"),
                            ("leaders", "leaders"),
                            ("self", "self-assessment"),
                            ("public", "the public"),
                            ("third_party", "third party"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "percent",
                    models.DecimalField(
                        decimal_places=6, max_digits=9, null=True, verbose_name="mean in per cent"
                    ),
                ),
                ("raters", models.PositiveIntegerField(verbose_name="raters")),
                ("missing", models.CharField(blank=True, max_length=20)),
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="appraisals.sourcescore",
                    ),
                ),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "source__in",
                                [
                                    "kpis",
                                    "superior",
                                    "second_superior",
                                    "peers",
                                    "subordinates",
                                    "cooperating",
                                    "leaders",
                                    "self",
                                    "public",
                                    "third_party",
                                ],
                            )
                        ),
                        name="source_score_source_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("appraisal", "source"),
                        name="source_score_first_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("percent__isnull", True),
                            models.Q(("percent__gte", 0), ("percent__lte", 100)),
                            _connector="OR",
                        ),
                        name="source_score_0_to_100",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("missing", ""), ("percent__isnull", False)),
                            models.Q(
                                ("missing__in", ["too_few", "nobody_knew", "not_asked"]),
                                ("percent__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="source_score_or_why_not",
                    ),
                ],
                "indexes": [],
            },
        ),
    ]
