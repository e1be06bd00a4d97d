"""Third parties: their organisations, engagements, marks and reports, and their fences."""

import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import audit.models

# What was declared, marked, signed and noted stays as it was written.
STAYS = ("independencedeclaration", "declareddepartment", "mark", "signedreport", "unitresult",
         "finalmark", "workingpaper", "unitmaterial")  # fmt: skip
STAY = "".join(
    f"CREATE TRIGGER {name}_stays BEFORE UPDATE OR DELETE ON feedback_{name}"
    " FOR EACH ROW EXECUTE FUNCTION feedback_stays();"
    for name in STAYS
)
GO = "".join(f"DROP TRIGGER {name}_stays ON feedback_{name};" for name in STAYS)

# An engagement goes by its steps, and what was commissioned is not changed behind the markers.
STEPS = """
CREATE FUNCTION feedback_engagement_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'drafted' THEN
            RAISE EXCEPTION 'an engagement begins as a draft' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'drafted' AND
       (OLD.organisation_id, OLD.department_id, OLD.period_id, OLD.indicator_id, OLD.is_blind,
        OLD.starts_on, OLD.report_due_on, OLD.reply_working_days, OLD.levels_apart_most,
        OLD.consecutive_most, OLD.commissioned_on)
       IS DISTINCT FROM
       (NEW.organisation_id, NEW.department_id, NEW.period_id, NEW.indicator_id, NEW.is_blind,
        NEW.starts_on, NEW.report_due_on, NEW.reply_working_days, NEW.levels_apart_most,
        NEW.consecutive_most, NEW.commissioned_on)
    THEN
        RAISE EXCEPTION 'what was commissioned stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (
        ('drafted', 'commissioned'), ('commissioned', 'marking'), ('marking', 'reply'),
        ('reply', 'adjudication'), ('adjudication', 'final'), ('final', 'adjudication'),
        ('drafted', 'withdrawn'), ('commissioned', 'withdrawn'), ('marking', 'withdrawn'),
        ('reply', 'withdrawn'), ('adjudication', 'withdrawn'))
    THEN
        RAISE EXCEPTION 'an engagement does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'commissioned' THEN
        IF (SELECT coalesce(sum(weight), 0) FROM feedback_criterion WHERE engagement_id = NEW.id)
           <> 100 THEN
            RAISE EXCEPTION 'the weights of an engagement sum to 100'
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF (SELECT count(*) FROM feedback_engagementmember WHERE engagement_id = NEW.id) <> 3
           OR NOT EXISTS (SELECT FROM feedback_unitkey WHERE engagement_id = NEW.id) THEN
            RAISE EXCEPTION 'an engagement has three seats and a unit'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF NEW.state = 'reply' AND
       (SELECT count(*) FROM feedback_marksheet s JOIN feedback_engagementunit u ON u.id = s.unit_id
         WHERE u.engagement_id = NEW.id AND s.handed_in_at IS NOT NULL)
       <> 2 * (SELECT count(*) FROM feedback_engagementunit WHERE engagement_id = NEW.id) THEN
        RAISE EXCEPTION 'both markers hand in every unit first'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'final' AND NOT EXISTS (
        SELECT FROM feedback_signedreport WHERE engagement_id = NEW.id) THEN
        RAISE EXCEPTION 'a final engagement has a signed report'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER engagement_step BEFORE INSERT OR UPDATE ON feedback_engagement
    FOR EACH ROW EXECUTE FUNCTION feedback_engagement_step();
"""
UNSTEPPED = """
DROP TRIGGER engagement_step ON feedback_engagement;
DROP FUNCTION feedback_engagement_step();
"""

# Criteria, levels, units and seats are written while an engagement is drafted, and then stay.
PARTS = ("criterion", "engagementunit", "unitkey", "engagementmember", "rubriclevel")
FROZEN = """
CREATE FUNCTION feedback_engagement_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE part record; place bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN part := OLD; ELSE part := NEW; END IF;
    IF TG_TABLE_NAME = 'feedback_rubriclevel' THEN
        SELECT engagement_id INTO place FROM feedback_criterion WHERE id = part.criterion_id;
    ELSE
        place := part.engagement_id;
    END IF;
    IF (SELECT state FROM feedback_engagement WHERE id = place) <> 'drafted' AND NOT (
        TG_TABLE_NAME = 'feedback_engagementunit' AND TG_OP = 'UPDATE' AND
        (to_jsonb(OLD) - 'reply_version') = (to_jsonb(NEW) - 'reply_version'))
    THEN
        RAISE EXCEPTION 'what was commissioned stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN part;
END $$;
""" + "".join(
    f"CREATE TRIGGER {name}_frozen BEFORE INSERT OR UPDATE OR DELETE ON feedback_{name}"
    " FOR EACH ROW EXECUTE FUNCTION feedback_engagement_part();"
    for name in PARTS
)
THAWED = "".join(f"DROP TRIGGER {name}_frozen ON feedback_{name};" for name in PARTS) + (
    "DROP FUNCTION feedback_engagement_part();"
)

# Marks are written while marking lasts, replies until their day, decisions while they are settled.
WHEN = """
CREATE FUNCTION feedback_mark_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.handed_in_at IS NOT NULL THEN
        RAISE EXCEPTION 'a sheet that is handed in stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NOT EXISTS (
        SELECT FROM feedback_engagementunit u
          JOIN feedback_engagement e ON e.id = u.engagement_id
          JOIN feedback_engagementmember m ON m.engagement_id = e.id
         WHERE u.id = NEW.unit_id AND m.id = NEW.member_id AND e.state = 'marking'
           AND m.seat IN ('first', 'second')) THEN
        RAISE EXCEPTION 'only markers mark, while marking lasts'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER mark_sheet_fence BEFORE INSERT OR UPDATE OR DELETE ON feedback_marksheet
    FOR EACH ROW EXECUTE FUNCTION feedback_mark_sheet();
CREATE FUNCTION feedback_mark_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM feedback_marksheet
                WHERE id = NEW.sheet_id AND handed_in_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a sheet that is handed in stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM feedback_rubriclevel
                    WHERE id = NEW.level_id AND criterion_id = NEW.criterion_id) THEN
        RAISE EXCEPTION 'a level of another criterion' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER mark_in_time BEFORE INSERT ON feedback_mark
    FOR EACH ROW EXECUTE FUNCTION feedback_mark_in_time();
CREATE FUNCTION feedback_said_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE said record;
BEGIN
    IF TG_OP = 'DELETE' THEN said := OLD; ELSE said := NEW; END IF;
    IF NOT EXISTS (
        SELECT FROM feedback_engagementunit u JOIN feedback_engagement e ON e.id = u.engagement_id
         WHERE u.id = said.unit_id AND e.state = TG_ARGV[0]) THEN
        RAISE EXCEPTION 'this is not said in this state' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN said;
END $$;
CREATE TRIGGER unit_reply_in_time BEFORE INSERT OR UPDATE OR DELETE ON feedback_unitreply
    FOR EACH ROW EXECUTE FUNCTION feedback_said_in_time('reply');
CREATE TRIGGER adjudication_in_time BEFORE INSERT OR UPDATE OR DELETE ON feedback_adjudication
    FOR EACH ROW EXECUTE FUNCTION feedback_said_in_time('adjudication');
"""
WHENEVER = """
DROP TRIGGER adjudication_in_time ON feedback_adjudication;
DROP TRIGGER unit_reply_in_time ON feedback_unitreply;
DROP FUNCTION feedback_said_in_time();
DROP TRIGGER mark_in_time ON feedback_mark;
DROP FUNCTION feedback_mark_in_time();
DROP TRIGGER mark_sheet_fence ON feedback_marksheet;
DROP FUNCTION feedback_mark_sheet();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0002_policy_packs_stay"),
        ("feedback", "0004_published"),
        ("indicators", "0012_import_findings"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvaluatorOrganisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
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
                    "registration_number",
                    models.CharField(
                        error_messages={
                            "unique": "Another organisation has this registration number."
                        },
                        max_length=40,
                        unique=True,
                        verbose_name="registration number",
                    ),
                ),
                (
                    "suspended_until",
                    models.DateField(blank=True, null=True, verbose_name="suspended until"),
                ),
                (
                    "suspended_because",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="why it is suspended"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name_en", ""), _negated=True),
                            models.Q(("name_zh", ""), _negated=True),
                        ),
                        name="evaluator_named",
                        violation_error_message="Give the name in English and in Chinese.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("registration_number__regex", "^[0-9A-Za-z][0-9A-Za-z-]*$")
                        ),
                        name="evaluator_registration_number",
                        violation_error_message="Letters, digits and hyphens only.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("suspended_because", ""), ("suspended_until__isnull", True)),
                            models.Q(
                                ("suspended_until__isnull", False),
                                models.Q(("suspended_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="evaluator_suspended_with_a_reason",
                        violation_error_message="Give both: until when, and why.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Engagement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engagements",
                        to="feedback.evaluatororganisation",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engagements",
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
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engagements",
                        to="indicators.indicator",
                    ),
                ),
                ("scope_en", models.CharField(max_length=2000, verbose_name="scope in English")),
                ("scope_zh", models.CharField(max_length=2000, verbose_name="scope in Chinese")),
                (
                    "is_blind",
                    models.BooleanField(default=False, verbose_name="markers see no names"),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                ("report_due_on", models.DateField(verbose_name="report due on")),
                (
                    "reply_working_days",
                    models.PositiveSmallIntegerField(verbose_name="working days for a reply"),
                ),
                (
                    "levels_apart_most",
                    models.PositiveSmallIntegerField(
                        verbose_name="levels that markers may lie apart"
                    ),
                ),
                ("consecutive_most", models.PositiveSmallIntegerField(editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "being drafted"),
                            ("commissioned", "commissioned"),
                            ("marking", "being marked"),
                            ("reply", "departments reply"),
                            ("adjudication", "being adjudicated"),
                            ("final", "final"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="drafted",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("reply_until", models.DateField(editable=False, null=True)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("commissioned_on", models.DateField(editable=False, null=True)),
                ("reported_on", models.DateField(editable=False, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["organisation", "commissioned_on"], name="engagement_rotation"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "drafted",
                                    "commissioned",
                                    "marking",
                                    "reply",
                                    "adjudication",
                                    "final",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="engagement_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name_en", ""), _negated=True),
                            models.Q(("name_zh", ""), _negated=True),
                            models.Q(("scope_en", ""), _negated=True),
                            models.Q(("scope_zh", ""), _negated=True),
                        ),
                        name="engagement_named",
                        violation_error_message="Give name and scope in English and in Chinese.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__gte", models.F("starts_on")),
                            ("report_due_on__gte", models.F("starts_on")),
                            ("report_due_on__lte", models.F("ends_on")),
                        ),
                        name="engagement_dates",
                        violation_error_message="The report is due between the first and the last day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consecutive_most__range", (1, 20)),
                            ("levels_apart_most__range", (0, 9)),
                            ("reply_working_days__range", (1, 90)),
                        ),
                        name="engagement_numbers",
                        violation_error_message="1 to 90 working days; 0 to 9 levels.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["drafted", "withdrawn"]),
                            ("commissioned_on__isnull", False),
                            _connector="OR",
                        ),
                        name="engagement_commissioned_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ("reply", "adjudication", "final")), _negated=True
                            ),
                            ("reply_until__isnull", False),
                            _connector="OR",
                        ),
                        name="engagement_reply_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "final"), _negated=True),
                            ("reported_on__isnull", False),
                            _connector="OR",
                        ),
                        name="engagement_final_is_reported",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EngagementUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="feedback.engagement",
                    ),
                ),
                ("letter", models.CharField(max_length=3)),
                ("reply_version", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "ordering": ["engagement", "letter"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("engagement", "letter"), name="unit_letter_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("letter__regex", "^[A-Z]{1,3}$")), name="unit_letter"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
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
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="criteria",
                        to="feedback.engagement",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "weight",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="weight"),
                ),
            ],
            options={
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("engagement", "place"), name="criterion_place_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name_en", ""), _negated=True),
                            models.Q(("name_zh", ""), _negated=True),
                        ),
                        name="criterion_named",
                        violation_error_message="Give the name in English and in Chinese.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gt", 0), ("weight__lte", 100)),
                        name="criterion_weight",
                        violation_error_message="A weight lies above 0 and is 100 at most.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="EngagementMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="feedback.engagement",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engagement_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seat",
                    models.CharField(
                        choices=[
                            ("first", "first marker"),
                            ("second", "second marker"),
                            ("responsible", "responsible evaluator"),
                        ],
                        max_length=11,
                        verbose_name="seat",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seat__in", ["first", "second", "responsible"])),
                        name="member_seat",
                    ),
                    models.UniqueConstraint(
                        fields=("engagement", "seat"), name="member_one_per_seat"
                    ),
                    models.UniqueConstraint(
                        fields=("engagement", "user"),
                        name="member_one_seat_each",
                        violation_error_message="Two seats need two people.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="UnitKey",
            fields=[
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="key",
                        serialize=False,
                        to="feedback.engagementunit",
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keys",
                        to="feedback.engagement",
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
            ],
            options={
                "indexes": [models.Index(fields=["department"], name="unit_of_department")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("engagement", "department"), name="unit_department_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IndependenceDeclaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="feedback.evaluatororganisation",
                    ),
                ),
                ("signed_by", models.CharField(max_length=200, verbose_name="signed by")),
                ("signed_on", models.DateField(verbose_name="signed on")),
                (
                    "has_violation",
                    models.BooleanField(verbose_name="a violation in the last three years"),
                ),
                (
                    "violation_note",
                    models.CharField(blank=True, max_length=1000, verbose_name="which violation"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
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
                "ordering": ["-signed_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("signed_by", ""), _negated=True),
                        name="declaration_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("has_violation", False), ("violation_note", "")),
                            models.Q(
                                ("has_violation", True),
                                models.Q(("violation_note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="declaration_says_which_violation",
                        violation_error_message="Say which violation, or that there was none.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="DeclaredDepartment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "declaration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="departments",
                        to="feedback.independencedeclaration",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("declaration", "department"), name="declared_department_once"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="MarkSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="feedback.engagementunit",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="feedback.engagementmember",
                    ),
                ),
                ("draft", models.JSONField(blank=True, default=dict)),
                ("version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(null=True)),
                ("handed_in_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "member"), name="mark_sheet_once")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="RubricLevel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
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
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="levels",
                        to="feedback.criterion",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "points",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="points"),
                ),
                ("description_en", models.CharField(max_length=500)),
                ("description_zh", models.CharField(max_length=500)),
            ],
            options={
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("criterion", "place"), name="level_place_once"),
                    models.UniqueConstraint(
                        fields=("criterion", "points"), name="level_points_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name_en", ""), _negated=True),
                            models.Q(("name_zh", ""), _negated=True),
                            models.Q(("description_en", ""), _negated=True),
                            models.Q(("description_zh", ""), _negated=True),
                        ),
                        name="level_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__gte", 0), ("points__lte", 100)),
                        name="level_points",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="feedback.marksheet",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="feedback.criterion",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.rubriclevel",
                    ),
                ),
                ("note", models.CharField(max_length=2000, verbose_name="why")),
                (
                    "evidence",
                    models.CharField(blank=True, max_length=2000, verbose_name="evidence"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "criterion"), name="mark_once"),
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True), name="mark_says_why"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Adjudication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjudications",
                        to="feedback.engagementunit",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.criterion",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.rubriclevel",
                    ),
                ),
                ("reason", models.CharField(max_length=2000, verbose_name="reason")),
                ("is_apart", models.BooleanField()),
                ("reply_changed", models.BooleanField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "criterion"), name="adjudication_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="adjudication_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_apart", False), ("level__isnull", False), _connector="OR"
                        ),
                        name="adjudication_settles_what_lies_apart",
                        violation_error_message=("Choose a level: the markers lie too far apart."),
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SignedReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="feedback.engagement",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("sentence", models.CharField(max_length=500)),
                ("language", models.CharField(max_length=10)),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signed_in_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("engagement", "number"), name="report_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "signed_in_at__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("at"),
                                    "-",
                                    models.Value(datetime.timedelta(seconds=900)),
                                ),
                            ),
                            ("signed_in_at__lte", models.F("at")),
                        ),
                        name="report_after_a_fresh_sign_in",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="report_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sentence", ""), _negated=True),
                            models.Q(("language", ""), _negated=True),
                        ),
                        name="report_of_a_sentence",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="UnitMaterial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="material",
                        to="feedback.engagementunit",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.criterion",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="what it shows")),
                ("text", models.CharField(blank=True, max_length=4000, verbose_name="evidence")),
                (
                    "measurement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.measurement",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "added_at",
                    models.DateTimeField(db_default=audit.models.ClockTimestamp(), editable=False),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(
                                models.Q(("text", ""), _negated=True),
                                ("measurement__isnull", False),
                                _connector="OR",
                            ),
                        ),
                        name="material_says_something",
                        violation_error_message="Write the evidence or choose a value.",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="UnitReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="feedback.engagementunit",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.criterion",
                    ),
                ),
                ("text", models.CharField(max_length=2000, verbose_name="reply")),
                (
                    "replied_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("replied_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "criterion"), name="unit_reply_once"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="unit_reply_says"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="UnitResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="feedback.signedreport",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="feedback.engagementunit",
                    ),
                ),
                ("mark", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="mark")),
                ("markers", models.PositiveSmallIntegerField()),
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
                    models.UniqueConstraint(fields=("report", "unit"), name="unit_result_once"),
                    models.CheckConstraint(
                        condition=models.Q(("mark__gte", 0), ("mark__lte", 100)),
                        name="unit_result_0_to_100",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="FinalMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="feedback.unitresult",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.criterion",
                    ),
                ),
                ("points", models.DecimalField(decimal_places=3, max_digits=6)),
                ("is_adjudicated", models.BooleanField()),
                (
                    "reply",
                    models.CharField(
                        choices=[
                            ("none", "no reply"),
                            ("kept", "the reply did not change it"),
                            ("changed", "the reply changed it"),
                        ],
                        max_length=7,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("result", "criterion"), name="final_mark_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reply__in", ["none", "kept", "changed"])),
                        name="final_mark_reply",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="WorkingPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="feedback.engagement",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.engagementunit",
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=300, verbose_name="reference"),
                ),
                ("note", models.CharField(max_length=2000, verbose_name="note")),
                (
                    "author",
                    models.ForeignKey(
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
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True), name="paper_says"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.RunSQL(STAY, GO),
        migrations.RunSQL(STEPS, UNSTEPPED),
        migrations.RunSQL(FROZEN, THAWED),
        migrations.RunSQL(WHEN, WHENEVER),
    ]
