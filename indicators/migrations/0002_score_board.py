"""The scores as rows, the functions of the live board, and the guards of a finished run.

The functions hold the same rules as indicators/scoring.py and rollup.py (docs/scoring.md), in exact
numerics; a property test holds both against each other.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"

VIEW = """
CREATE VIEW indicators_score AS
SELECT card.run_id, card.department_id, card.period_id, cell.target_id,
       NULLIF(cell.measurement_id, 0) AS measurement_id,
       CASE WHEN cell.state & 1048576 <> 0
            THEN cell.attainment * 0.000000000001 END AS attainment,
       CASE WHEN cell.state & 2097152 <> 0
            THEN cell.points * 0.000000000001 END AS points,
       CASE WHEN cell.state & 2097152 <> 0 AND card.weight > 0
            THEN round(target.weight * 10000 / card.weight, 12) END AS weight_share,
       card.own_coverage AS coverage,
       cell.state
  FROM indicators_scorecard card
 CROSS JOIN LATERAL unnest(card.target_ids, card.measurement_ids, card.attainments,
                           card.points, card.states)
       AS cell(target_id, measurement_id, attainment, points, state)
  JOIN indicators_target target ON target.id = cell.target_id
"""

# Cards of a full run may be written while it runs and never again once it is done; those of a
# live board, whose run has a number below zero, are written all day and not guarded.
GUARD = """
CREATE FUNCTION indicators_keep_finished_run() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched integer := CASE WHEN TG_OP = 'INSERT' THEN NEW.run_id ELSE OLD.run_id END;
BEGIN
  IF EXISTS (SELECT 1 FROM indicators_scorerun
              WHERE id = touched AND kind = 'full' AND state = 'done') THEN
    RAISE EXCEPTION 'Run % is done: its scores never change. Start a new run.', touched
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER score_card_of_finished_run BEFORE UPDATE OR DELETE ON indicators_scorecard
  FOR EACH ROW WHEN (OLD.run_id > 0) EXECUTE FUNCTION indicators_keep_finished_run();

CREATE FUNCTION indicators_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is kept whole: rows are added, never wiped.', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER score_card_not_wiped BEFORE TRUNCATE ON indicators_scorecard
  EXECUTE FUNCTION indicators_no_truncate();

CREATE FUNCTION indicators_finished_run_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.kind = 'full' AND OLD.state = 'done' THEN
    RAISE EXCEPTION 'Run % is done and never changes.', OLD.id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER score_run_finished_stays BEFORE UPDATE OR DELETE ON indicators_scorerun
  FOR EACH ROW EXECUTE FUNCTION indicators_finished_run_stays();
"""

UNDO = """
DROP TRIGGER score_run_finished_stays ON indicators_scorerun;
DROP FUNCTION indicators_finished_run_stays();
DROP TRIGGER score_card_not_wiped ON indicators_scorecard;
DROP FUNCTION indicators_no_truncate();
DROP TRIGGER score_card_of_finished_run ON indicators_scorecard;
DROP FUNCTION indicators_keep_finished_run();
DROP VIEW indicators_score;
"""

FUNCTIONS = (SQL / "attain.sql").read_text() + (SQL / "rescore.sql").read_text()
NO_FUNCTIONS = """
DROP FUNCTION indicators_rescore(integer, integer, integer, integer, integer, bigint);
DROP FUNCTION indicators_roll_up(integer, integer, integer, indicators_scorecard, boolean);
DROP FUNCTION indicators_blank_card(integer, integer, integer);
DROP FUNCTION indicators_mix(text, numeric, numeric, numeric, numeric);
DROP FUNCTION indicators_half_up(numeric, numeric);
DROP FUNCTION indicators_attain(indicators_target, text, integer, indicators_measurement);
DROP FUNCTION indicators_by_table(text, text, numeric[], numeric, numeric);
"""

# Keep the plan for one card what it was before a run and after it. Statistics of `run_id` are
# always older than the newest run: the planner then believes in one row and takes the league index,
# which has ten thousand. Without statistics it takes the primary key. The arrays are never searched.
COLUMNS = (
    "run_id", "period_id", "target_ids", "measurement_ids", "attainments", "points", "states",
)  # fmt: skip


def statistics(target):
    columns = ", ".join(f"ALTER {column} SET STATISTICS {target}" for column in COLUMNS)
    return f"ALTER TABLE indicators_scorecard {columns}"


class Migration(migrations.Migration):
    replaces = [
        ("indicators", "0002_score_view"),
        ("indicators", "0003_shard_branches"),
        ("indicators", "0004_live_board"),
        ("indicators", "0007_cards_are_derived"),
        ("indicators", "0008_pins_always_there"),
        ("indicators", "0009_plans_that_hold"),
        ("indicators", "0010_live_boards_below_zero"),
    ]
    dependencies = [("indicators", "0001_tables")]

    operations = [
        migrations.RunSQL(VIEW + ";" + GUARD, UNDO),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(statistics(0), statistics(-1)),
    ]
