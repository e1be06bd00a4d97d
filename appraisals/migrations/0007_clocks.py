import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What hangs on an appraisal stays as it is once the cycle is archived, and a notice stays.
FENCES = """
CREATE TRIGGER probation_clock_year_kept BEFORE INSERT OR UPDATE ON appraisals_probationclock
    FOR EACH ROW EXECUTE FUNCTION appraisals_year_kept();
CREATE TRIGGER midway_notice_year_kept BEFORE INSERT OR UPDATE ON appraisals_midwaynotice
    FOR EACH ROW EXECUTE FUNCTION appraisals_year_kept();
CREATE FUNCTION appraisals_midway_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.acknowledged_at IS NOT NULL
       OR (OLD.appraisal_id, OLD.text, OLD.issued_by_id, OLD.issued_at, OLD.issued_on, OLD.due_on)
          IS DISTINCT FROM
          (NEW.appraisal_id, NEW.text, NEW.issued_by_id, NEW.issued_at, NEW.issued_on, NEW.due_on)
    THEN
        RAISE EXCEPTION 'a midway notice stays; it is acknowledged once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER midway_notice_stays BEFORE UPDATE OR DELETE ON appraisals_midwaynotice
    FOR EACH ROW EXECUTE FUNCTION appraisals_midway_stays();
CREATE TRIGGER evaluation_unit_stays BEFORE UPDATE ON appraisals_evaluation
    FOR EACH ROW WHEN (OLD.unit_id IS DISTINCT FROM NEW.unit_id)
    EXECUTE FUNCTION refuse_change('an evaluation stays with its unit.');
"""
UNFENCED = """
DROP TRIGGER evaluation_unit_stays ON appraisals_evaluation;
DROP TRIGGER midway_notice_stays ON appraisals_midwaynotice;
DROP FUNCTION appraisals_midway_stays();
DROP TRIGGER midway_notice_year_kept ON appraisals_midwaynotice;
DROP TRIGGER probation_clock_year_kept ON appraisals_probationclock;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("appraisals", "0006_results"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MidwayNotice",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text",
                    models.CharField(max_length=2000, verbose_name="how the probation stands"),
                ),
                ("issued_at", models.DateTimeField()),
                ("issued_on", models.DateField()),
                ("due_on", models.DateField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "appraisal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="midway_notice",
                        to="appraisals.appraisal",
                    ),
                ),
                (
                    "issued_by",
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
                        condition=models.Q(("text", ""), _negated=True),
                        name="midway_notice_says_something",
                        violation_error_message="Say how the probation stands.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True)
                            ),
                            models.Q(
                                ("acknowledged_at__gte", models.F("issued_at")),
                                ("acknowledged_by__isnull", False),
                                models.Q(("acknowledged_by", models.F("issued_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="midway_notice_acknowledged_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProbationClock",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField()),
                ("midway_on", models.DateField()),
                ("notice_due_on", models.DateField()),
                ("opens_on", models.DateField()),
                ("report_due_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "appraisal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clock",
                        to="appraisals.appraisal",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__gte", models.F("report_due_on")),
                            ("midway_on__lt", models.F("ends_on")),
                            ("notice_due_on__gte", models.F("midway_on")),
                            ("opens_on__gte", models.F("starts_on")),
                            ("report_due_on__gte", models.F("opens_on")),
                            ("starts_on__lt", models.F("midway_on")),
                        ),
                        name="probation_clock_in_order",
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="evaluation", name="evaluation_source_known"),
        migrations.AddField(
            model_name="evaluation",
            name="unit",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="departments.department",
            ),
        ),
        migrations.AlterField(
            model_name="evaluation",
            name="source",
            field=models.CharField(
                choices=[
                    ("superior", "superior"),
                    ("second_superior", "second superior"),
                    ("leaders", "leaders"),
                    ("third_party", "third party"),
                    ("former_superior", "former superior"),
                ],
                max_length=15,
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "source__in",
                        [
                            "superior",
                            "second_superior",
                            "leaders",
                            "third_party",
                            "former_superior",
                        ],
                    )
                ),
                name="evaluation_source_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source", "former_superior"), ("unit__isnull", False)),
                    models.Q(
                        models.Q(("source", "former_superior"), _negated=True),
                        ("unit__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="evaluation_unit_of_a_former_superior",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.UniqueConstraint(
                fields=("appraisal", "unit"),
                name="evaluation_one_former_superior_a_unit",
                violation_error_message="A former superior of this unit is named already.",
            ),
        ),
        migrations.RunSQL(FENCES, UNFENCED),
    ]
