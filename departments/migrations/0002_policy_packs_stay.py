"""A published policy pack never changes: cycles of past years still refer to it."""

from django.db import migrations

REASON = "a published policy pack never changes. Publish the next version."
FENCE = f"""
CREATE TRIGGER policy_pack_append_only BEFORE UPDATE OR DELETE ON departments_policypack
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{REASON}');
CREATE TRIGGER policy_pack_no_truncate BEFORE TRUNCATE ON departments_policypack
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{REASON}');
"""
UNFENCED = """
DROP TRIGGER policy_pack_append_only ON departments_policypack;
DROP TRIGGER policy_pack_no_truncate ON departments_policypack;
"""


class Migration(migrations.Migration):
    dependencies = [("departments", "0001_initial"), ("audit", "0003_append_only")]

    operations = [migrations.RunSQL(FENCE, UNFENCED)]
