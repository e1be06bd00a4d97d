import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0006_other_doors"),
        ("indicators", "0012_import_findings"),
    ]

    operations = [
        migrations.CreateModel(
            name="RatingRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "indicator",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rating_rule",
                        to="indicators.indicator",
                    ),
                ),
                (
                    "stream",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.stream",
                        verbose_name="stream",
                    ),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.ratingscale",
                        verbose_name="scale",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("not_negative", "share that is not negative"),
                            ("positive", "share that is positive"),
                            ("satisfaction", "satisfaction, 0 to 100"),
                            ("mean", "mean on the scale"),
                        ],
                        default="not_negative",
                        max_length=12,
                        verbose_name="what is taken",
                    ),
                ),
                (
                    "minimum_n",
                    models.PositiveIntegerField(
                        default=30,
                        validators=[django.core.validators.MinValueValidator(5)],
                        verbose_name="fewest ratings",
                    ),
                ),
                (
                    "prior",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="drawn towards the peers by so many ratings",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in force")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("measure__in", ["not_negative", "positive", "satisfaction", "mean"])
                        ),
                        name="rating_rule_measure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minimum_n__gte", 5)), name="rating_rule_minimum"
                    ),
                ],
                "indexes": [],
            },
        ),
    ]
