"""Stages end and change in no other way; what was reported or assessed is appended."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import audit.models

STAGE = "a stage ends and changes in no other way. End it and add another."
REPORT = "reports of stages are append-only. Report again: the last one counts."
LEVEL = "levels are append-only. Give another: the last one counts."
STAYS = f"""
CREATE FUNCTION indicators_stage_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed indicators_stage := OLD;
BEGIN
    allowed.ended_at := NEW.ended_at;
    IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR allowed IS DISTINCT FROM NEW THEN
        RAISE EXCEPTION 'UPDATE on indicators_stage is refused: {STAGE}'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stage_stays BEFORE UPDATE ON indicators_stage
    FOR EACH ROW EXECUTE FUNCTION indicators_stage_stays();
CREATE TRIGGER stage_no_delete BEFORE DELETE ON indicators_stage
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{STAGE}');
CREATE TRIGGER stage_report_append_only BEFORE UPDATE OR DELETE ON indicators_stagereport
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{REPORT}');
CREATE TRIGGER assessment_append_only BEFORE UPDATE OR DELETE ON indicators_assessment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{LEVEL}');
"""
GOES = """
DROP TRIGGER stage_stays ON indicators_stage;
DROP TRIGGER stage_no_delete ON indicators_stage;
DROP TRIGGER stage_report_append_only ON indicators_stagereport;
DROP TRIGGER assessment_append_only ON indicators_assessment;
DROP FUNCTION indicators_stage_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0002_policy_packs_stay"),
        ("indicators", "0012_adjustments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                    "weight",
                    models.DecimalField(
                        decimal_places=4, default=1, max_digits=9, verbose_name="weight"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "created_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
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
            ],
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
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                ("evidence", models.TextField(verbose_name="evidence")),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
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
                    "stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="indicators.stage",
                    ),
                ),
            ],
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
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("cycle", "department", "indicator", "name"),
                name="stage_once_in_force",
                violation_error_message="There is a stage with this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__gt", 0), ("weight__lte", 100)),
                name="stage_weight_above_0_to_100",
                violation_error_message="The weight lies above 0 and at most at 100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="stage_named"
            ),
        ),
        migrations.AddConstraint(
            model_name="stagereport",
            constraint=models.CheckConstraint(
                condition=models.Q(("evidence", ""), _negated=True),
                name="stage_report_has_evidence",
                violation_error_message="Say what shows it.",
            ),
        ),
        migrations.RunSQL(STAYS, GOES),
    ]
