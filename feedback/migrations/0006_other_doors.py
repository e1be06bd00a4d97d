"""Streams of other pages, and surveys. docs/public-voice.md, P15 to P19."""

import django.db.models.deletion
from django.db import migrations, models

# A number that came in would mean something else on another scale, or the other way round.
DOOR = """
CREATE FUNCTION feedback_door_fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.stream_id, OLD.department_id, OLD.scale_id, OLD.is_inverted)
       IS DISTINCT FROM (NEW.stream_id, NEW.department_id, NEW.scale_id, NEW.is_inverted)
    THEN
        RAISE EXCEPTION 'what a stream speaks stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER other_door_fence BEFORE UPDATE ON feedback_otherdoor
    FOR EACH ROW EXECUTE FUNCTION feedback_door_fence();
"""
UNDOOR = """
DROP TRIGGER other_door_fence ON feedback_otherdoor;
DROP FUNCTION feedback_door_fence();
"""

# Whoever was invited answers into the stream of the survey, through the same door as everybody.
SAMPLED = """
CREATE FUNCTION feedback_sampled() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_stream bigint;
BEGIN
    SELECT w.stream_id INTO its_stream
      FROM feedback_surveyinvitation i
      JOIN feedback_surveystratum s ON s.id = i.stratum_id
      JOIN feedback_surveywave w ON w.id = s.wave_id
     WHERE i.receipt_id = NEW.receipt;
    NEW.stream_id := coalesce(its_stream, NEW.stream_id);
    RETURN NEW;
END $$;
CREATE TRIGGER rating_sampled BEFORE INSERT ON feedback_rating
    FOR EACH ROW WHEN (NEW.receipt IS NOT NULL) EXECUTE FUNCTION feedback_sampled();
CREATE TRIGGER survey_invitation_stays BEFORE UPDATE OR DELETE ON feedback_surveyinvitation
    FOR EACH ROW EXECUTE FUNCTION feedback_stays();
"""
UNSAMPLED = """
DROP TRIGGER survey_invitation_stays ON feedback_surveyinvitation;
DROP TRIGGER rating_sampled ON feedback_rating;
DROP FUNCTION feedback_sampled();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0002_policy_packs_stay"),
        ("feedback", "0005_engagements"),
    ]

    operations = [
        migrations.CreateModel(
            name="OtherDoor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stream",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="door",
                        to="feedback.stream",
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
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.ratingscale",
                    ),
                ),
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
                    "is_inverted",
                    models.BooleanField(
                        default=False, verbose_name="its lowest number is the best"
                    ),
                ),
                ("is_open", models.BooleanField(default=True, verbose_name="takes ratings")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["counter", "online", "terminal", "phone", "post"])
                        ),
                        name="other_door_channel",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SurveyWave",
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
                        related_name="waves",
                        to="feedback.publicservice",
                    ),
                ),
                (
                    "stream",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wave",
                        to="feedback.stream",
                    ),
                ),
                (
                    "point",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wave",
                        to="feedback.servicepoint",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("starts_on__lte", models.F("ends_on")),
                            _connector="OR",
                        ),
                        name="survey_wave_ends_after_start",
                        violation_error_message="The end date must not lie before the start date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name_en", ""), _negated=True),
                            models.Q(("name_zh", ""), _negated=True),
                        ),
                        name="survey_wave_named",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SurveyStratum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="strata",
                        to="feedback.surveywave",
                    ),
                ),
                ("channel", models.CharField(max_length=60, verbose_name="channel")),
                (
                    "service_group",
                    models.CharField(blank=True, max_length=60, verbose_name="group of services"),
                ),
                ("age_band", models.CharField(blank=True, max_length=60, verbose_name="age band")),
                ("population", models.PositiveIntegerField(verbose_name="people in it")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("wave", "channel", "service_group", "age_band"),
                        name="survey_stratum_once",
                        violation_error_message="The survey has this group already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("population__gt", 0)),
                        name="survey_stratum_of_somebody",
                        violation_error_message="A group needs at least one person.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SurveyInvitation",
            fields=[
                (
                    "receipt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="feedback.receipt",
                    ),
                ),
                (
                    "stratum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="feedback.surveystratum",
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.RemoveConstraint(
            model_name="rating",
            name="rating_half",
        ),
        migrations.AlterField(
            model_name="rating",
            name="half",
            field=models.CharField(
                blank=True, choices=[("am", "morning"), ("pm", "afternoon")], max_length=2
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(("half__in", ["am", "pm", ""])), name="rating_half"
            ),
        ),
        migrations.RunSQL(DOOR, UNDOOR),
        migrations.RunSQL(SAMPLED, UNSAMPLED),
    ]
