"""Evaluations, recusals, calibration sessions: what is final stays, and nobody judges himself."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Nobody evaluates himself, and who stands aside never does. A person answers for himself, the head
# for his department.
EVALUATED = """
CREATE FUNCTION appraisals_unbiased(its_appraisal integer, who integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM appraisals_appraisal a LEFT JOIN departments_person p
                      ON p.id = a.person_id
                WHERE a.id = its_appraisal AND (a.subject_user_id = who OR p.user_id = who))
    THEN
        RAISE EXCEPTION 'nobody appraises himself' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM appraisals_recusal
                WHERE appraisal_id = its_appraisal AND user_id = who)
    THEN
        RAISE EXCEPTION 'who stands aside takes no part' USING ERRCODE = 'restrict_violation';
    END IF;
END $$;
CREATE FUNCTION appraisals_evaluation_fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM appraisals_unbiased(NEW.appraisal_id, NEW.evaluator_id);
    IF TG_OP = 'UPDATE' AND (OLD.appraisal_id, OLD.source, OLD.evaluator_id)
       IS DISTINCT FROM (NEW.appraisal_id, NEW.source, NEW.evaluator_id)
    THEN
        RAISE EXCEPTION 'an evaluation stays with its subject and its author'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'handed_in' AND EXISTS (
        SELECT 1 FROM appraisals_calibrationentry e
          JOIN appraisals_calibrationsession s ON s.id = e.session_id
         WHERE e.appraisal_id = OLD.appraisal_id AND s.state <> 'prepared')
    THEN
        RAISE EXCEPTION 'what came into calibration stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evaluation_fence BEFORE INSERT OR UPDATE ON appraisals_evaluation
    FOR EACH ROW EXECUTE FUNCTION appraisals_evaluation_fence();
CREATE TRIGGER evaluation_no_delete BEFORE DELETE ON appraisals_evaluation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('an evaluation is never deleted.');
CREATE FUNCTION appraisals_line_fence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_evaluation integer := CASE TG_OP WHEN 'DELETE' THEN OLD.evaluation_id
                                         ELSE NEW.evaluation_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM appraisals_evaluation
                WHERE id = its_evaluation AND state = 'handed_in') THEN
        RAISE EXCEPTION 'what is handed in stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER evaluation_line_fence BEFORE INSERT OR UPDATE OR DELETE ON appraisals_evaluationline
    FOR EACH ROW EXECUTE FUNCTION appraisals_line_fence();
"""
UNEVALUATED = """
DROP TRIGGER evaluation_line_fence ON appraisals_evaluationline;
DROP FUNCTION appraisals_line_fence();
DROP TRIGGER evaluation_no_delete ON appraisals_evaluation;
DROP TRIGGER evaluation_fence ON appraisals_evaluation;
DROP FUNCTION appraisals_evaluation_fence();
DROP FUNCTION appraisals_unbiased(integer, integer);
"""

# A session goes prepared, open, locked. What the lock says it counted is what is there; after it
# nothing in the session changes.
CALIBRATED = """
CREATE FUNCTION appraisals_session_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    counted integer;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'prepared' THEN
            RAISE EXCEPTION 'a session that has opened stays' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state = 'locked'
       OR (OLD.appraisal_cycle_id, OLD.subject, OLD.scale, OLD.quota_mode, OLD.quota_grade)
          IS DISTINCT FROM
          (NEW.appraisal_cycle_id, NEW.subject, NEW.scale, NEW.quota_mode, NEW.quota_grade)
       OR (OLD.state, NEW.state) NOT IN (('prepared', 'prepared'), ('prepared', 'open'),
                                         ('open', 'open'), ('open', 'locked'))
    THEN
        RAISE EXCEPTION 'a session does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'locked' AND NEW.quota_mode = 'hard' THEN
        SELECT count(*) INTO counted
          FROM appraisals_calibrationentry e JOIN appraisals_appraisal a ON a.id = e.appraisal_id
         WHERE e.session_id = NEW.id AND e.grade = NEW.quota_grade AND a.excluded_as = '';
        IF counted IS DISTINCT FROM NEW.given THEN
            RAISE EXCEPTION 'the lock counted % and there are %', NEW.given, counted
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER calibration_session_step BEFORE UPDATE OR DELETE ON appraisals_calibrationsession
    FOR EACH ROW EXECUTE FUNCTION appraisals_session_step();
CREATE FUNCTION appraisals_entry_fence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_state text;
BEGIN
    SELECT state INTO its_state FROM appraisals_calibrationsession
     WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.session_id ELSE NEW.session_id END;
    IF its_state = 'locked'
       OR (its_state = 'open' AND (TG_OP <> 'UPDATE' OR NEW.initial <> OLD.initial
           OR (NEW.session_id, NEW.appraisal_id) <> (OLD.session_id, OLD.appraisal_id)))
    THEN
        RAISE EXCEPTION 'what a session took in stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER calibration_entry_fence
    BEFORE INSERT OR UPDATE OR DELETE ON appraisals_calibrationentry
    FOR EACH ROW EXECUTE FUNCTION appraisals_entry_fence();
CREATE FUNCTION appraisals_change_fence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_appraisal integer;
    its_state text;
BEGIN
    SELECT e.appraisal_id, s.state INTO its_appraisal, its_state
      FROM appraisals_calibrationentry e JOIN appraisals_calibrationsession s ON s.id = e.session_id
     WHERE e.id = NEW.entry_id;
    IF its_state <> 'open' THEN
        RAISE EXCEPTION 'grades change in an open session' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM appraisals_unbiased(its_appraisal, NEW.by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER calibration_change_fence BEFORE INSERT ON appraisals_calibrationchange
    FOR EACH ROW EXECUTE FUNCTION appraisals_change_fence();
"""
UNCALIBRATED = """
DROP TRIGGER calibration_change_fence ON appraisals_calibrationchange;
DROP FUNCTION appraisals_change_fence();
DROP TRIGGER calibration_entry_fence ON appraisals_calibrationentry;
DROP FUNCTION appraisals_entry_fence();
DROP TRIGGER calibration_session_step ON appraisals_calibrationsession;
DROP FUNCTION appraisals_session_step();
"""

FENCES = """
CREATE TRIGGER recusal_append_only BEFORE UPDATE OR DELETE ON appraisals_recusal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('who stands aside does so for good.');
CREATE TRIGGER calibration_change_append_only
    BEFORE UPDATE OR DELETE ON appraisals_calibrationchange
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a change stays: a later one follows it.');
CREATE TRIGGER grade_cap_append_only BEFORE UPDATE OR DELETE ON appraisals_gradecap
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a cap of a grade is append-only.');
"""
UNFENCED = """
DROP TRIGGER grade_cap_append_only ON appraisals_gradecap;
DROP TRIGGER calibration_change_append_only ON appraisals_calibrationchange;
DROP TRIGGER recusal_append_only ON appraisals_recusal;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("appraisals", "0004_self_assessments"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalibrationSession",
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
                    "appraisal_cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calibrations",
                        to="appraisals.appraisalcycle",
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[("department", "department"), ("person", "person")], max_length=10
                    ),
                ),
                ("scale", models.CharField(max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[("prepared", "prepared"), ("open", "open"), ("locked", "locked")],
                        default="prepared",
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("met_on", models.DateField(blank=True, null=True, verbose_name="met on")),
                ("minutes", models.TextField(blank=True, verbose_name="minutes")),
                (
                    "quota_mode",
                    models.CharField(
                        choices=[("off", "none"), ("guide", "a guide"), ("hard", "binding")],
                        editable=False,
                        max_length=5,
                    ),
                ),
                ("quota_grade", models.CharField(blank=True, editable=False, max_length=60)),
                (
                    "raised_share",
                    models.DecimalField(
                        decimal_places=4,
                        editable=False,
                        max_digits=9,
                        null=True,
                        verbose_name="raised share",
                    ),
                ),
                (
                    "raised_by",
                    models.CharField(blank=True, max_length=200, verbose_name="approved by"),
                ),
                (
                    "raised_document",
                    models.CharField(blank=True, max_length=300, verbose_name="document"),
                ),
                ("allowed", models.PositiveIntegerField(editable=False, null=True)),
                ("given", models.PositiveIntegerField(editable=False, null=True)),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "opened_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("opened_at", models.DateTimeField(editable=False, null=True)),
                (
                    "locked_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("locked_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("subject__in", ["department", "person"])),
                        name="calibration_subject_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["prepared", "open", "locked"])),
                        name="calibration_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quota_mode__in", ["off", "guide", "hard"])),
                        name="calibration_quota_mode_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quota_grade", ""), ("quota_mode", "off")),
                            models.Q(
                                models.Q(("quota_mode", "off"), _negated=True),
                                models.Q(("quota_grade", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="calibration_quota_names_its_grade",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("raised_by", ""),
                                ("raised_document", ""),
                                ("raised_share__isnull", True),
                            ),
                            models.Q(
                                ("raised_share__isnull", False),
                                models.Q(("raised_by", ""), _negated=True),
                                models.Q(("raised_document", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="calibration_raised_with_approval",
                        violation_error_message="Name who approved the raised share, and the document.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("locked_at__isnull", True),
                                ("opened_at__isnull", True),
                                ("state", "prepared"),
                            ),
                            models.Q(
                                ("locked_at__isnull", True),
                                ("opened_at__isnull", False),
                                ("state", "open"),
                            ),
                            models.Q(
                                ("locked_at__isnull", False),
                                ("opened_at__isnull", False),
                                ("state", "locked"),
                            ),
                            _connector="OR",
                        ),
                        name="calibration_opened_and_locked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quota_mode", "hard"), ("state", "locked"), _negated=True),
                            models.Q(
                                ("allowed__isnull", False),
                                ("given__isnull", False),
                                ("given__lte", models.F("allowed")),
                            ),
                            _connector="OR",
                        ),
                        name="calibration_quota_never_exceeded",
                        violation_error_message="More of the highest grade than the quota allows.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CalibrationMember",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="appraisals.calibrationsession",
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
                    "named_by",
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
                    models.UniqueConstraint(
                        fields=("session", "user"), name="calibration_member_once"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CalibrationEntry",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="appraisals.calibrationsession",
                    ),
                ),
                (
                    "appraisal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calibration_entry",
                        to="appraisals.appraisal",
                    ),
                ),
                ("initial", models.CharField(blank=True, max_length=60)),
                ("grade", models.CharField(blank=True, max_length=60)),
                ("score", models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                ("coverage", models.DecimalField(decimal_places=4, max_digits=5, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["session", "grade"], name="calibration_grades")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("coverage__isnull", True),
                            models.Q(("coverage__gte", 0), ("coverage__lte", 1)),
                            _connector="OR",
                        ),
                        name="calibration_entry_coverage_0_to_1",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
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
                        related_name="evaluations",
                        to="appraisals.appraisal",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("superior", "superior"),
                            ("second_superior", "second superior"),
                            ("leaders", "leaders"),
                            ("third_party", "third party"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "evaluator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "being written"), ("handed_in", "handed in")],
                        default="draft",
                        editable=False,
                        max_length=9,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("draft", models.JSONField(default=dict, editable=False)),
                ("saved_at", models.DateTimeField(editable=False, null=True)),
                ("window", models.UUIDField(editable=False, null=True)),
                (
                    "named_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("strengths", models.TextField(blank=True, verbose_name="strengths")),
                ("improvement", models.TextField(blank=True, verbose_name="one thing to improve")),
                (
                    "proposed_grade",
                    models.CharField(blank=True, max_length=60, verbose_name="proposed grade"),
                ),
                (
                    "percent",
                    models.DecimalField(decimal_places=6, editable=False, max_digits=9, null=True),
                ),
                ("handed_in_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("appraisal", "source", "evaluator"), name="evaluation_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("source__in", ["superior", "second_superior"]), ("state", "handed_in")
                        ),
                        fields=("appraisal", "source"),
                        name="evaluation_one_superior_speaks",
                        violation_error_message="Somebody else has evaluated for this side already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "source__in",
                                ["superior", "second_superior", "leaders", "third_party"],
                            )
                        ),
                        name="evaluation_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "handed_in"])),
                        name="evaluation_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("handed_in_at__isnull", True),
                                ("percent__isnull", True),
                                ("state", "draft"),
                            ),
                            models.Q(
                                ("handed_in_at__isnull", False),
                                ("percent__isnull", False),
                                ("state", "handed_in"),
                            ),
                            _connector="OR",
                        ),
                        name="evaluation_handed_in_is_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("percent__isnull", True),
                            models.Q(("percent__gte", 0), ("percent__lte", 100)),
                            _connector="OR",
                        ),
                        name="evaluation_0_to_100",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="EvaluationLine",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="appraisals.evaluation",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=120)),
                ("name_en", models.CharField(blank=True, max_length=300)),
                ("name_zh", models.CharField(blank=True, max_length=300)),
                (
                    "weight",
                    models.DecimalField(decimal_places=4, max_digits=9, verbose_name="weight"),
                ),
                ("rating", models.PositiveSmallIntegerField(null=True, verbose_name="rating")),
                ("comment", models.TextField(blank=True, verbose_name="comment")),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("evaluation", "code"), name="evaluation_line_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rating__isnull", True),
                            models.Q(("rating__gte", 1), ("rating__lte", 5)),
                            _connector="OR",
                        ),
                        name="evaluation_line_rating_1_to_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 0)),
                        name="evaluation_line_weight_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rating__in", [3, 4]), ("rating__isnull", False)),
                            models.Q(("comment", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="evaluation_line_says_why",
                        violation_error_message="Say why: this rating needs a comment.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="GradeCap",
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
                        related_name="caps",
                        to="appraisals.appraisal",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("veto", "veto"),
                            ("critical", "critical element not met"),
                            ("sanction", "disciplinary sanction"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("at_most", models.CharField(max_length=60, verbose_name="at most")),
                ("legal_basis", models.CharField(max_length=300, verbose_name="legal basis")),
                ("authority", models.CharField(max_length=200, verbose_name="approving authority")),
                ("incident", models.CharField(max_length=2000, verbose_name="what happened")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["veto", "critical", "sanction"])),
                        name="grade_cap_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("legal_basis", ""), _negated=True),
                            models.Q(("authority", ""), _negated=True),
                            models.Q(("incident", ""), _negated=True),
                        ),
                        name="grade_cap_has_legal_basis",
                        violation_error_message="Name the legal basis, the approving authority and what happened.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Recusal",
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
                        related_name="recusals",
                        to="appraisals.appraisal",
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
                ("reason", models.CharField(max_length=1000, verbose_name="reason")),
                (
                    "declared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("declared_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("appraisal", "user"),
                        name="recusal_once",
                        violation_error_message="This person stands aside already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="recusal_says_why",
                        violation_error_message="Say why.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CalibrationChange",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="appraisals.calibrationentry",
                    ),
                ),
                ("before", models.CharField(blank=True, max_length=60)),
                ("after", models.CharField(max_length=60)),
                ("reason", models.CharField(max_length=2000, verbose_name="reason")),
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
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="calibration_change_says_why",
                        violation_error_message="Say why the grade changes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("before", models.F("after")), _negated=True),
                        name="calibration_change_changes",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.RunSQL(EVALUATED, UNEVALUATED),
        migrations.RunSQL(CALIBRATED, UNCALIBRATED),
        migrations.RunSQL(FENCES, UNFENCED),
    ]
