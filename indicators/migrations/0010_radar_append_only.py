"""What was found, said and decided stays; of a signal only its review moves on."""

from django.db import migrations

FACT = "it was said and stays. Say something new instead."
SIGNAL = "what was found stays. Close the signal with a reason."
APPENDED = {
    "indicators_signalstep": FACT,
    "indicators_contextnote": FACT,
    "indicators_contextdecision": FACT,
}

FENCES = "".join(
    f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{why}');
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{why}');
"""
    for table, why in APPENDED.items()
)
UNFENCED = "".join(
    f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table};"
    for table in APPENDED
)

SIGNALS = f"""
CREATE TRIGGER signal_no_delete BEFORE DELETE ON indicators_signal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{SIGNAL}');
CREATE TRIGGER signal_no_truncate BEFORE TRUNCATE ON indicators_signal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{SIGNAL}');
CREATE FUNCTION indicators_signal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed indicators_signal := OLD;
BEGIN
    allowed.state := NEW.state;
    allowed.owner_id := NEW.owner_id;
    allowed.reply_due_on := NEW.reply_due_on;
    allowed.reason := NEW.reason;
    allowed.closed_at := NEW.closed_at;
    IF OLD.closed_at IS NOT NULL OR allowed IS DISTINCT FROM NEW THEN
        RAISE EXCEPTION 'UPDATE on indicators_signal is refused: {SIGNAL}'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER signal_stays BEFORE UPDATE ON indicators_signal
    FOR EACH ROW EXECUTE FUNCTION indicators_signal_stays();
"""
UNSIGNALLED = """
DROP TRIGGER signal_no_delete ON indicators_signal;
DROP TRIGGER signal_no_truncate ON indicators_signal;
DROP TRIGGER signal_stays ON indicators_signal;
DROP FUNCTION indicators_signal_stays();
"""


class Migration(migrations.Migration):
    replaces = [("indicators", "0025_radar_append_only")]
    dependencies = [("indicators", "0009_verification_fences"), ("audit", "0003_append_only")]

    operations = [
        migrations.RunSQL(FENCES, UNFENCED),
        migrations.RunSQL(SIGNALS, UNSIGNALLED),
    ]
