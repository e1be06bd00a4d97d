"""The scores as rows, and the guard that keeps a finished run as it is."""

from django.db import migrations

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

# Cards of a full run may be written while it runs and never again once it is done.
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
  FOR EACH ROW EXECUTE FUNCTION indicators_keep_finished_run();

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


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]

    operations = [migrations.RunSQL(VIEW + ";" + GUARD, UNDO)]
