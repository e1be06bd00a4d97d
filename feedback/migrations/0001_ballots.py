"""Ballots of colleagues: rounds, who is asked, the box, and what was counted. ADR 13."""

import uuid

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

# Whom is asked stands from the opening on; then an invitation only becomes "has voted", once.
INVITED = """
CREATE FUNCTION feedback_invitation_fence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_state text;
    subject integer;
BEGIN
    SELECT state INTO its_state FROM feedback_ballotround
     WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.round_id ELSE OLD.round_id END;
    IF TG_OP = 'UPDATE' THEN
        IF its_state IS DISTINCT FROM 'open' OR OLD.voted OR NOT NEW.voted
           OR (OLD.id, OLD.round_id, OLD.appraisal_id, OLD.voter_id, OLD.source, OLD.by_hand)
              IS DISTINCT FROM
              (NEW.id, NEW.round_id, NEW.appraisal_id, NEW.voter_id, NEW.source, NEW.by_hand)
        THEN
            RAISE EXCEPTION 'an invitation changes once: when its ballot is cast'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF its_state <> 'draft' THEN
        RAISE EXCEPTION 'who is asked stands from the opening on'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    SELECT subject_user_id INTO subject FROM appraisals_appraisal WHERE id = NEW.appraisal_id;
    IF subject = NEW.voter_id OR NEW.voted THEN
        RAISE EXCEPTION 'nobody votes on himself, or before he is asked'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ballot_invitation_fence BEFORE INSERT OR UPDATE OR DELETE
    ON feedback_ballotinvitation FOR EACH ROW EXECUTE FUNCTION feedback_invitation_fence();
"""
UNINVITED = """
DROP TRIGGER ballot_invitation_fence ON feedback_ballotinvitation;
DROP FUNCTION feedback_invitation_fence();
"""

# A round goes one way only and keeps what it asks.
STEPS = """
CREATE FUNCTION feedback_round_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (('draft', 'draft'), ('draft', 'open'), ('open', 'closed'),
                                      ('closed', 'released'))
       OR OLD.appraisal_cycle_id <> NEW.appraisal_cycle_id
       OR OLD.state <> 'draft'
          AND (OLD.sources, OLD.scale, OLD.small_groups, OLD.most, OLD.asks_comment, OLD.public_key)
              IS DISTINCT FROM
              (NEW.sources, NEW.scale, NEW.small_groups, NEW.most, NEW.asks_comment, NEW.public_key)
    THEN
        RAISE EXCEPTION 'ballots do not go from % to % and keep what they ask',
            OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ballot_round_step BEFORE UPDATE ON feedback_ballotround
    FOR EACH ROW EXECUTE FUNCTION feedback_round_step();
CREATE FUNCTION feedback_question_fence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_state text;
BEGIN
    SELECT state INTO its_state FROM feedback_ballotround
     WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.round_id ELSE OLD.round_id END;
    IF its_state <> 'draft' THEN
        RAISE EXCEPTION 'the questions stand from the opening on'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER ballot_question_fence BEFORE INSERT OR UPDATE OR DELETE ON feedback_ballotquestion
    FOR EACH ROW EXECUTE FUNCTION feedback_question_fence();
"""
STEPLESS = """
DROP TRIGGER ballot_question_fence ON feedback_ballotquestion;
DROP FUNCTION feedback_question_fence();
DROP TRIGGER ballot_round_step ON feedback_ballotround;
DROP FUNCTION feedback_round_step();
"""

# Into the box while the round is open, out of it never but whole; results once, by the count.
BOX = """
CREATE FUNCTION feedback_box_fence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_state text;
BEGIN
    SELECT state INTO its_state FROM feedback_ballotround
     WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.round_id ELSE OLD.round_id END;
    IF its_state IS DISTINCT FROM 'open' AND (TG_OP = 'INSERT' OR its_state <> 'closed') THEN
        RAISE EXCEPTION 'the box of these ballots is closed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER sealed_ballot_fence BEFORE INSERT OR DELETE ON feedback_sealedballot
    FOR EACH ROW EXECUTE FUNCTION feedback_box_fence();
CREATE TRIGGER sealed_ballot_no_update BEFORE UPDATE ON feedback_sealedballot
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a ballot in the box does not change.');
CREATE FUNCTION feedback_group_fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM feedback_ballotround WHERE id = NEW.round_id AND state = 'closed')
    THEN
        RAISE EXCEPTION 'ballots are counted once, when they are closed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ballot_group_fence BEFORE INSERT ON feedback_ballotgroup
    FOR EACH ROW EXECUTE FUNCTION feedback_group_fence();
CREATE FUNCTION feedback_result_fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM feedback_ballotgroup own JOIN feedback_ballotround counted
                       ON counted.id = own.round_id
                    WHERE own.id = NEW.group_id AND counted.state = 'closed')
    THEN
        RAISE EXCEPTION 'ballots are counted once, when they are closed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ballot_tally_fence BEFORE INSERT ON feedback_ballottally
    FOR EACH ROW EXECUTE FUNCTION feedback_result_fence();
CREATE TRIGGER ballot_comment_fence BEFORE INSERT ON feedback_ballotcomment
    FOR EACH ROW EXECUTE FUNCTION feedback_result_fence();
CREATE TRIGGER ballot_group_append_only BEFORE UPDATE OR DELETE ON feedback_ballotgroup
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('what was counted stays.');
CREATE TRIGGER ballot_tally_append_only BEFORE UPDATE OR DELETE ON feedback_ballottally
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('what was counted stays.');
CREATE TRIGGER ballot_comment_append_only BEFORE UPDATE OR DELETE ON feedback_ballotcomment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('what was written stays.');
"""
UNBOXED = """
DROP TRIGGER ballot_comment_append_only ON feedback_ballotcomment;
DROP TRIGGER ballot_tally_append_only ON feedback_ballottally;
DROP TRIGGER ballot_group_append_only ON feedback_ballotgroup;
DROP TRIGGER ballot_comment_fence ON feedback_ballotcomment;
DROP TRIGGER ballot_tally_fence ON feedback_ballottally;
DROP FUNCTION feedback_result_fence();
DROP TRIGGER ballot_group_fence ON feedback_ballotgroup;
DROP FUNCTION feedback_group_fence();
DROP TRIGGER sealed_ballot_no_update ON feedback_sealedballot;
DROP TRIGGER sealed_ballot_fence ON feedback_sealedballot;
DROP FUNCTION feedback_box_fence();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("appraisals", "0006_results"),
    ]

    operations = [
        migrations.CreateModel(
            name="BallotRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "appraisal_cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballot_rounds",
                        to="appraisals.appraisalcycle",
                    ),
                ),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("peers", "colleagues of the same unit"),
                                ("subordinates", "subordinates"),
                                ("cooperating", "heads of cooperating departments"),
                            ],
                            max_length=12,
                        ),
                        size=None,
                        verbose_name="who is asked",
                    ),
                ),
                ("scale", models.CharField(max_length=60, verbose_name="answers")),
                (
                    "small_groups",
                    models.CharField(
                        choices=[
                            ("drop", "destroy them unread"),
                            ("merge", "count them with the colleagues of the same unit"),
                        ],
                        default="drop",
                        max_length=5,
                        verbose_name="ballots of a group that is too small",
                    ),
                ),
                (
                    "most",
                    models.PositiveSmallIntegerField(
                        default=15,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(30),
                        ],
                        verbose_name="how many of each kind are asked about one subject, at most",
                    ),
                ),
                (
                    "asks_comment",
                    models.BooleanField(default=True, verbose_name="ask for a comment"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "being set up"),
                            ("open", "open"),
                            ("closed", "closed, being counted"),
                            ("released", "counted"),
                        ],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("public_key", models.BinaryField(max_length=32, null=True)),
                ("private_key", models.BinaryField(max_length=60, null=True)),
                ("counted", models.PositiveIntegerField(editable=False, null=True)),
                ("destroyed", models.PositiveIntegerField(editable=False, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("appraisal_cycle",),
                        name="ballot_round_once",
                        violation_error_message="This cycle has its ballots already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "open", "closed", "released"])),
                        name="ballot_round_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("small_groups__in", ["drop", "merge"])),
                        name="ballot_round_small_groups_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sources__contained_by", ["peers", "subordinates", "cooperating"]),
                            ("sources__len__gt", 0),
                        ),
                        name="ballot_round_sources_known",
                        violation_error_message="Choose who is asked.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("most__gte", 5), ("most__lte", 30)),
                        name="ballot_round_asks_enough",
                        violation_error_message="Choose a number from 5 to 30.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("private_key__isnull", False),
                                ("public_key__isnull", False),
                                ("state__in", ["open", "closed"]),
                            ),
                            models.Q(
                                ("private_key__isnull", True), ("state__in", ["draft", "released"])
                            ),
                            _connector="OR",
                        ),
                        name="ballot_round_key_while_there_is_a_box",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("counted__isnull", False),
                                ("destroyed__isnull", False),
                                ("state", "released"),
                            ),
                            models.Q(
                                models.Q(("state", "released"), _negated=True),
                                ("counted__isnull", True),
                                ("destroyed__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="ballot_round_counted_when_released",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="BallotGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="groups",
                        to="feedback.ballotround",
                    ),
                ),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballot_groups",
                        to="appraisals.appraisal",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("peers", "colleagues of the same unit"),
                            ("subordinates", "subordinates"),
                            ("cooperating", "heads of cooperating departments"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "merged",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("peers", "colleagues of the same unit"),
                                ("subordinates", "subordinates"),
                                ("cooperating", "heads of cooperating departments"),
                            ],
                            max_length=12,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("ballots", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "appraisal", "source"), name="ballot_group_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ["peers", "subordinates", "cooperating"])
                        ),
                        name="ballot_group_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ballots__gte", 5)), name="ballot_group_large_enough"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="BallotComment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="feedback.ballotgroup",
                    ),
                ),
                ("text", models.CharField(max_length=500)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="BallotQuestion",
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
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="feedback.ballotround",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "place"), name="ballot_question_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name_en", ""), _negated=True),
                            models.Q(("name_zh", ""), _negated=True),
                        ),
                        name="ballot_question_asks",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="BallotInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="feedback.ballotround",
                    ),
                ),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballot_invitations",
                        to="appraisals.appraisal",
                    ),
                ),
                (
                    "voter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballot_invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("peers", "colleagues of the same unit"),
                            ("subordinates", "subordinates"),
                            ("cooperating", "heads of cooperating departments"),
                        ],
                        max_length=12,
                    ),
                ),
                ("by_hand", models.BooleanField(default=False)),
                ("voted", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("voted", False)),
                        fields=["voter"],
                        name="ballot_to_cast",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "appraisal", "voter"),
                        name="ballot_invitation_once",
                        violation_error_message="This person is asked about this subject already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ["peers", "subordinates", "cooperating"])
                        ),
                        name="ballot_invitation_source_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BallotTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tallies",
                        to="feedback.ballotgroup",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.ballotquestion",
                    ),
                ),
                ("level", models.CharField(max_length=60)),
                ("votes", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("group", "question", "level"), name="ballot_tally_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("votes__gt", 0)), name="ballot_tally_of_somebody"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SealedBallot",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="box",
                        to="feedback.ballotround",
                    ),
                ),
                ("sealed", models.BinaryField(max_length=2224)),
                ("is_mixed", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_mixed", False)),
                        fields=["round"],
                        name="ballot_not_mixed",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("sealed"), 2224
                        ),
                        name="sealed_ballot_of_one_size",
                    )
                ],
            },
        ),
        migrations.RunSQL(INVITED, UNINVITED),
        migrations.RunSQL(STEPS, STEPLESS),
        migrations.RunSQL(BOX, UNBOXED),
    ]
