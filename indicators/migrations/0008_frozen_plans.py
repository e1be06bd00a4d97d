"""A scorecard is agreed with weights of exactly 100, and its targets stay while it is.

Whoever writes targets holds the lock of the values, and a plan is submitted under that lock alone:
so a statement sees every plan that was submitted before it.
"""

from django.db import migrations

# An amendment says so for its transaction: set_config('perfmgmt.amending', plan, true).
FROZEN = """
CREATE FUNCTION indicators_plan_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM touched JOIN indicators_targetplan plan USING (cycle_id, department_id)
         WHERE plan.state IN ('submitted', 'approved')
           AND plan.id::text IS DISTINCT FROM current_setting('perfmgmt.amending', true)
    ) THEN
        RAISE EXCEPTION 'the scorecard is agreed: its targets change by an amendment only'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER target_of_frozen_plan_added AFTER INSERT ON indicators_target
    REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION indicators_plan_frozen();
CREATE TRIGGER target_of_frozen_plan_ended AFTER UPDATE ON indicators_target
    REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION indicators_plan_frozen();
"""
UNFROZEN = """
DROP TRIGGER target_of_frozen_plan_added ON indicators_target;
DROP TRIGGER target_of_frozen_plan_ended ON indicators_target;
DROP FUNCTION indicators_plan_frozen();
"""

HUNDRED = """
CREATE FUNCTION indicators_plan_of_hundred() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total numeric;
    is_even boolean;
BEGIN
    SELECT sum(heaviest), bool_and(heaviest = lightest) INTO total, is_even
      FROM (SELECT max(weight) AS heaviest, min(weight) AS lightest FROM indicators_target
             WHERE cycle_id = NEW.cycle_id AND department_id = NEW.department_id
               AND replaced_at IS NULL GROUP BY indicator_id) kpis;
    IF total IS DISTINCT FROM 100 OR NOT is_even THEN
        RAISE EXCEPTION 'the weights of a scorecard sum to exactly 100, each KPI having one weight'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER target_plan_of_hundred BEFORE INSERT OR UPDATE ON indicators_targetplan
    FOR EACH ROW WHEN (NEW.state IN ('submitted', 'approved'))
    EXECUTE FUNCTION indicators_plan_of_hundred();
"""
UNCOUNTED = """
DROP TRIGGER target_plan_of_hundred ON indicators_targetplan;
DROP FUNCTION indicators_plan_of_hundred();
"""

STEPS = "the steps of a scorecard are append-only."
PLANS = "a scorecard is never deleted. Take it back or return it."
AMENDED = "an amendment stays, whatever became of it."
EXCEPTIONS = "an exception stays in the list. Close it."
FENCES = f"""
CREATE TRIGGER plan_step_append_only BEFORE UPDATE OR DELETE ON indicators_planstep
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{STEPS}');
CREATE TRIGGER target_plan_no_delete BEFORE DELETE ON indicators_targetplan
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{PLANS}');
CREATE TRIGGER amendment_no_delete BEFORE DELETE ON indicators_amendment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{AMENDED}');
CREATE TRIGGER amendment_line_no_delete BEFORE DELETE ON indicators_amendmentline
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{AMENDED}');
CREATE TRIGGER lock_exception_no_delete BEFORE DELETE ON indicators_lockexception
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{EXCEPTIONS}');
"""
UNFENCED = """
DROP TRIGGER plan_step_append_only ON indicators_planstep;
DROP TRIGGER target_plan_no_delete ON indicators_targetplan;
DROP TRIGGER amendment_no_delete ON indicators_amendment;
DROP TRIGGER amendment_line_no_delete ON indicators_amendmentline;
DROP TRIGGER lock_exception_no_delete ON indicators_lockexception;
"""


class Migration(migrations.Migration):
    replaces = [("indicators", "0019_frozen_plans")]
    dependencies = [("indicators", "0007_strategy_fences"), ("audit", "0003_append_only")]

    operations = [
        migrations.RunSQL(FROZEN, UNFROZEN),
        migrations.RunSQL(HUNDRED, UNCOUNTED),
        migrations.RunSQL(FENCES, UNFENCED),
    ]
