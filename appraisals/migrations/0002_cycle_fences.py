"""What a launched cycle pins stays; steps and changes of hands are append-only."""

from django.db import migrations

PINNED = """
CREATE FUNCTION appraisals_cycle_pinned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.code, OLD.kind, OLD.cycle_id, OLD.department_id, OLD.policy_id, OLD.covers_departments,
        OLD.covers_people, OLD.levels, OLD.categories, OLD.department_scale, OLD.person_scale,
        OLD.launched_at, OLD.launched_by_id)
       IS DISTINCT FROM
       (NEW.code, NEW.kind, NEW.cycle_id, NEW.department_id, NEW.policy_id, NEW.covers_departments,
        NEW.covers_people, NEW.levels, NEW.categories, NEW.department_scale, NEW.person_scale,
        NEW.launched_at, NEW.launched_by_id)
       OR NEW.state = 'draft' OR OLD.state = 'archived'
    THEN
        RAISE EXCEPTION 'a launched cycle of appraisal keeps what it pins'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appraisal_cycle_pinned BEFORE UPDATE ON appraisals_appraisalcycle
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION appraisals_cycle_pinned();
CREATE TRIGGER appraisal_cycle_no_delete BEFORE DELETE ON appraisals_appraisalcycle
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a cycle of appraisal is never deleted.');
"""
UNPINNED = """
DROP TRIGGER appraisal_cycle_no_delete ON appraisals_appraisalcycle;
DROP TRIGGER appraisal_cycle_pinned ON appraisals_appraisalcycle;
DROP FUNCTION appraisals_cycle_pinned();
"""

# Of a cycle that was launched nobody who takes part and no phase is deleted, and once it is
# archived nothing of it changes.
KEPT = """
CREATE FUNCTION appraisals_part_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_state text;
BEGIN
    SELECT state INTO its_state FROM appraisals_appraisalcycle WHERE id = OLD.appraisal_cycle_id;
    IF its_state = 'archived' OR (TG_OP = 'DELETE' AND its_state <> 'draft') THEN
        RAISE EXCEPTION 'what belongs to a launched cycle stays, and to an archived one unchanged'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER appraisal_kept BEFORE UPDATE OR DELETE ON appraisals_appraisal
    FOR EACH ROW EXECUTE FUNCTION appraisals_part_kept();
CREATE TRIGGER phase_kept BEFORE UPDATE OR DELETE ON appraisals_phase
    FOR EACH ROW EXECUTE FUNCTION appraisals_part_kept();
"""
LOOSE = """
DROP TRIGGER appraisal_kept ON appraisals_appraisal;
DROP TRIGGER phase_kept ON appraisals_phase;
DROP FUNCTION appraisals_part_kept();
"""

# A phase only moves along the table of steps (services/phases.py).
STEPS = """
CREATE FUNCTION appraisals_phase_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (('waiting', 'open'), ('open', 'closed'), ('closed', 'open'))
       OR (OLD.state = 'closed' AND (OLD.asked_by_id IS NULL OR NOT NEW.reopened))
    THEN
        RAISE EXCEPTION 'a phase does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER phase_step_in_order BEFORE UPDATE ON appraisals_phase
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION appraisals_phase_step();
"""
STEPLESS = """
DROP TRIGGER phase_step_in_order ON appraisals_phase;
DROP FUNCTION appraisals_phase_step();
"""

FENCES = """
CREATE TRIGGER phase_steps_append_only BEFORE UPDATE OR DELETE ON appraisals_phasestep
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the steps of a phase are append-only.');
CREATE TRIGGER source_score_append_only BEFORE UPDATE OR DELETE ON appraisals_sourcescore
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a mean stays: a later one supersedes it.');
CREATE TRIGGER grade_append_only BEFORE UPDATE OR DELETE ON appraisals_grade
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a grade stays: a later one supersedes it.');
CREATE TRIGGER rerouting_append_only BEFORE UPDATE OR DELETE ON appraisals_rerouting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('who handed over to whom is append-only.');
"""
UNFENCED = """
DROP TRIGGER source_score_append_only ON appraisals_sourcescore;
DROP TRIGGER grade_append_only ON appraisals_grade;
DROP TRIGGER phase_steps_append_only ON appraisals_phasestep;
DROP TRIGGER rerouting_append_only ON appraisals_rerouting;
"""


class Migration(migrations.Migration):
    dependencies = [("appraisals", "0001_cycles"), ("audit", "0003_append_only")]

    operations = [
        migrations.RunSQL(PINNED, UNPINNED),
        migrations.RunSQL(KEPT, LOOSE),
        migrations.RunSQL(STEPS, STEPLESS),
        migrations.RunSQL(FENCES, UNFENCED),
    ]
