"""A live board takes the number of its cycle with a minus, and a card tells by it who may change it.

Cards of full runs stay guarded; those of a board are written all day: without the guard's query,
and out of the league index, so that a new version of a card stays on its page.
"""

from django.db import migrations, models

RENUMBER = """
UPDATE indicators_scorecard card SET run_id = -run.cycle_id
  FROM indicators_scorerun run WHERE run.id = card.run_id AND run.kind = 'live' AND run.id > 0;
UPDATE indicators_scorerun SET id = -cycle_id WHERE kind = 'live' AND id > 0;
"""
TRIGGER = """
DROP TRIGGER score_card_of_finished_run ON indicators_scorecard;
CREATE TRIGGER score_card_of_finished_run BEFORE UPDATE OR DELETE ON indicators_scorecard
    FOR EACH ROW {when} EXECUTE FUNCTION indicators_keep_finished_run();
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0009_plans_that_hold")]

    operations = [
        migrations.RunSQL(RENUMBER, migrations.RunSQL.noop),
        migrations.RunSQL(
            TRIGGER.format(when="WHEN (OLD.run_id > 0)"),
            TRIGGER.format(when=""),
        ),
        migrations.RemoveIndex("scorecard", "score_card_league"),
        migrations.AddIndex(
            "scorecard",
            models.Index(
                models.F("run"),
                models.F("period"),
                models.F("score").desc(nulls_last=True),
                condition=models.Q(run__gt=0),
                name="score_card_league",
            ),
        ),
        migrations.AddConstraint(
            "scorerun",
            models.CheckConstraint(
                condition=models.Q(kind="full", id__gt=0)
                | models.Q(kind="live", id=-models.F("cycle_id")),
                name="score_run_live_id_is_minus_cycle",
            ),
        ),
    ]
