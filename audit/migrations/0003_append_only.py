"""The fences of the ledger: appended rows stay, and the queue fills itself."""

from django.db import migrations

# Any room may hang this on a table of its own; the argument is the sentence that says why.
REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: %', TG_OP, TG_TABLE_NAME, TG_ARGV[0]
        USING ERRCODE = 'restrict_violation';
END $$;
"""
ENTRY = "the ledger is append-only. Record what puts it right as a new entry."
SEAL = "seals are append-only. audit_verify says whether they still hold."
QUEUE = "the queue is filled by new entries and emptied by the sealer, and in no other way."

FENCES = f"""
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{ENTRY}');
CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{ENTRY}');
CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{SEAL}');
CREATE TRIGGER seal_no_truncate BEFORE TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{SEAL}');
CREATE TRIGGER unsealed_no_update BEFORE UPDATE ON audit_unsealed
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{QUEUE}');
CREATE TRIGGER unsealed_no_truncate BEFORE TRUNCATE ON audit_unsealed
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{QUEUE}');
CREATE TRIGGER unsealed_by_entries_only BEFORE INSERT ON audit_unsealed
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_change('{QUEUE}');
"""
UNFENCED = """
DROP TRIGGER entry_append_only ON audit_entry;
DROP TRIGGER entry_no_truncate ON audit_entry;
DROP TRIGGER seal_append_only ON audit_seal;
DROP TRIGGER seal_no_truncate ON audit_seal;
DROP TRIGGER unsealed_no_update ON audit_unsealed;
DROP TRIGGER unsealed_no_truncate ON audit_unsealed;
DROP TRIGGER unsealed_by_entries_only ON audit_unsealed;
DROP FUNCTION refuse_change();
"""

# One statement queues all its entries at once. The time must be that of the transaction: an entry
# cannot be dated back, nor forward. The minute is for a clock that is set while one runs.
ENQUEUE = """
CREATE FUNCTION audit_enqueue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added
        WHERE at < transaction_timestamp() - interval '1 minute'
           OR at > clock_timestamp() + interval '1 minute'
    ) THEN
        RAISE EXCEPTION 'an entry bears the time at which it is written, and no other'
            USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO audit_unsealed (entry_id) SELECT id FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER entry_enqueue AFTER INSERT ON audit_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_enqueue();
"""
UNQUEUED = """
DROP TRIGGER entry_enqueue ON audit_entry;
DROP FUNCTION audit_enqueue();
"""

# Every row of the queue dies within seconds, and the planner cannot know how long it is just now.
VACUUM = """
ALTER TABLE audit_unsealed
    SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)
"""
UNVACUUMED = """
ALTER TABLE audit_unsealed
    RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_leaves_indexes_submissions")]

    operations = [
        migrations.RunSQL(REFUSE, migrations.RunSQL.noop),
        migrations.RunSQL(FENCES, UNFENCED),
        migrations.RunSQL(ENQUEUE, UNQUEUED),
        migrations.RunSQL(VACUUM, UNVACUUMED),
    ]
