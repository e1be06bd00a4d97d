"""One changed value re-scores its own chain, inside the transaction that records it.

The same rules as indicators/scoring.py and rollup.py (docs/scoring.md), in exact numerics; a
property test holds both against each other. Two functions: the cell, and the chain above it.
"""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_shard_branches")]

    operations = [
        *(
            migrations.AddField(
                "scorecard",
                f"child_{name}",
                models.DecimalField(decimal_places=16, max_digits=34, null=True),
            )
            for name in ("points", "weight", "covered", "mass")
        ),
        migrations.RunSQL(
            (SQL / "attain.sql").read_text() + (SQL / "rescore.sql").read_text(),
            """
            DROP FUNCTION indicators_rescore(integer, integer, integer, integer, integer, bigint);
            DROP FUNCTION indicators_roll_up(integer, integer, integer, indicators_scorecard,
                                             boolean);
            DROP FUNCTION indicators_blank_card(integer, integer, integer);
            DROP FUNCTION indicators_mix(text, numeric, numeric, numeric, numeric);
            DROP FUNCTION indicators_half_up(numeric, numeric);
            DROP FUNCTION indicators_attain(indicators_target, text, integer,
                                            indicators_measurement);
            """,
        ),
    ]
