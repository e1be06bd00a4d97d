"""Stages end and change in no other way; what was reported or assessed is appended."""

from django.db import migrations

STAGE = "a stage ends and changes in no other way. End it and add another."
REPORT = "reports of stages are append-only. Report again: the last one counts."
LEVEL = "levels are append-only. Give another: the last one counts."
STAYS = f"""
CREATE FUNCTION indicators_stage_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed indicators_stage := OLD;
BEGIN
    allowed.ended_at := NEW.ended_at;
    IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR allowed IS DISTINCT FROM NEW THEN
        RAISE EXCEPTION 'UPDATE on indicators_stage is refused: {STAGE}'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stage_stays BEFORE UPDATE ON indicators_stage
    FOR EACH ROW EXECUTE FUNCTION indicators_stage_stays();
CREATE TRIGGER stage_no_delete BEFORE DELETE ON indicators_stage
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{STAGE}');
CREATE TRIGGER stage_report_append_only BEFORE UPDATE OR DELETE ON indicators_stagereport
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{REPORT}');
CREATE TRIGGER assessment_append_only BEFORE UPDATE OR DELETE ON indicators_assessment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{LEVEL}');
"""
GOES = """
DROP TRIGGER stage_stays ON indicators_stage;
DROP TRIGGER stage_no_delete ON indicators_stage;
DROP TRIGGER stage_report_append_only ON indicators_stagereport;
DROP TRIGGER assessment_append_only ON indicators_assessment;
DROP FUNCTION indicators_stage_stays();
"""


class Migration(migrations.Migration):
    replaces = [("indicators", "0013_stages_and_levels")]
    dependencies = [("indicators", "0004_adjustments_stay")]

    operations = [migrations.RunSQL(STAYS, GOES)]
