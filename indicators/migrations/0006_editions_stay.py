"""What a card said is never changed, and only the newest edition is the card's present one."""

from django.db import migrations

EDITION = "what a card said stays. Change the card: it gets its next edition."
FENCES = f"""
CREATE TRIGGER card_edition_append_only BEFORE UPDATE OR DELETE ON indicators_cardedition
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{EDITION}');
CREATE TRIGGER card_edition_no_truncate BEFORE TRUNCATE ON indicators_cardedition
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{EDITION}');
"""
UNFENCED = """
DROP TRIGGER card_edition_append_only ON indicators_cardedition;
DROP TRIGGER card_edition_no_truncate ON indicators_cardedition;
"""


class Migration(migrations.Migration):
    replaces = [("indicators", "0015_editions_stay")]
    dependencies = [("indicators", "0005_stages_stay"), ("audit", "0003_append_only")]

    operations = [migrations.RunSQL(FENCES, UNFENCED)]
