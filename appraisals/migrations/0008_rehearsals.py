"""A rehearsal is a cycle that nobody sees; what is real never becomes one, nor the other way."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

STAYS = """
CREATE FUNCTION appraisals_rehearsal_of_a_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR NOT EXISTS (
        SELECT FROM appraisals_appraisalcycle
         WHERE id = NEW.rehearses_id AND rehearses_id IS NULL AND state = 'draft')
    THEN
        RAISE EXCEPTION 'a rehearsal is one from its first moment, and of a cycle being set up'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rehearsal_of_a_draft BEFORE INSERT ON appraisals_appraisalcycle
    FOR EACH ROW WHEN (NEW.rehearses_id IS NOT NULL)
    EXECUTE FUNCTION appraisals_rehearsal_of_a_draft();
CREATE TRIGGER rehearsal_stays BEFORE UPDATE ON appraisals_appraisalcycle
    FOR EACH ROW WHEN (OLD.rehearses_id IS DISTINCT FROM NEW.rehearses_id)
    EXECUTE FUNCTION appraisals_rehearsal_of_a_draft();
"""
LEAVES = """
DROP TRIGGER rehearsal_stays ON appraisals_appraisalcycle;
DROP TRIGGER rehearsal_of_a_draft ON appraisals_appraisalcycle;
DROP FUNCTION appraisals_rehearsal_of_a_draft();
"""


class Migration(migrations.Migration):
    dependencies = [("appraisals", "0007_clocks")]

    operations = [
        migrations.AddField(
            model_name="appraisalcycle",
            name="rehearses",
            field=models.ForeignKey(
                editable=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="+", to="appraisals.appraisalcycle",
            ),
        ),
        migrations.AddConstraint(
            model_name="appraisalcycle",
            constraint=models.CheckConstraint(
                name="rehearsal_of_another_and_launched",
                condition=Q(rehearses__isnull=True)
                | ~Q(rehearses=F("id")) & ~Q(state="draft"),
            ),
        ),
        migrations.AddConstraint(
            model_name="appraisalcycle",
            constraint=models.UniqueConstraint(
                condition=Q(state="running"), fields=("rehearses",),
                name="rehearsal_one_at_a_time",
                violation_error_message="This cycle is being rehearsed already.",
            ),
        ),
        migrations.RunSQL(STAYS, LEAVES),
    ]  # fmt: skip
