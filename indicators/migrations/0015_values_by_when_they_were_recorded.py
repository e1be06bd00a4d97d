"""What was recorded since a run is found without reading every value."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0014_evidence_has_a_size"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="measurement",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["recorded_at"], name="measurement_recorded"
            ),
        ),
    ]
