"""Values stay as they were written, targets end and change in no other way."""

from django.db import migrations

VALUE = "values are append-only. Report the correct value: it supersedes the wrong one."
TARGET = "targets are versions. Set the target again: the new version replaces this one."
PERIOD = "a period never changes. Add another one under another label."

FENCES = f"""
CREATE TRIGGER measurement_append_only BEFORE UPDATE OR DELETE ON indicators_measurement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{VALUE}');
CREATE TRIGGER measurement_no_truncate BEFORE TRUNCATE ON indicators_measurement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{VALUE}');
CREATE TRIGGER target_no_delete BEFORE DELETE ON indicators_target
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{TARGET}');
CREATE TRIGGER target_no_truncate BEFORE TRUNCATE ON indicators_target
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{TARGET}');
CREATE TRIGGER period_append_only BEFORE UPDATE OR DELETE ON indicators_period
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{PERIOD}');
CREATE TRIGGER period_no_truncate BEFORE TRUNCATE ON indicators_period
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{PERIOD}');
"""
UNFENCED = """
DROP TRIGGER measurement_append_only ON indicators_measurement;
DROP TRIGGER measurement_no_truncate ON indicators_measurement;
DROP TRIGGER target_no_delete ON indicators_target;
DROP TRIGGER target_no_truncate ON indicators_target;
DROP TRIGGER period_append_only ON indicators_period;
DROP TRIGGER period_no_truncate ON indicators_period;
"""

# A chain is of one department, indicator and period. First rows, nearly all, cost nothing.
CHAIN = """
CREATE FUNCTION indicators_same_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM indicators_measurement before
         WHERE before.id = NEW.supersedes_id AND before.department_id = NEW.department_id
           AND before.indicator_id = NEW.indicator_id AND before.period_id = NEW.period_id
    ) THEN
        RAISE EXCEPTION 'a value supersedes one of the same department, indicator and period'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER measurement_same_chain BEFORE INSERT ON indicators_measurement
    FOR EACH ROW WHEN (NEW.supersedes_id IS NOT NULL)
    EXECUTE FUNCTION indicators_same_chain();
"""
UNCHAINED = """
DROP TRIGGER measurement_same_chain ON indicators_measurement;
DROP FUNCTION indicators_same_chain();
"""

# Of a target only the end may be written, once; of a card nothing that gives old scores their sense.
VERSIONS = f"""
CREATE FUNCTION indicators_target_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed indicators_target := OLD;
BEGIN
    allowed.replaced_at := NEW.replaced_at;
    IF OLD.replaced_at IS NOT NULL OR NEW.replaced_at IS NULL
       OR allowed IS DISTINCT FROM NEW THEN
        RAISE EXCEPTION 'UPDATE on indicators_target is refused: {TARGET}'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER target_stays BEFORE UPDATE ON indicators_target
    FOR EACH ROW EXECUTE FUNCTION indicators_target_stays();

CREATE FUNCTION indicators_card_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.unit, OLD.direction, OLD.per, OLD.version)
       IS DISTINCT FROM (NEW.unit, NEW.direction, NEW.per, NEW.version) THEN
        RAISE EXCEPTION 'unit, direction and base of an indicator never change: add a version'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER indicator_stays BEFORE UPDATE ON indicators_indicator
    FOR EACH ROW EXECUTE FUNCTION indicators_card_stays();
"""
UNVERSIONED = """
DROP TRIGGER target_stays ON indicators_target;
DROP FUNCTION indicators_target_stays();
DROP TRIGGER indicator_stays ON indicators_indicator;
DROP FUNCTION indicators_card_stays();
"""


class Migration(migrations.Migration):
    replaces = [("indicators", "0006_append_only")]
    dependencies = [("indicators", "0002_score_board"), ("audit", "0003_append_only")]

    operations = [
        migrations.RunSQL(FENCES, UNFENCED),
        migrations.RunSQL(CHAIN, UNCHAINED),
        migrations.RunSQL(VERSIONS, UNVERSIONED),
    ]
