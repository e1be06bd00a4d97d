"""Keep the plan for one card what it was before a run and after it.

Statistics of `run_id` are always older than the newest run: the planner then believes in one row
and takes the league index, which has ten thousand. Without statistics it takes the primary key.
The arrays are never searched, so looking at them is spared too.
"""

from django.db import migrations

COLUMNS = (
    "run_id", "period_id", "target_ids", "measurement_ids", "attainments", "points", "states",
)  # fmt: skip


def statistics(target):
    columns = ", ".join(f"ALTER {column} SET STATISTICS {target}" for column in COLUMNS)
    return f"ALTER TABLE indicators_scorecard {columns}"


class Migration(migrations.Migration):
    dependencies = [("indicators", "0008_pins_always_there")]

    operations = [
        migrations.RunSQL(statistics(0), statistics(-1)),
    ]
