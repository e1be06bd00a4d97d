"""Tables, deductions and smallest numbers of answers, and what they do in the live chain.

The columns are added without a value, so no target is rewritten. The functions replace those that
0004 made of attain.sql and rescore.sql; those two files stay as they were, for a new database.
"""

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = Path(__file__).parent.parent / "sql"
BEFORE = "".join(
    (SQL / name).read_text().replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    for name in ("attain.sql", "rescore.sql")
)
NEW = """
DROP FUNCTION indicators_by_table(text, text, numeric[], numeric, numeric);
DROP FUNCTION indicators_table_in_order(text, numeric[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0010_live_boards_below_zero"),
    ]

    operations = [
        migrations.RunSQL((SQL / "methods.sql").read_text(), BEFORE + NEW),
        migrations.RemoveConstraint(
            model_name="target",
            name="target_method_known",
        ),
        migrations.AddField(
            model_name="target",
            name="minimum_n",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="smallest number of answers"
            ),
        ),
        migrations.AddField(
            model_name="target",
            name="penalty",
            field=models.DecimalField(
                blank=True, decimal_places=4, max_digits=9, null=True, verbose_name="deduction"
            ),
        ),
        migrations.AddField(
            model_name="target",
            name="score_table",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=django.contrib.postgres.fields.ArrayField(
                    base_field=models.DecimalField(
                        blank=True, decimal_places=15, max_digits=30, null=True, verbose_name=""
                    ),
                    size=3,
                ),
                blank=True,
                null=True,
                size=None,
                verbose_name="table",
            ),
        ),
        migrations.AlterField(
            model_name="target",
            name="method",
            field=models.CharField(
                choices=[
                    ("ratio_higher", "value ÷ target"),
                    ("ratio_lower", "target ÷ value"),
                    ("linear", "from baseline to target"),
                    ("band", "inside a band"),
                    ("exact", "exactly the target"),
                    ("none", "not scored"),
                    ("step", "by a table of steps"),
                    ("interpolated", "between the points of a table"),
                    ("milestone", "by dated stages"),
                    ("all_or_nothing", "all or nothing"),
                    ("rubric", "by levels that assessors give"),
                    ("defect", "by number of faults"),
                    ("survey", "by the answers of a survey"),
                ],
                max_length=14,
                verbose_name="method",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "method__in",
                        [
                            "ratio_higher",
                            "ratio_lower",
                            "linear",
                            "band",
                            "exact",
                            "none",
                            "step",
                            "interpolated",
                            "milestone",
                            "all_or_nothing",
                            "rubric",
                            "defect",
                            "survey",
                        ],
                    )
                ),
                name="target_method_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("score_table__isnull", True),
                    models.Q(
                        ("method__in", ("step", "interpolated", "rubric")),
                        models.Func(
                            models.F("method"),
                            models.F("score_table"),
                            function="indicators_table_in_order",
                            output_field=models.BooleanField(),
                        ),
                    ),
                    _connector="OR",
                ),
                name="target_table_in_order",
                violation_error_message="A table needs 1 to 20 rows in order: steps from the best to the worst, points and levels by rising value, each worth at most nine times the target.",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("penalty__isnull", True),
                    models.Q(
                        ("method__in", ["defect", "milestone"]),
                        ("penalty__gt", 0),
                        ("penalty__lte", 1),
                    ),
                    _connector="OR",
                ),
                name="target_penalty_with_its_method",
                violation_error_message="A deduction takes more than nothing and at most all.",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("minimum_n__isnull", True),
                    models.Q(("method", "survey"), ("minimum_n__gte", 1)),
                    _connector="OR",
                ),
                name="target_minimum_n_with_its_method",
                violation_error_message="At least one answer is needed.",
            ),
        ),
    ]
