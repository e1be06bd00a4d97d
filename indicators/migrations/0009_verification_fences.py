"""Proofs and verdicts stay as they were written, and nobody judges what he said himself.

A chain is all values of one department, indicator and period. Its key is that of the services'
lock, so a proof, a value and a verdict of one chain are written one after the other and each sees
those before it.
"""

from django.db import migrations

EVIDENCE = "proofs are append-only. Withdraw the proof with a reason; the file is kept."
VERDICT = "verdicts are append-only. Verify the value again: the last verdict counts."
SAMPLE = "a drawn sample never changes. Draw another one."
REVISION = "what was said of a revision stays. Revise the value again."
REQUEST = "requests are kept. Ask again."

FENCED = {
    "evidence": ("indicators_evidence", EVIDENCE),
    "evidence_withdrawal": ("indicators_evidencewithdrawal", EVIDENCE),
    "verification": ("indicators_verification", VERDICT),
    "verification_sample": ("indicators_verificationsample", SAMPLE),
    "sample_item": ("indicators_sampleitem", SAMPLE),
    "revision": ("indicators_revision", REVISION),
}
UP = "".join(
    f"""
CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{text}');
CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{text}');
"""
    for name, (table, text) in FENCED.items()
)
DOWN = "".join(
    f"DROP TRIGGER {name}_append_only ON {table}; DROP TRIGGER {name}_no_truncate ON {table};"
    for name, (table, _text) in FENCED.items()
)

NOT_OWN = """
CREATE FUNCTION indicators_hold_chain(department integer, indicator bigint, period bigint)
RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended(
        'measurement:' || department || ':' || indicator || ':' || period, 0))
$$;

CREATE FUNCTION indicators_verifier_is_another() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE one record;
BEGIN
    SELECT department_id, indicator_id, period_id INTO one
      FROM indicators_measurement WHERE id = NEW.measurement_id;
    PERFORM indicators_hold_chain(one.department_id::integer, one.indicator_id, one.period_id);
    IF EXISTS (SELECT FROM indicators_measurement said
                WHERE said.department_id = one.department_id
                  AND said.indicator_id = one.indicator_id AND said.period_id = one.period_id
                  AND said.reported_by_id = NEW.verified_by_id) THEN
        RAISE EXCEPTION 'nobody verifies a value that he reported himself'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT FROM indicators_evidence proof
                 JOIN indicators_measurement said ON said.id = proof.measurement_id
                WHERE said.department_id = one.department_id
                  AND said.indicator_id = one.indicator_id AND said.period_id = one.period_id
                  AND proof.uploaded_by_id = NEW.verified_by_id) THEN
        RAISE EXCEPTION 'nobody verifies a value that he gave the proof of'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.sample_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM indicators_sampleitem item
         WHERE item.sample_id = NEW.sample_id AND item.measurement_id = NEW.measurement_id) THEN
        RAISE EXCEPTION 'this value is not in the sample' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verifier_is_another BEFORE INSERT ON indicators_verification
    FOR EACH ROW EXECUTE FUNCTION indicators_verifier_is_another();

CREATE FUNCTION indicators_prover_is_another() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE one record;
BEGIN
    SELECT department_id, indicator_id, period_id INTO one
      FROM indicators_measurement WHERE id = NEW.measurement_id;
    PERFORM indicators_hold_chain(one.department_id::integer, one.indicator_id, one.period_id);
    IF EXISTS (SELECT FROM indicators_verification verdict
                WHERE verdict.measurement_id = NEW.measurement_id
                  AND verdict.verified_by_id = NEW.uploaded_by_id) THEN
        RAISE EXCEPTION 'nobody gives the proof of a value that he verified'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER prover_is_another BEFORE INSERT ON indicators_evidence
    FOR EACH ROW EXECUTE FUNCTION indicators_prover_is_another();
"""
UNDO_NOT_OWN = """
DROP TRIGGER verifier_is_another ON indicators_verification;
DROP FUNCTION indicators_verifier_is_another();
DROP TRIGGER prover_is_another ON indicators_evidence;
DROP FUNCTION indicators_prover_is_another();
DROP FUNCTION indicators_hold_chain(integer, bigint, bigint);
"""

# Of a request only its decision is written, once.
DECIDED_ONCE = f"""
CREATE FUNCTION indicators_request_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE allowed indicators_missingrequest := OLD;
BEGIN
    allowed.state := NEW.state;
    allowed.decided_by_id := NEW.decided_by_id;
    allowed.decided_at := NEW.decided_at;
    allowed.decision_reason := NEW.decision_reason;
    IF OLD.state <> 'requested' OR allowed IS DISTINCT FROM NEW THEN
        RAISE EXCEPTION 'a request is decided once and never changes: {REQUEST}'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER missing_request_decided_once BEFORE UPDATE ON indicators_missingrequest
    FOR EACH ROW EXECUTE FUNCTION indicators_request_decided_once();
CREATE TRIGGER missing_request_no_delete BEFORE DELETE ON indicators_missingrequest
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{REQUEST}');
CREATE TRIGGER missing_request_no_truncate BEFORE TRUNCATE ON indicators_missingrequest
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{REQUEST}');
"""
UNDO_DECIDED = """
DROP TRIGGER missing_request_decided_once ON indicators_missingrequest;
DROP TRIGGER missing_request_no_delete ON indicators_missingrequest;
DROP TRIGGER missing_request_no_truncate ON indicators_missingrequest;
DROP FUNCTION indicators_request_decided_once();
"""


class Migration(migrations.Migration):
    replaces = [("indicators", "0023_verification_fences")]
    dependencies = [("indicators", "0008_frozen_plans")]

    operations = [
        migrations.RunSQL(UP, DOWN),
        migrations.RunSQL(NOT_OWN, UNDO_NOT_OWN),
        migrations.RunSQL(DECIDED_ONCE, UNDO_DECIDED),
    ]
