import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_more_scopes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="apitoken",
            name="api_token_scopes_known",
        ),
        migrations.AlterField(
            model_name="apitoken",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("read:organisation", "Read departments"),
                        ("read:indicators", "Read indicators, targets, cycles and periods"),
                        ("read:measurements", "Read measured values"),
                        ("read:scores", "Read score runs and scores"),
                        ("read:appraisals", "Read who is appraised, and grades"),
                        ("read:evidence", "Read evidence packs and proof of values"),
                        ("write:measurements", "Report measured values"),
                        ("write:indicators", "Define indicators and set targets"),
                        ("write:verifications", "Verify measured values"),
                        ("write:runs", "Request and cancel score runs"),
                    ],
                    max_length=20,
                ),
                size=None,
            ),
        ),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "scopes__contained_by",
                        [
                            "read:organisation",
                            "read:indicators",
                            "read:measurements",
                            "read:scores",
                            "read:appraisals",
                            "read:evidence",
                            "write:measurements",
                            "write:indicators",
                            "write:verifications",
                            "write:runs",
                        ],
                    ),
                    ("scopes__len__gte", 1),
                ),
                name="api_token_scopes_known",
            ),
        ),
    ]
