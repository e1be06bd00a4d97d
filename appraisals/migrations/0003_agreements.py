"""Agreements of both sides, and what they say to each other during the year."""

import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

# What was proposed does not change under a signature: lines and aspects only while it is written.
WRITTEN = """
CREATE FUNCTION appraisals_agreement_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_state text;
BEGIN
    SELECT state INTO its_state FROM appraisals_agreement
     WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.agreement_id ELSE NEW.agreement_id END FOR SHARE;
    IF its_state NOT IN ('draft', 'queried')
       OR (TG_OP = 'UPDATE' AND NEW.agreement_id <> OLD.agreement_id)
    THEN
        RAISE EXCEPTION 'what is proposed or agreed does not change any more'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION appraisals_agreement_line_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM appraisals_agreementaspect
                    WHERE id = NEW.aspect_id AND agreement_id = NEW.agreement_id
                      AND (holds_kpis OR NEW.indicator_id IS NULL))
    THEN
        RAISE EXCEPTION 'a line stands in an aspect of its own agreement that holds its kind'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_line_written BEFORE INSERT OR UPDATE OR DELETE ON appraisals_agreementline
    FOR EACH ROW EXECUTE FUNCTION appraisals_agreement_written();
CREATE TRIGGER agreement_line_placed BEFORE INSERT OR UPDATE ON appraisals_agreementline
    FOR EACH ROW WHEN (NEW.aspect_id IS NOT NULL)
    EXECUTE FUNCTION appraisals_agreement_line_placed();
CREATE TRIGGER agreement_aspect_written
    BEFORE INSERT OR UPDATE OR DELETE ON appraisals_agreementaspect
    FOR EACH ROW EXECUTE FUNCTION appraisals_agreement_written();
"""
UNWRITTEN = """
DROP TRIGGER agreement_line_written ON appraisals_agreementline;
DROP TRIGGER agreement_line_placed ON appraisals_agreementline;
DROP TRIGGER agreement_aspect_written ON appraisals_agreementaspect;
DROP FUNCTION appraisals_agreement_line_placed();
DROP FUNCTION appraisals_agreement_written();
"""

# The weights of a plan: exactly 100, and in each aspect exactly its share, with no line beside.
COMPLETE = """
CREATE FUNCTION appraisals_agreement_complete(agreement integer) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT sum(weight) FROM appraisals_agreementline
                      WHERE agreement_id = agreement), 0) = 100
       AND NOT EXISTS (
           SELECT FROM appraisals_agreementaspect AS part
            WHERE part.agreement_id = agreement
              AND part.weight <> coalesce((SELECT sum(line.weight) FROM appraisals_agreementline
                                            AS line WHERE line.aspect_id = part.id), 0))
       AND NOT EXISTS (
           SELECT FROM appraisals_agreementline AS line
            WHERE line.agreement_id = agreement AND line.aspect_id IS NULL
              AND EXISTS (SELECT FROM appraisals_agreementaspect
                           WHERE agreement_id = agreement))
$$;
"""
INCOMPLETE = "DROP FUNCTION appraisals_agreement_complete(integer);"

# The steps of services/agreement_steps.py, the digest of the content, and the two signatures.
STEPS = """
CREATE FUNCTION appraisals_agreement_signed(
    agreement appraisals_agreement, its_side text, its_user integer
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM appraisals_signature
         WHERE agreement_id = agreement.id AND round = agreement.round AND side = its_side
           AND by_id = its_user AND sha256 = agreement.sha256)
$$;
CREATE FUNCTION appraisals_agreement_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    other text := CASE NEW.proposed_as WHEN 'subject' THEN 'appraiser' ELSE 'subject' END;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'an agreement begins as a draft' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (
           ('draft', 'draft'), ('draft', 'proposed'), ('draft', 'withdrawn'),
           ('queried', 'queried'), ('queried', 'proposed'), ('queried', 'withdrawn'),
           ('proposed', 'queried'), ('proposed', 'agreed'), ('proposed', 'withdrawn'),
           ('agreed', 'superseded'))
       OR (OLD.appraisal_id, OLD.number, OLD.supersedes_id, OLD.created_by_id, OLD.created_at)
          IS DISTINCT FROM
          (NEW.appraisal_id, NEW.number, NEW.supersedes_id, NEW.created_by_id, NEW.created_at)
    THEN
        RAISE EXCEPTION 'an agreement does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('proposed', 'agreed')
       AND (OLD.content, OLD.sha256, OLD.round, OLD.proposed_as, OLD.proposed_by_id,
            OLD.proposed_at, OLD.reason, OLD.explanation)
           IS DISTINCT FROM
           (NEW.content, NEW.sha256, NEW.round, NEW.proposed_as, NEW.proposed_by_id,
            NEW.proposed_at, NEW.reason, NEW.explanation)
    THEN
        RAISE EXCEPTION 'what was proposed does not change under the other side'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'proposed' OR (NEW.state = 'agreed' AND OLD.state = 'proposed') THEN
        IF NOT appraisals_agreement_complete(NEW.id) THEN
            RAISE EXCEPTION 'the weights of an agreement sum to exactly 100, and in each aspect '
                'to its share' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.sha256 <> encode(sha256(convert_to(NEW.content, 'UTF8')), 'hex') THEN
            RAISE EXCEPTION 'the digest of an agreement is that of its content'
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF NOT appraisals_agreement_signed(NEW, NEW.proposed_as, NEW.proposed_by_id)
           OR (NEW.state = 'agreed'
               AND NOT appraisals_agreement_signed(NEW, other, NEW.agreed_by_id))
        THEN
            RAISE EXCEPTION 'an agreement needs the signature of each side over one content'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_step_in_order BEFORE INSERT OR UPDATE ON appraisals_agreement
    FOR EACH ROW EXECUTE FUNCTION appraisals_agreement_step();
CREATE TRIGGER agreement_no_delete BEFORE DELETE ON appraisals_agreement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('an agreement is withdrawn, never deleted.');
"""
STEPLESS = """
DROP TRIGGER agreement_no_delete ON appraisals_agreement;
DROP TRIGGER agreement_step_in_order ON appraisals_agreement;
DROP FUNCTION appraisals_agreement_step();
DROP FUNCTION appraisals_agreement_signed(appraisals_agreement, text, integer);
"""

# The old one holds until the new one is agreed: at the end of the transaction both or neither.
SUCCEEDED = """
CREATE FUNCTION appraisals_agreement_succeeded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM appraisals_agreement
                    WHERE supersedes_id = NEW.id AND state IN ('agreed', 'superseded'))
    THEN
        RAISE EXCEPTION 'an agreement holds until another one is agreed in its place'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER agreement_succeeded AFTER UPDATE ON appraisals_agreement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'superseded')
    EXECUTE FUNCTION appraisals_agreement_succeeded();
"""
UNSUCCEEDED = """
DROP TRIGGER agreement_succeeded ON appraisals_agreement;
DROP FUNCTION appraisals_agreement_succeeded();
"""

# A check-in stays as it was shared; a warning is only acknowledged, once.
SHARED = """
CREATE FUNCTION appraisals_shared_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was shared stays as it is' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER check_in_shared_stays BEFORE UPDATE OR DELETE ON appraisals_checkin
    FOR EACH ROW WHEN (OLD.shared_at IS NOT NULL) EXECUTE FUNCTION appraisals_shared_stays();
CREATE FUNCTION appraisals_warning_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.acknowledged_at IS NOT NULL
       OR (OLD.appraisal_id, OLD.text, OLD.issued_by_id, OLD.issued_at)
          IS DISTINCT FROM (NEW.appraisal_id, NEW.text, NEW.issued_by_id, NEW.issued_at)
    THEN
        RAISE EXCEPTION 'a warning stays; it is acknowledged once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER early_warning_stays BEFORE UPDATE OR DELETE ON appraisals_earlywarning
    FOR EACH ROW EXECUTE FUNCTION appraisals_warning_stays();
"""
UNSHARED = """
DROP TRIGGER early_warning_stays ON appraisals_earlywarning;
DROP FUNCTION appraisals_warning_stays();
DROP TRIGGER check_in_shared_stays ON appraisals_checkin;
DROP FUNCTION appraisals_shared_stays();
"""

# What hangs on an appraisal stays as it is once the cycle is archived.
ARCHIVED = """
CREATE FUNCTION appraisals_year_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM appraisals_appraisal AS its
                 JOIN appraisals_appraisalcycle AS cycle ON cycle.id = its.appraisal_cycle_id
                WHERE its.id = NEW.appraisal_id AND cycle.state = 'archived')
    THEN
        RAISE EXCEPTION 'what belongs to an archived cycle stays unchanged'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
UNARCHIVED = "DROP FUNCTION appraisals_year_kept();"
OF_A_YEAR = (
    "agreement", "checkin", "evidenceentry", "goalreview", "urgingnotice", "earlywarning",
)  # fmt: skip
YEARS = "".join(
    f"CREATE TRIGGER {name}_year_kept BEFORE INSERT OR UPDATE ON appraisals_{name} "
    f"FOR EACH ROW EXECUTE FUNCTION appraisals_year_kept();"
    for name in OF_A_YEAR
)
YEARLESS = "".join(f"DROP TRIGGER {name}_year_kept ON appraisals_{name};" for name in OF_A_YEAR)

APPENDED = {
    "agreement_signature": ("appraisals_signature", "a signature stays."),
    "agreement_steps": ("appraisals_agreementstep", "the steps of an agreement stay."),
    "check_in_reply": ("appraisals_checkinreply", "a reply stays."),
    "evidence_entry": ("appraisals_evidenceentry", "evidence stays. Add another entry."),
    "goal_review": ("appraisals_goalreview", "a review stays. Add another one."),
    "urging_notice": ("appraisals_urgingnotice", "an urging notice stays."),
    "urging_reply": ("appraisals_urgingreply", "a reply stays. Add another one."),
}
FENCES = "".join(
    f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {table} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{why}');"
    for name, (table, why) in APPENDED.items()
)
UNFENCED = "".join(
    f"DROP TRIGGER {name}_append_only ON {table};" for name, (table, _why) in APPENDED.items()
)


class Migration(migrations.Migration):
    dependencies = [
        ("appraisals", "0002_cycle_fences"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
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
                        related_name="agreements",
                        to="appraisals.appraisal",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("proposed", "proposed"),
                            ("queried", "queried"),
                            ("agreed", "agreed"),
                            ("superseded", "replaced by a later one"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("round", models.PositiveSmallIntegerField(default=0)),
                (
                    "supersedes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="appraisals.agreement",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=60, verbose_name="reason")),
                (
                    "explanation",
                    models.CharField(blank=True, max_length=2000, verbose_name="explanation"),
                ),
                ("content", models.TextField(blank=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "proposed_as",
                    models.CharField(
                        blank=True,
                        choices=[("subject", "the one appraised"), ("appraiser", "superior")],
                        max_length=9,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("proposed_at", models.DateTimeField(null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("agreed_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("appraisal", "number"), name="agreement_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("draft", "queried", "proposed"))),
                        fields=("appraisal",),
                        name="agreement_one_open",
                        violation_error_message="Another draft of this agreement is open already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "agreed")),
                        fields=("appraisal",),
                        name="agreement_one_in_force",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("supersedes",),
                        name="agreement_superseded_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "proposed",
                                    "queried",
                                    "agreed",
                                    "superseded",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="agreement_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proposed_as__in", ["subject", "appraiser", ""])),
                        name="agreement_proposed_as_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("explanation", ""), ("reason", ""), ("supersedes__isnull", True)
                            ),
                            models.Q(
                                ("supersedes__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                                models.Q(("explanation", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="agreement_amended_with_reason_and_explanation",
                        violation_error_message="Give a reason and explain it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("supersedes__isnull", True),
                            models.Q(("supersedes", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="agreement_not_of_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["proposed", "agreed", "superseded"]), _negated=True
                            ),
                            models.Q(
                                ("proposed_at__isnull", False),
                                ("proposed_by__isnull", False),
                                ("round__gt", 0),
                                models.Q(("proposed_as", ""), _negated=True),
                                models.Q(("content", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="agreement_proposed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("agreed", "superseded")), _negated=True),
                            models.Q(
                                ("agreed_at__isnull", False),
                                ("agreed_by__isnull", False),
                                models.Q(("agreed_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="agreement_agreed_by_another",
                        violation_error_message="Whoever proposed it cannot agree for the other side.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="AgreementAspect",
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
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aspects",
                        to="appraisals.agreement",
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                (
                    "weight",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="weight"),
                ),
                ("holds_kpis", models.BooleanField()),
                ("place", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "code"), name="agreement_aspect_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 0), ("weight__lte", 100)),
                        name="agreement_aspect_0_to_100",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="AgreementLine",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="appraisals.agreement",
                    ),
                ),
                (
                    "aspect",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="appraisals.agreementaspect",
                    ),
                ),
                ("code", models.CharField(max_length=130)),
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
                    "target",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.target",
                    ),
                ),
                (
                    "contribution",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.contribution",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=300, verbose_name="duty")),
                (
                    "standard",
                    models.CharField(blank=True, max_length=1000, verbose_name="done well when"),
                ),
                (
                    "weight",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="weight"),
                ),
                ("place", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["place", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "code"), name="agreement_line_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 0), ("weight__lte", 100)),
                        name="agreement_line_0_to_100",
                        violation_error_message="A weight lies between 0 and 100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("indicator__isnull", False),
                                ("standard", ""),
                                ("target__isnull", False),
                                ("title", ""),
                            ),
                            models.Q(
                                ("contribution__isnull", True),
                                ("indicator__isnull", True),
                                ("target__isnull", True),
                                models.Q(("title", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="agreement_line_kpi_or_duty",
                        violation_error_message="Say what the duty is.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="AgreementStep",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="appraisals.agreement",
                    ),
                ),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("propose", "Proposed and signed"),
                            ("query", "Queried"),
                            ("agree", "Agreed and signed"),
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
                ("text", models.CharField(blank=True, max_length=2000)),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("deed__in", ["propose", "query", "agree", "withdraw"])),
                        name="agreement_step_deed_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deed", "query"), _negated=True),
                            models.Q(("text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="agreement_step_queried_in_words",
                        violation_error_message="Say what is to be changed.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
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
                        related_name="check_ins",
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
                    "side",
                    models.CharField(
                        choices=[("subject", "the one appraised"), ("appraiser", "superior")],
                        max_length=9,
                    ),
                ),
                ("held_on", models.DateField(verbose_name="date of the conversation")),
                ("progress", models.CharField(max_length=2000, verbose_name="progress")),
                (
                    "confidence",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1 – it will not be reached"),
                            (2, "2 – hardly"),
                            (3, "3 – open"),
                            (4, "4 – probably"),
                            (5, "5 – surely"),
                        ],
                        verbose_name="confidence",
                    ),
                ),
                (
                    "obstacles",
                    models.CharField(blank=True, max_length=2000, verbose_name="obstacles"),
                ),
                (
                    "support",
                    models.CharField(blank=True, max_length=2000, verbose_name="support needed"),
                ),
                (
                    "action",
                    models.CharField(blank=True, max_length=1000, verbose_name="agreed action"),
                ),
                ("action_due_on", models.DateField(blank=True, null=True, verbose_name="by")),
                ("version", models.PositiveIntegerField(default=0)),
                ("written_at", models.DateTimeField()),
                ("shared_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("shared_at__isnull", False)),
                        fields=["appraisal", "held_on"],
                        name="check_in_shared",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["subject", "appraiser"])),
                        name="check_in_side_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__in", [1, 2, 3, 4, 5])),
                        name="check_in_confidence_1_to_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("progress", ""), _negated=True),
                        name="check_in_says_something",
                        violation_error_message="Say how it stands.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action", ""), ("action_due_on__isnull", True)),
                            models.Q(
                                models.Q(("action", ""), _negated=True),
                                ("action_due_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="check_in_action_with_a_day",
                        violation_error_message="An agreed action has a day by which it is done.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckInReply",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "check_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="appraisals.checkin",
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
                ("text", models.CharField(max_length=2000, verbose_name="reply")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="check_in_reply_says_something",
                        violation_error_message="Write a reply.",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="EarlyWarning",
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
                        related_name="warnings",
                        to="appraisals.appraisal",
                    ),
                ),
                ("text", models.CharField(max_length=2000, verbose_name="what must improve")),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("issued_at", models.DateTimeField()),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("acknowledged_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="early_warning_says_something",
                        violation_error_message="Say what must improve.",
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
                        name="early_warning_acknowledged_by_another",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="EvidenceEntry",
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
                        related_name="evidence",
                        to="appraisals.appraisal",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="appraisals.agreementline",
                    ),
                ),
                ("what", models.CharField(max_length=2000, verbose_name="what happened")),
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
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what", ""), _negated=True),
                        name="evidence_entry_says_something",
                        violation_error_message="Say what happened.",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="GoalReview",
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
                        related_name="goal_reviews",
                        to="appraisals.appraisal",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="appraisals.agreementline",
                    ),
                ),
                ("progress", models.CharField(max_length=2000, verbose_name="progress")),
                (
                    "trend",
                    models.CharField(
                        choices=[
                            ("better", "improving"),
                            ("steady", "steady"),
                            ("worse", "worsening"),
                        ],
                        max_length=6,
                        verbose_name="trend",
                    ),
                ),
                (
                    "likelihood",
                    models.CharField(
                        choices=[
                            ("likely", "will be reached"),
                            ("open", "open"),
                            ("unlikely", "will be missed"),
                        ],
                        max_length=8,
                        verbose_name="likelihood",
                    ),
                ),
                (
                    "contributors",
                    models.CharField(blank=True, max_length=1000, verbose_name="contributors"),
                ),
                (
                    "risk",
                    models.CharField(
                        choices=[("low", "low"), ("middle", "middle"), ("high", "high")],
                        max_length=6,
                        verbose_name="risk",
                    ),
                ),
                ("next_step", models.CharField(max_length=1000, verbose_name="next step")),
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
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("trend__in", ["better", "steady", "worse"])),
                        name="goal_review_trend_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("likelihood__in", ["likely", "open", "unlikely"])),
                        name="goal_review_likelihood_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("risk__in", ["low", "middle", "high"])),
                        name="goal_review_risk_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("progress", ""), _negated=True),
                            models.Q(("next_step", ""), _negated=True),
                        ),
                        name="goal_review_says_something",
                        violation_error_message="Say how it stands and what comes next.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="appraisals.agreement",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "side",
                    models.CharField(
                        choices=[("subject", "the one appraised"), ("appraiser", "superior")],
                        max_length=9,
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
                ("sentence", models.CharField(max_length=500)),
                ("language", models.CharField(max_length=10)),
                ("sha256", models.CharField(max_length=64)),
                ("signed_in_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "round", "side"), name="signature_once_a_side"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["subject", "appraiser"])),
                        name="signature_side_known",
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
                        name="signature_after_a_fresh_sign_in",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sentence", ""), _negated=True),
                            models.Q(("language", ""), _negated=True),
                        ),
                        name="signature_of_a_sentence",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="UrgingNotice",
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
                        related_name="urgings",
                        to="appraisals.appraisal",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="urgings",
                        to="appraisals.agreementline",
                    ),
                ),
                ("problem", models.CharField(max_length=2000, verbose_name="problem")),
                ("evidence", models.CharField(max_length=2000, verbose_name="evidence")),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("issued_at", models.DateTimeField()),
                ("issued_on", models.DateField()),
                ("reply_due_on", models.DateField(verbose_name="reply due on")),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("problem", ""), _negated=True),
                            models.Q(("evidence", ""), _negated=True),
                        ),
                        name="urging_notice_says_something",
                        violation_error_message="Name the problem and its evidence.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reply_due_on__gte", models.F("issued_on"))),
                        name="urging_notice_leaves_time",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="UrgingReply",
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
                        related_name="replies",
                        to="appraisals.urgingnotice",
                    ),
                ),
                ("explanation", models.CharField(max_length=2000, verbose_name="explanation")),
                ("remedy", models.CharField(max_length=2000, verbose_name="remedy")),
                ("result", models.CharField(blank=True, max_length=2000, verbose_name="result")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("is_late", models.BooleanField()),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("explanation", ""), _negated=True),
                            models.Q(("remedy", ""), _negated=True),
                        ),
                        name="urging_reply_says_something",
                        violation_error_message="Explain it and say what is done about it.",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.RunSQL(WRITTEN, UNWRITTEN),
        migrations.RunSQL(COMPLETE, INCOMPLETE),
        migrations.RunSQL(STEPS, STEPLESS),
        migrations.RunSQL(SUCCEEDED, UNSUCCEEDED),
        migrations.RunSQL(SHARED, UNSHARED),
        migrations.RunSQL(ARCHIVED, UNARCHIVED),
        migrations.RunSQL(YEARS, YEARLESS),
        migrations.RunSQL(FENCES, UNFENCED),
    ]
