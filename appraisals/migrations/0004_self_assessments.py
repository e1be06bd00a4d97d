import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Handed in is taken back or opened, opened is final; whose it is never changes.
STEPS = """
CREATE FUNCTION appraisals_self_assessment_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (('draft', 'draft'), ('draft', 'submitted'),
                                      ('submitted', 'draft'), ('submitted', 'opened'))
       OR (OLD.appraisal_id, OLD.author_id) IS DISTINCT FROM (NEW.appraisal_id, NEW.author_id)
       OR (OLD.reference <> '' AND OLD.reference <> NEW.reference)
    THEN
        RAISE EXCEPTION 'a self-assessment does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER self_assessment_step_in_order BEFORE UPDATE ON appraisals_selfassessment
    FOR EACH ROW EXECUTE FUNCTION appraisals_self_assessment_step();
CREATE TRIGGER self_assessment_no_delete BEFORE DELETE ON appraisals_selfassessment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a self-assessment is never deleted.');
"""
STEPLESS = """
DROP TRIGGER self_assessment_no_delete ON appraisals_selfassessment;
DROP TRIGGER self_assessment_step_in_order ON appraisals_selfassessment;
DROP FUNCTION appraisals_self_assessment_step();
"""

# What is handed in stays as it was written: the answers of a draft alone change.
KEPT = """
CREATE FUNCTION appraisals_section_answer_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_state text;
BEGIN
    SELECT state INTO its_state FROM appraisals_selfassessment
     WHERE id = NEW.self_assessment_id FOR SHARE;
    IF its_state <> 'draft'
       OR (TG_OP = 'UPDATE' AND (OLD.self_assessment_id, OLD.section)
                                IS DISTINCT FROM (NEW.self_assessment_id, NEW.section))
    THEN
        RAISE EXCEPTION 'the answers of a self-assessment that is handed in stay'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER section_answer_kept BEFORE INSERT OR UPDATE ON appraisals_sectionanswer
    FOR EACH ROW EXECUTE FUNCTION appraisals_section_answer_kept();
CREATE TRIGGER section_answer_no_delete BEFORE DELETE ON appraisals_sectionanswer
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('an answer is never deleted.');
"""
LOOSE = """
DROP TRIGGER section_answer_no_delete ON appraisals_sectionanswer;
DROP TRIGGER section_answer_kept ON appraisals_sectionanswer;
DROP FUNCTION appraisals_section_answer_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("appraisals", "0003_agreements"),
    ]

    operations = [
        migrations.CreateModel(
            name="SelfAssessment",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="self_assessments",
                        to="appraisals.appraisal",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "In progress"),
                            ("submitted", "Submitted"),
                            ("opened", "Submitted and opened"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "reference",
                    models.CharField(blank=True, max_length=40, verbose_name="reference"),
                ),
                ("begun_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                (
                    "opened_by",
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
                        condition=models.Q(("state__in", ["draft", "submitted", "opened"])),
                        name="self_assessment_state_known",
                    ),
                    models.UniqueConstraint(
                        fields=("appraisal", "author"), name="self_assessment_once_per_author"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft"), _negated=True),
                        fields=("appraisal",),
                        name="self_assessment_handed_in_once",
                        violation_error_message="The self-assessment is submitted already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("reference",),
                        name="self_assessment_reference_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("opened_at__isnull", True),
                                ("state", "draft"),
                                ("submitted_at__isnull", True),
                            ),
                            models.Q(
                                ("opened_at__isnull", True),
                                ("state", "submitted"),
                                ("submitted_at__isnull", False),
                            ),
                            models.Q(
                                ("opened_at__isnull", False),
                                ("state", "opened"),
                                ("submitted_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="self_assessment_moments_of_its_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opened_at__isnull", True), ("opened_by__isnull", True)),
                            models.Q(
                                ("opened_at__isnull", False),
                                ("opened_by__isnull", False),
                                models.Q(("opened_by", models.F("author")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="self_assessment_opened_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("reference", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="self_assessment_handed_in_with_a_reference",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SectionAnswer",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "self_assessment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="appraisals.selfassessment",
                    ),
                ),
                ("section", models.CharField(max_length=80)),
                ("place", models.PositiveSmallIntegerField(default=0)),
                ("title_en", models.CharField(max_length=300)),
                ("title_zh", models.CharField(max_length=300)),
                ("text", models.TextField(blank=True, verbose_name="answer")),
                ("rating", models.PositiveSmallIntegerField(null=True, verbose_name="self-rating")),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("skill", "Knowledge or skill was lacking"),
                            ("resource", "People, money or time was short"),
                            ("process", "The way of working held it up"),
                            ("external", "Something outside our reach"),
                            ("data", "The data are wrong or incomplete"),
                            ("goal", "The target does not fit any more"),
                        ],
                        max_length=8,
                    ),
                ),
                ("is_complete", models.BooleanField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=4, max_digits=9, null=True, verbose_name="weight"
                    ),
                ),
                (
                    "facts",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("self_assessment", "section"), name="section_answer_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "cause__in",
                                ["skill", "resource", "process", "external", "data", "goal", ""],
                            )
                        ),
                        name="section_answer_cause_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rating__isnull", True),
                            models.Q(("rating__gte", 1), ("rating__lte", 5)),
                            _connector="OR",
                        ),
                        name="section_answer_rating_1_to_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("weight__isnull", True),
                            models.Q(("weight__gte", 0), ("weight__lte", 100)),
                            _connector="OR",
                        ),
                        name="section_answer_weight_0_to_100",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.RunSQL(STEPS, STEPLESS),
        migrations.RunSQL(KEPT, LOOSE),
    ]
