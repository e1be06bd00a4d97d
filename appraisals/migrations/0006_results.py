"""Notices, meetings, plans, recommendations and appeals, and what must hold of them."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FENCES = """
CREATE TRIGGER notice_append_only BEFORE UPDATE OR DELETE ON appraisals_resultnotice
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a notice stays: a later one supersedes it.');
CREATE TRIGGER notice_part_append_only BEFORE UPDATE OR DELETE ON appraisals_noticepart
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the parts of a notice are append-only.');
CREATE TRIGGER notice_right_append_only BEFORE UPDATE OR DELETE ON appraisals_noticeright
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the rights of a notice are append-only.');
CREATE TRIGGER acknowledgement_append_only BEFORE UPDATE OR DELETE ON appraisals_acknowledgement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('an acknowledgement is append-only.');
CREATE TRIGGER appeal_event_append_only BEFORE UPDATE OR DELETE ON appraisals_appealevent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the steps of an appeal are append-only.');
CREATE TRIGGER appeal_no_delete BEFORE DELETE ON appraisals_appeal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('an appeal is never deleted.');
CREATE TRIGGER meeting_no_delete BEFORE DELETE ON appraisals_feedbackmeeting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a meeting is never deleted.');
"""
UNFENCED = """
DROP TRIGGER notice_append_only ON appraisals_resultnotice;
DROP TRIGGER notice_part_append_only ON appraisals_noticepart;
DROP TRIGGER notice_right_append_only ON appraisals_noticeright;
DROP TRIGGER acknowledgement_append_only ON appraisals_acknowledgement;
DROP TRIGGER appeal_event_append_only ON appraisals_appealevent;
DROP TRIGGER appeal_no_delete ON appraisals_appeal;
DROP TRIGGER meeting_no_delete ON appraisals_feedbackmeeting;
"""

# A notice tells a grade of its own appraisal; what both have signed or a person has decided stays.
KEPT = """
CREATE FUNCTION appraisals_notice_of_its_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.grade_id IS NOT NULL AND NOT EXISTS (
           SELECT FROM appraisals_grade
            WHERE id = NEW.grade_id AND appraisal_id = NEW.appraisal_id)
       OR NEW.supersedes_id IS NOT NULL AND NOT EXISTS (
           SELECT FROM appraisals_resultnotice
            WHERE id = NEW.supersedes_id AND appraisal_id = NEW.appraisal_id)
    THEN
        RAISE EXCEPTION 'a notice tells a grade of its own appraisal'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notice_of_its_own BEFORE INSERT ON appraisals_resultnotice
    FOR EACH ROW EXECUTE FUNCTION appraisals_notice_of_its_own();
CREATE FUNCTION appraisals_settled_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER meeting_signed_stays BEFORE UPDATE ON appraisals_feedbackmeeting
    FOR EACH ROW WHEN (OLD.superior_signed_at IS NOT NULL
                       AND (OLD.subject_signed_at IS NOT NULL OR OLD.unsigned_because <> ''))
    EXECUTE FUNCTION appraisals_settled_stays('what both sides acknowledged stays');
CREATE TRIGGER recommendation_decided_stays BEFORE UPDATE OR DELETE ON appraisals_recommendation
    FOR EACH ROW WHEN (OLD.state <> 'open')
    EXECUTE FUNCTION appraisals_settled_stays('a decided recommendation stays');
CREATE TRIGGER development_action_settled_stays
    BEFORE UPDATE OR DELETE ON appraisals_developmentaction
    FOR EACH ROW WHEN (OLD.state <> 'open')
    EXECUTE FUNCTION appraisals_settled_stays('a settled action stays');
"""
LOOSE = """
DROP TRIGGER notice_of_its_own ON appraisals_resultnotice;
DROP TRIGGER meeting_signed_stays ON appraisals_feedbackmeeting;
DROP TRIGGER recommendation_decided_stays ON appraisals_recommendation;
DROP TRIGGER development_action_settled_stays ON appraisals_developmentaction;
DROP FUNCTION appraisals_notice_of_its_own();
DROP FUNCTION appraisals_settled_stays();
"""

# An appeal rests on a notice of its own appraisal and starts no earlier; its last day is that of the
# right in the notice, or of what the decision before it allowed. It moves along the table of steps
# (services/appeals.py) only.
APPEALS = """
CREATE FUNCTION appraisals_appeal_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM appraisals_resultnotice told
                    WHERE told.id = NEW.notice_id AND told.appraisal_id = NEW.appraisal_id
                      AND told.grade_id IS NOT NULL AND told.issued_at <= NEW.filed_at)
       OR NEW.state <> 'filed'
       OR NEW.last_day IS DISTINCT FROM (CASE
              WHEN NEW.follows_id IS NULL
              THEN (SELECT due_on FROM appraisals_noticeright
                     WHERE notice_id = NEW.notice_id AND step = NEW.step)
              ELSE (SELECT further_until FROM appraisals_appeal
                     WHERE id = NEW.follows_id AND appraisal_id = NEW.appraisal_id
                       AND state IN ('kept', 'improved') AND further_step = NEW.step) END)
    THEN
        RAISE EXCEPTION 'an appeal rests on a notice, and on a right that it gave'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_begins BEFORE INSERT ON appraisals_appeal
    FOR EACH ROW EXECUTE FUNCTION appraisals_appeal_begins();
CREATE FUNCTION appraisals_appeal_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.appraisal_id, OLD.notice_id, OLD.follows_id, OLD.step, OLD.grounds, OLD.evidence,
        OLD.filed_by_id, OLD.filed_at, OLD.filed_on, OLD.last_day)
       IS DISTINCT FROM
       (NEW.appraisal_id, NEW.notice_id, NEW.follows_id, NEW.step, NEW.grounds, NEW.evidence,
        NEW.filed_by_id, NEW.filed_at, NEW.filed_on, NEW.last_day)
       OR OLD.state IN ('kept', 'improved', 'withdrawn')
       OR (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
              ('filed', 'heard'), ('filed', 'withdrawn'), ('heard', 'withdrawn'),
              ('heard', 'kept'), ('heard', 'proposed'), ('proposed', 'heard'),
              ('proposed', 'improved')))
    THEN
        RAISE EXCEPTION 'an appeal does not go from % to %, and what was filed stays',
            OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_step_in_order BEFORE UPDATE ON appraisals_appeal
    FOR EACH ROW EXECUTE FUNCTION appraisals_appeal_step();
CREATE FUNCTION appraisals_member_independent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM appraisals_appeal appeal
          JOIN appraisals_appraisal subject ON subject.id = appeal.appraisal_id
         WHERE appeal.id = NEW.appeal_id
           AND (NEW.user_id IN (subject.subject_user_id, subject.appraiser_id,
                                subject.second_appraiser_id, appeal.filed_by_id)
                OR EXISTS (SELECT FROM appraisals_grade
                            WHERE appraisal_id = subject.id AND decided_by_id = NEW.user_id)
                OR EXISTS (SELECT FROM appraisals_appealmember sat
                             JOIN appraisals_appeal former ON former.id = sat.appeal_id
                            WHERE former.appraisal_id = subject.id AND former.id <> appeal.id
                              AND sat.user_id = NEW.user_id)))
    THEN
        RAISE EXCEPTION 'nobody hears an appeal about what he evaluated or decided'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_member_independent BEFORE INSERT OR UPDATE OF user_id, appeal_id
    ON appraisals_appealmember
    FOR EACH ROW EXECUTE FUNCTION appraisals_member_independent();
"""
UNAPPEALED = """
DROP TRIGGER appeal_begins ON appraisals_appeal;
DROP TRIGGER appeal_step_in_order ON appraisals_appeal;
DROP TRIGGER appeal_member_independent ON appraisals_appealmember;
DROP FUNCTION appraisals_appeal_begins();
DROP FUNCTION appraisals_appeal_step();
DROP FUNCTION appraisals_member_independent();
"""

# The order of the bands in the pinned scale decides what is better. A grade of the stage "appeal"
# stands above the one it supersedes and is the one that an appeal proposed; once an appeal was
# filed no other way makes the grade worse either.
NEVER_WORSE = """
CREATE FUNCTION appraisals_place_of(whose integer, wanted text) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT band.place
      FROM appraisals_appraisal subject
      JOIN appraisals_appraisalcycle cycle ON cycle.id = subject.appraisal_cycle_id
      JOIN departments_policypack pack ON pack.id = cycle.policy_id
     CROSS JOIN LATERAL jsonb_array_elements(pack.content -> 'grade_scales') scale(content)
     CROSS JOIN LATERAL jsonb_array_elements(scale.content -> 'bands')
           WITH ORDINALITY band(content, place)
     WHERE subject.id = whose AND band.content ->> 'code' = wanted
       AND scale.content ->> 'code' = CASE subject.subject WHEN 'person' THEN cycle.person_scale
                                                            ELSE cycle.department_scale END
$$;
CREATE FUNCTION appraisals_never_worse() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_place bigint := (SELECT appraisals_place_of(NEW.appraisal_id, grade)
                           FROM appraisals_grade WHERE id = NEW.supersedes_id);
    new_place bigint := appraisals_place_of(NEW.appraisal_id, NEW.grade);
BEGIN
    IF NEW.stage = 'appeal' THEN
        IF (new_place < old_place) IS NOT TRUE OR NOT EXISTS (
               SELECT FROM appraisals_appeal
                WHERE appraisal_id = NEW.appraisal_id AND state = 'proposed'
                  AND proposed_grade = NEW.grade)
        THEN
            RAISE EXCEPTION 'an appeal keeps a grade or improves it'
                USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF new_place > old_place
          AND EXISTS (SELECT FROM appraisals_appeal WHERE appraisal_id = NEW.appraisal_id)
    THEN
        RAISE EXCEPTION 'after an appeal a grade never becomes worse'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grade_never_worse BEFORE INSERT ON appraisals_grade
    FOR EACH ROW WHEN (NEW.stage = 'appeal' OR NEW.supersedes_id IS NOT NULL)
    EXECUTE FUNCTION appraisals_never_worse();
"""
WORSE = """
DROP TRIGGER grade_never_worse ON appraisals_grade;
DROP FUNCTION appraisals_never_worse();
DROP FUNCTION appraisals_place_of(integer, text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("appraisals", "0005_evaluations"),
        ("audit", "0003_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="DevelopmentPlan",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "appraisal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="development_plan",
                        to="appraisals.appraisal",
                    ),
                ),
                ("aim", models.TextField(max_length=2000, verbose_name="aim")),
                ("follow_up_on", models.DateField(verbose_name="looked at again on")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("aim", ""), _negated=True),
                        name="development_plan_has_an_aim",
                        violation_error_message="Say what the plan aims at.",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="DevelopmentAction",
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
                        related_name="actions",
                        to="appraisals.developmentplan",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("training", "training"),
                            ("coaching", "coaching"),
                            ("resource", "resources"),
                            ("process", "process"),
                            ("rotation", "another task or post"),
                            ("other", "other"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("what", models.CharField(max_length=500, verbose_name="what is done")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("done", "done"), ("dropped", "dropped")],
                        default="open",
                        editable=False,
                        max_length=7,
                    ),
                ),
                ("done_on", models.DateField(null=True, verbose_name="done on")),
                (
                    "hours",
                    models.DecimalField(
                        decimal_places=1, max_digits=6, null=True, verbose_name="hours"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(blank=True, max_length=1000, verbose_name="what came of it"),
                ),
                (
                    "settled_by",
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
                            (
                                "kind__in",
                                [
                                    "training",
                                    "coaching",
                                    "resource",
                                    "process",
                                    "rotation",
                                    "other",
                                ],
                            )
                        ),
                        name="development_action_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "done", "dropped"])),
                        name="development_action_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_on__isnull", True), ("outcome", ""), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("done_on__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="development_action_settled_with_an_outcome",
                        violation_error_message="Say when it was settled and what came of it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "training"), ("state", "done"), _negated=True),
                            ("hours__gt", 0),
                            _connector="OR",
                        ),
                        name="development_action_training_has_hours",
                        violation_error_message="Give the hours of the training.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="FeedbackMeeting",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "appraisal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meeting",
                        to="appraisals.appraisal",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="held on")),
                (
                    "led_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "others",
                    models.CharField(blank=True, max_length=300, verbose_name="who else was there"),
                ),
                (
                    "superior_words",
                    models.TextField(max_length=8000, verbose_name="what the superior said"),
                ),
                (
                    "subject_words",
                    models.TextField(
                        blank=True, max_length=8000, verbose_name="what the other side said"
                    ),
                ),
                (
                    "causes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("skill", "skill"),
                                ("resource", "resources"),
                                ("process", "process"),
                                ("external", "outside circumstances"),
                                ("data", "data"),
                                ("goal", "the goal itself"),
                            ],
                            max_length=8,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="causes",
                    ),
                ),
                ("superior_signed_at", models.DateTimeField(editable=False, null=True)),
                ("subject_signed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "unsigned_because",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="not signed because"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "causes__contained_by",
                                ["skill", "resource", "process", "external", "data", "goal"],
                            )
                        ),
                        name="meeting_causes_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("superior_words", ""), _negated=True),
                        name="meeting_has_words",
                        violation_error_message="Write what was said.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unsigned_because", ""),
                            models.Q(
                                ("subject_signed_at__isnull", True),
                                ("superior_signed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_unsigned_only_by_the_subject",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
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
                        related_name="recommendations",
                        to="appraisals.appraisal",
                    ),
                ),
                (
                    "grade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="appraisals.grade",
                    ),
                ),
                ("rule", models.CharField(max_length=60)),
                ("years", models.PositiveSmallIntegerField(verbose_name="years that count")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to be decided"),
                            ("accepted", "followed"),
                            ("refused", "not followed"),
                            ("lapsed", "lapsed: the grade changed"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=2000, verbose_name="reason")),
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
                ("created_at", models.DateTimeField(editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "accepted", "refused", "lapsed"])
                        ),
                        name="recommendation_state_known",
                    ),
                    models.UniqueConstraint(fields=("grade", "rule"), name="recommendation_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state__in", ["open", "lapsed"]),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["accepted", "refused"]),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="recommendation_decided_by_a_person",
                        violation_error_message="Say why.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ResultNotice",
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
                        related_name="notices",
                        to="appraisals.appraisal",
                    ),
                ),
                (
                    "grade",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice",
                        to="appraisals.grade",
                    ),
                ),
                ("number", models.CharField(max_length=80, unique=True, verbose_name="number")),
                ("comment", models.CharField(blank=True, max_length=2000, verbose_name="comment")),
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="appraisals.resultnotice",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("issued_at", models.DateTimeField(verbose_name="issued at")),
                ("issued_on", models.DateField(verbose_name="issued on")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("appraisal",),
                        name="notice_first_once",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="NoticeRight",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rights",
                        to="appraisals.resultnotice",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("review_request", "review by the body that decided"),
                            ("appeal_direct", "appeal without a review"),
                            ("appeal_after_review", "appeal after the review"),
                            ("second_appeal", "second appeal"),
                            ("department_objection", "objection of the department"),
                        ],
                        max_length=20,
                    ),
                ),
                ("due_on", models.DateField(verbose_name="last day")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "step__in",
                                [
                                    "review_request",
                                    "appeal_direct",
                                    "appeal_after_review",
                                    "second_appeal",
                                    "department_objection",
                                ],
                            )
                        ),
                        name="notice_right_known",
                    ),
                    models.UniqueConstraint(fields=("notice", "step"), name="notice_right_once"),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="NoticePart",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="appraisals.resultnotice",
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
                    "weight",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, null=True, verbose_name="weight"
                    ),
                ),
                (
                    "score",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="appraisals.sourcescore",
                    ),
                ),
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
                        name="notice_part_source_known",
                    ),
                    models.UniqueConstraint(fields=("notice", "source"), name="notice_part_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("weight__isnull", True),
                            models.Q(("weight__gte", 0), ("weight__lte", 100)),
                            _connector="OR",
                        ),
                        name="notice_part_weight_0_to_100",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
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
                        related_name="appeals",
                        to="appraisals.appraisal",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="appraisals.resultnotice",
                    ),
                ),
                (
                    "follows",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="appraisals.appeal",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("review_request", "review by the body that decided"),
                            ("appeal_direct", "appeal without a review"),
                            ("appeal_after_review", "appeal after the review"),
                            ("second_appeal", "second appeal"),
                            ("department_objection", "objection of the department"),
                        ],
                        max_length=20,
                        verbose_name="what is asked for",
                    ),
                ),
                ("grounds", models.TextField(max_length=8000, verbose_name="grounds")),
                (
                    "evidence",
                    models.TextField(blank=True, max_length=8000, verbose_name="evidence"),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("filed_at", models.DateTimeField()),
                ("filed_on", models.DateField(verbose_name="filed on")),
                ("last_day", models.DateField(verbose_name="last day for filing")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("filed", "filed"),
                            ("heard", "before the body"),
                            ("proposed", "a better grade waits for approval"),
                            ("kept", "the grade stays"),
                            ("improved", "the grade was improved"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="filed",
                        max_length=9,
                    ),
                ),
                (
                    "body",
                    models.CharField(blank=True, max_length=300, verbose_name="body that decides"),
                ),
                ("decide_by", models.DateField(null=True, verbose_name="to be decided by")),
                ("extended", models.BooleanField(default=False)),
                (
                    "proposed_grade",
                    models.CharField(blank=True, max_length=60, verbose_name="better grade"),
                ),
                (
                    "decision",
                    models.TextField(
                        blank=True, max_length=8000, verbose_name="decision and reasons"
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
                ("decided_at", models.DateTimeField(null=True)),
                ("approve_by", models.DateField(null=True, verbose_name="to be approved by")),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "result",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeal",
                        to="appraisals.grade",
                    ),
                ),
                (
                    "further_step",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("review_request", "review by the body that decided"),
                            ("appeal_direct", "appeal without a review"),
                            ("appeal_after_review", "appeal after the review"),
                            ("second_appeal", "second appeal"),
                            ("department_objection", "objection of the department"),
                        ],
                        max_length=20,
                    ),
                ),
                ("further_until", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "step__in",
                                [
                                    "review_request",
                                    "appeal_direct",
                                    "appeal_after_review",
                                    "second_appeal",
                                    "department_objection",
                                ],
                            )
                        ),
                        name="appeal_step_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "further_step__in",
                                [
                                    "review_request",
                                    "appeal_direct",
                                    "appeal_after_review",
                                    "second_appeal",
                                    "department_objection",
                                    "",
                                ],
                            )
                        ),
                        name="appeal_further_step_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["filed", "heard", "proposed", "kept", "improved", "withdrawn"],
                            )
                        ),
                        name="appeal_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["filed", "heard", "proposed"])),
                        fields=("appraisal",),
                        name="appeal_one_open",
                        violation_error_message="An appeal against this grade is open already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("appraisal", "step"),
                        name="appeal_each_right_once",
                        violation_error_message="This was asked for already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("filed_on__lte", models.F("last_day"))),
                        name="appeal_filed_in_time",
                        violation_error_message="The last day for this is over.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grounds", ""), _negated=True),
                        name="appeal_has_grounds",
                        violation_error_message="Say why the grade should be looked at again.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["proposed", "kept", "improved"]), _negated=True
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decision", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_decided_with_reasons",
                        violation_error_message="Give the reasons of the decision.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "improved"), _negated=True),
                            models.Q(
                                ("approved_by__isnull", False),
                                ("result__isnull", False),
                                models.Q(("approved_by", models.F("decided_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_improved_by_two",
                        violation_error_message="A second person approves a changed grade.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["proposed", "improved"]),
                                models.Q(("proposed_grade", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state__in", ["proposed", "improved"]), _negated=True),
                                ("proposed_grade", ""),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_grade_only_for_better",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgement",
                        to="appraisals.resultnotice",
                    ),
                ),
                (
                    "stance",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("agrees", "received, and agrees"),
                            ("disagrees", "received, and does not agree"),
                        ],
                        max_length=9,
                        verbose_name="I have received the notice",
                    ),
                ),
                ("opinion", models.CharField(blank=True, max_length=4000, verbose_name="opinion")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stance__in", ["received", "agrees", "disagrees"])),
                        name="acknowledgement_stance_known",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="AppealEvent",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="appraisals.appeal",
                    ),
                ),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("file", "Filed"),
                            ("hear", "Put before a body"),
                            ("recuse", "A member stepped back"),
                            ("extend", "Time to decide extended"),
                            ("keep", "Decided: the grade stays"),
                            ("improve", "Decided: a better grade"),
                            ("approve", "Better grade approved"),
                            ("return", "Sent back to the body"),
                            ("withdraw", "Withdrawn"),
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
                ("reason", models.CharField(blank=True, max_length=2000, verbose_name="reason")),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "deed__in",
                                [
                                    "file",
                                    "hear",
                                    "recuse",
                                    "extend",
                                    "keep",
                                    "improve",
                                    "approve",
                                    "return",
                                    "withdraw",
                                ],
                            )
                        ),
                        name="appeal_event_deed_known",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="AppealMember",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="appraisals.appeal",
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
                    "recused_because",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="steps back because"
                    ),
                ),
                ("named_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("appeal", "user"), name="appeal_member_once")
                ],
                "indexes": [],
            },
        ),
        migrations.RunSQL(FENCES, UNFENCED),
        migrations.RunSQL(KEPT, LOOSE),
        migrations.RunSQL(APPEALS, UNAPPEALED),
        migrations.RunSQL(NEVER_WORSE, WORSE),
    ]
