"""Bonus, deduction and veto lines: decided once, by somebody else, and never changed."""

from django.db import migrations

LINE = "a decided line never changes. Propose another line that puts it right."
STAYS = f"""
CREATE FUNCTION indicators_adjustment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed indicators_adjustment := OLD;
BEGIN
    allowed.state := NEW.state; allowed.decided_by_id := NEW.decided_by_id;
    allowed.decided_at := NEW.decided_at; allowed.decision_note := NEW.decision_note;
    IF OLD.reply = '' THEN
        allowed.reply := NEW.reply; allowed.replied_by_id := NEW.replied_by_id;
        allowed.replied_at := NEW.replied_at;
    END IF;
    IF OLD.state <> 'proposed' OR allowed IS DISTINCT FROM NEW THEN
        RAISE EXCEPTION 'UPDATE on indicators_adjustment is refused: {LINE}'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER adjustment_stays BEFORE UPDATE ON indicators_adjustment
    FOR EACH ROW EXECUTE FUNCTION indicators_adjustment_stays();
CREATE TRIGGER adjustment_no_delete BEFORE DELETE ON indicators_adjustment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{LINE}');
CREATE TRIGGER adjustment_no_truncate BEFORE TRUNCATE ON indicators_adjustment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{LINE}');
"""
GOES = """
DROP TRIGGER adjustment_stays ON indicators_adjustment;
DROP TRIGGER adjustment_no_delete ON indicators_adjustment;
DROP TRIGGER adjustment_no_truncate ON indicators_adjustment;
DROP FUNCTION indicators_adjustment_stays();
"""


class Migration(migrations.Migration):
    replaces = [("indicators", "0012_adjustments")]
    dependencies = [("indicators", "0003_values_stay")]

    operations = [migrations.RunSQL(STAYS, GOES)]
