"""Services, receipts, ratings and their releases: tables, fences, the one door. docs/adr/0016."""

import json
import uuid
from pathlib import Path
from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

SCALES = Path(__file__).parent.parent / "scales"

# What is published stays: a scale that is in use, a batch that was released, who decided what.
STAYS = """
CREATE FUNCTION feedback_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% stays as it was written', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER rating_scale_stays BEFORE UPDATE OR DELETE ON feedback_ratingscale
    FOR EACH ROW EXECUTE FUNCTION feedback_stays();
CREATE TRIGGER release_stays BEFORE UPDATE OR DELETE ON feedback_release
    FOR EACH ROW EXECUTE FUNCTION feedback_stays();
CREATE TRIGGER exclusion_stays BEFORE UPDATE OR DELETE ON feedback_exclusion
    FOR EACH ROW EXECUTE FUNCTION feedback_stays();
CREATE TRIGGER rating_is_never_deleted BEFORE DELETE ON feedback_rating
    FOR EACH ROW EXECUTE FUNCTION feedback_stays();
"""
GOES = """
DROP TRIGGER rating_is_never_deleted ON feedback_rating;
DROP TRIGGER exclusion_stays ON feedback_exclusion;
DROP TRIGGER release_stays ON feedback_release;
DROP TRIGGER rating_scale_stays ON feedback_ratingscale;
DROP FUNCTION feedback_stays();
"""

# What was said stands from the release on; where and how it came in stands from the first moment.
FENCE = """
CREATE FUNCTION feedback_rating_fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.point_id, OLD.scale_id, OLD.stream_id, OLD.receipt, OLD.external,
        OLD.check_code, OLD.is_default, OLD.rated_on, OLD.half)
       IS DISTINCT FROM
       (NEW.id, NEW.point_id, NEW.scale_id, NEW.stream_id, NEW.receipt, NEW.external,
        NEW.check_code, NEW.is_default, NEW.rated_on, NEW.half)
    THEN
        RAISE EXCEPTION 'how a rating came in stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.release_id IS NOT NULL AND
       (OLD.value, OLD.outcome, OLD.reasons, OLD.text, OLD.changes, OLD.release_id, OLD.place)
       IS DISTINCT FROM
       (NEW.value, NEW.outcome, NEW.reasons, NEW.text, NEW.changes, NEW.release_id, NEW.place)
    THEN
        RAISE EXCEPTION 'a released rating stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('kept', 'held'), ('held', 'kept'), ('kept', 'released'), ('held', 'excluded'),
        ('kept', 'excluded'), ('released', 'excluded'))
    THEN
        RAISE EXCEPTION 'a rating does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rating_fence BEFORE UPDATE ON feedback_rating
    FOR EACH ROW EXECUTE FUNCTION feedback_rating_fence();
"""
UNFENCED = """
DROP TRIGGER rating_fence ON feedback_rating;
DROP FUNCTION feedback_rating_fence();
"""

# The one door for what a citizen says. It runs with the rights of its owner: a portal on another
# host needs no right on any table. Answers: kept, changed, used, expired, unknown, closed, answer
# (the scale has no such value) and late (it was released).
GIVE = """
CREATE FUNCTION feedback_give(
    its_id uuid, its_point text, its_receipt bytea, its_check bytea, its_value smallint,
    its_language text, its_marks text[], today date, its_half text
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    its_place integer;
    its_scale integer;
    its_stream integer;
    allowed smallint[];
    its_end date;
BEGIN
    IF its_receipt IS NULL THEN
        SELECT p.id INTO its_place FROM feedback_servicepoint p WHERE p.code = its_point;
    ELSE
        SELECT r.point_id, r.expires_on INTO its_place, its_end
          FROM feedback_receipt r WHERE r.digest = its_receipt;
    END IF;
    IF its_place IS NULL THEN
        RETURN 'unknown';
    END IF;
    IF its_end < today THEN
        RETURN 'expired';
    END IF;
    SELECT s.scale_id, c.values INTO its_scale, allowed
      FROM feedback_servicepoint p
      JOIN feedback_publicservice s ON s.id = p.service_id AND s.is_open
      JOIN feedback_ratingscale c ON c.id = s.scale_id
     WHERE p.id = its_place AND p.is_open;
    IF its_scale IS NULL THEN
        RETURN 'closed';
    END IF;
    IF its_value <> ALL (allowed) THEN
        RETURN 'answer';
    END IF;
    SELECT id INTO its_stream FROM feedback_stream
     WHERE kind = CASE WHEN its_receipt IS NULL THEN 'open' ELSE 'receipt' END;
    INSERT INTO feedback_rating (
        id, point_id, scale_id, stream_id, receipt, external, check_code, value, outcome, reasons,
        text, language, is_default, rated_on, half, changes, marks, state
    ) VALUES (
        its_id, its_place, its_scale, its_stream, its_receipt, '', its_check, its_value, '', '{}',
        '', its_language, false, today, its_half, 0, its_marks,
        CASE WHEN its_marks = '{}' THEN 'kept' ELSE 'held' END
    ) ON CONFLICT DO NOTHING;
    IF FOUND THEN
        RETURN 'kept';
    END IF;
    -- The same page again: a second click, a lost answer, or another face after going back.
    RETURN coalesce(feedback_amend(its_check, its_id, its_value, NULL, NULL, NULL), 'used');
END $$;

-- Changes what is not NULL, until the release. NULL: no rating has this code (and number, if given).
CREATE FUNCTION feedback_amend(
    its_check bytea, its_id uuid, its_value smallint, its_outcome text, its_reasons text[],
    its_text text
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    was feedback_rating%ROWTYPE;
BEGIN
    SELECT * INTO was FROM feedback_rating WHERE check_code = its_check FOR UPDATE;
    IF was.id IS NULL OR was.id <> its_id THEN
        RETURN NULL;
    END IF;
    IF (coalesce(its_value, was.value), coalesce(its_outcome, was.outcome),
        coalesce(its_reasons, was.reasons::text[]), coalesce(its_text, was.text))
       IS NOT DISTINCT FROM (was.value, was.outcome, was.reasons::text[], was.text) THEN
        RETURN 'kept';
    END IF;
    IF was.state NOT IN ('kept', 'held') THEN
        RETURN 'late';
    END IF;
    IF NOT EXISTS (SELECT FROM feedback_ratingscale
                    WHERE id = was.scale_id AND coalesce(its_value, was.value) = ANY (values)) THEN
        RETURN 'answer';
    END IF;
    IF was.changes >= 20 THEN
        RETURN 'often';
    END IF;
    UPDATE feedback_rating SET
        value = coalesce(its_value, value), outcome = coalesce(its_outcome, outcome),
        reasons = coalesce(its_reasons, reasons), text = coalesce(its_text, text),
        changes = changes + 1
     WHERE id = was.id;
    RETURN 'changed';
END $$;
REVOKE ALL ON FUNCTION feedback_give, feedback_amend FROM PUBLIC;
"""
UNGIVEN = """
DROP FUNCTION feedback_give;
DROP FUNCTION feedback_amend;
"""


def write_down(apps: Any, schema_editor: Any) -> None:
    """The scales that come with the house, and the two streams of its own."""
    scales = [json.loads(path.read_text("utf-8")) for path in sorted(SCALES.glob("*-1.json"))]
    apps.get_model("feedback", "RatingScale").objects.bulk_create(
        apps.get_model("feedback", "RatingScale")(
            values=[level["value"] for level in scale["levels"]],
            negatives=[level["value"] for level in scale["levels"] if level["negative"]],
            **scale,
        )
        for scale in scales
    )
    stream = apps.get_model("feedback", "Stream")
    stream.objects.bulk_create([
        stream(code="receipt", kind="receipt", name_en="With a receipt", name_zh="凭码评价"),
        stream(code="open", kind="open", name_en="Without a receipt", name_zh="无码意见"),
    ])  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0002_policy_packs_stay"),
        ("feedback", "0001_ballots"),
    ]

    operations = [
        migrations.CreateModel(
            name="RatingScale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30)),
                ("version", models.PositiveSmallIntegerField()),
                ("name_en", models.CharField(max_length=120)),
                ("name_zh", models.CharField(max_length=120)),
                ("question_en", models.CharField(max_length=200)),
                ("question_zh", models.CharField(max_length=200)),
                ("levels", models.JSONField()),
                (
                    "values",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), size=None
                    ),
                ),
                (
                    "negatives",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), size=None
                    ),
                ),
                ("reasons", models.JSONField()),
                ("source", models.CharField(max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="rating_scale_version")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PublicService",
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
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="public_services",
                        to="departments.department",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        error_messages={"unique": "Another service has this code."},
                        max_length=40,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.ratingscale",
                    ),
                ),
                ("is_open", models.BooleanField(default=True, verbose_name="can be rated")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[A-Za-z0-9][A-Za-z0-9._-]*$")),
                        name="public_service_code",
                        violation_error_message="Letters, digits, dots and hyphens only.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name_en", ""), _negated=True),
                            models.Q(("name_zh", ""), _negated=True),
                        ),
                        name="public_service_named",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="feedback.publicservice",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("released_on", models.DateField()),
                ("size", models.PositiveIntegerField()),
                ("root", models.BinaryField(max_length=32)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("service", "number"), name="release_number"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("root"), 32
                        ),
                        name="release_root",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0)), name="release_of_something"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ServicePoint",
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
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="feedback.publicservice",
                    ),
                ),
                ("code", models.CharField(editable=False, max_length=6, unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("counter", "counter"),
                            ("online", "website or app"),
                            ("terminal", "self-service terminal"),
                            ("phone", "telephone"),
                            ("post", "post"),
                        ],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("accept", "taking the case in"),
                            ("finish", "finishing the case"),
                        ],
                        default="finish",
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                (
                    "is_kiosk",
                    models.BooleanField(default=False, verbose_name="a tablet that everybody uses"),
                ),
                ("is_open", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["counter", "online", "terminal", "phone", "post"])
                        ),
                        name="service_point_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["accept", "finish"])),
                        name="service_point_stage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[0-9A-HJKMNP-TV-Z]{6}$")),
                        name="service_point_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name_en", ""), _negated=True),
                            models.Q(("name_zh", ""), _negated=True),
                        ),
                        name="service_point_named",
                    ),
                    models.UniqueConstraint(
                        fields=("service", "name_en", "stage"),
                        name="service_point_once",
                        violation_error_message="The service has a place of this name for this stage.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("digest", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="feedback.servicepoint",
                    ),
                ),
                ("week", models.DateField()),
                ("expires_on", models.DateField()),
            ],
            options={
                "indexes": [models.Index(fields=["point", "week"], name="receipt_place")],
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("digest"), 32
                        ),
                        name="receipt_digest",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("week__iso_week_day", 1)),
                        name="receipt_week_is_a_monday",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_on__gt", models.F("week"))),
                        name="receipt_outlives_its_week",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosedCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_cases",
                        to="feedback.servicepoint",
                    ),
                ),
                ("digest", models.BinaryField(max_length=32)),
                ("closed_on", models.DateField()),
            ],
            options={
                "indexes": [models.Index(fields=["point", "closed_on"], name="closed_case_place")],
                "constraints": [
                    models.UniqueConstraint(fields=("digest",), name="closed_case_once"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("digest"), 32
                        ),
                        name="closed_case_digest",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stream",
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
                ("code", models.CharField(max_length=40, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("receipt", "with a receipt"),
                            ("open", "without a receipt"),
                            ("other_door", "through another page"),
                            ("survey", "sampled"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["receipt", "open", "other_door", "survey"])
                        ),
                        name="stream_kind",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ["receipt", "open"])),
                        fields=("kind",),
                        name="stream_of_our_own_once",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="feedback.servicepoint",
                    ),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.ratingscale",
                    ),
                ),
                (
                    "stream",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.stream",
                    ),
                ),
                ("receipt", models.BinaryField(max_length=32, null=True)),
                ("external", models.CharField(blank=True, max_length=80)),
                ("check_code", models.BinaryField(max_length=32, null=True)),
                ("value", models.SmallIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("granted", "I got what I asked for"),
                            ("denied", "I did not get it"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=500)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("is_default", models.BooleanField(default=False)),
                ("rated_on", models.DateField()),
                (
                    "half",
                    models.CharField(
                        choices=[("am", "morning"), ("pm", "afternoon")], max_length=2
                    ),
                ),
                ("changes", models.PositiveSmallIntegerField(default=0)),
                (
                    "marks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("kept", "waiting for its release"),
                            ("held", "held back until somebody has decided"),
                            ("released", "counted"),
                            ("excluded", "not counted, with a reason"),
                        ],
                        default="kept",
                        max_length=8,
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="feedback.release",
                    ),
                ),
                ("place", models.PositiveIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["kept", "held"])),
                        fields=["point", "rated_on"],
                        name="rating_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "released")),
                        fields=["point", "rated_on", "stream"],
                        name="rating_counted",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["kept", "held", "released", "excluded"])),
                        name="rating_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("half__in", ["am", "pm"])), name="rating_half"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["granted", "denied", ""])),
                        name="rating_outcome",
                    ),
                    models.UniqueConstraint(fields=("receipt",), name="rating_one_per_receipt"),
                    models.UniqueConstraint(fields=("check_code",), name="rating_check_code"),
                    models.UniqueConstraint(
                        condition=models.Q(("external", ""), _negated=True),
                        fields=("stream", "external"),
                        name="rating_external_once",
                    ),
                    models.UniqueConstraint(
                        fields=("release", "place"), name="rating_place_in_release"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__range", (0, 10))), name="rating_value"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("changes__lte", 20)), name="rating_changes"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("place", None),
                                ("release", None),
                                ("state__in", ["kept", "held", "excluded"]),
                            ),
                            models.Q(
                                ("place__isnull", False),
                                ("release__isnull", False),
                                ("state__in", ["released", "excluded"]),
                            ),
                            _connector="OR",
                        ),
                        name="rating_released_has_its_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rating",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exclusion",
                        to="feedback.rating",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("mistake", "the rater says it was a mistake"),
                            ("malicious", "malicious, decided by two people"),
                            ("forged", "forged or bought"),
                            ("duplicate", "the same opinion again"),
                            ("off_topic", "about another service"),
                        ],
                        max_length=10,
                        verbose_name="reason",
                    ),
                ),
                ("explanation", models.CharField(max_length=500, verbose_name="explanation")),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seconded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_on", models.DateField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                ["mistake", "malicious", "forged", "duplicate", "off_topic"],
                            )
                        ),
                        name="exclusion_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("explanation", ""), _negated=True),
                        name="exclusion_explained",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", "malicious"), _negated=True),
                            ("seconded_by__isnull", False),
                            _connector="OR",
                        ),
                        name="exclusion_malice_needs_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seconded_by", None),
                            models.Q(("seconded_by", models.F("decided_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="exclusion_two_are_two",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.RunPython(write_down, migrations.RunPython.noop),
        migrations.RunSQL(STAYS, GOES),
        migrations.RunSQL(FENCE, UNFENCED),
        migrations.RunSQL(GIVE, UNGIVEN),
    ]
