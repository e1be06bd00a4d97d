"""Numbers that everybody may read, and that stay as they were told. docs/published-ratings.md."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.math
import django.db.models.lookups
from django.db import migrations, models

TABLES = ("edition", "publishedcount", "publishedpart", "publishedexclusion")
STAYS = "".join(
    f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON feedback_{table}\n"
    "    FOR EACH ROW EXECUTE FUNCTION feedback_stays();\n"
    for table in TABLES
)
GOES = "".join(f"DROP TRIGGER {table}_stays ON feedback_{table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0003_desk"),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(unique=True)),
                ("published_on", models.DateField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="edition_of_a_month"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("published_on__gt", models.F("month"))),
                        name="edition_after_its_month",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PublishedCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="feedback.edition",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.publicservice",
                    ),
                ),
                (
                    "stream",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.stream",
                    ),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.ratingscale",
                    ),
                ),
                ("from_month", models.DateField()),
                ("n", models.PositiveIntegerField()),
                ("cases", models.PositiveIntegerField(null=True)),
                ("offered", models.PositiveIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service", "stream", "scale", "edition"),
                        name="published_count_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThanOrEqual(models.F("n"), 15),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(models.F("n"), 5), 0
                            ),
                        ),
                        name="published_count_n",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThanOrEqual(models.F("cases"), 15),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(models.F("cases"), 5), 0
                            ),
                        ),
                        name="published_count_cases",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThanOrEqual(models.F("offered"), 15),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(models.F("offered"), 5), 0
                            ),
                        ),
                        name="published_count_offered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_month__day", 1)), name="published_count_month"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PublishedExclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exclusions",
                        to="feedback.edition",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.publicservice",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("mistake", "the rater says it was a mistake"),
                            ("malicious", "malicious, decided by two people"),
                            ("forged", "forged or bought"),
                            ("duplicate", "the same opinion again"),
                            ("off_topic", "about another service"),
                        ],
                        max_length=10,
                        verbose_name="reason",
                    ),
                ),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service", "reason", "edition"), name="published_exclusion_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                ["mistake", "malicious", "forged", "duplicate", "off_topic"],
                            )
                        ),
                        name="published_exclusion_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThanOrEqual(models.F("count"), 15),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(models.F("count"), 5), 0
                            ),
                        ),
                        name="published_exclusion_count",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PublishedPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="feedback.edition",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.publicservice",
                    ),
                ),
                (
                    "stream",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.stream",
                    ),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.ratingscale",
                    ),
                ),
                ("from_month", models.DateField()),
                (
                    "values",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), size=None
                    ),
                ),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service", "stream", "scale", "edition", "values"),
                        name="published_part_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("values", []), _negated=True),
                        name="published_part_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.GreaterThanOrEqual(models.F("count"), 15),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.math.Mod(models.F("count"), 5), 0
                            ),
                        ),
                        name="published_part_count",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_month__day", 1)), name="published_part_month"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.RunSQL(STAYS, GOES),
    ]
