import django.contrib.postgres.indexes
from django.db import migrations, models

import audit.models

# Finds the one seal that may hold an entry; what an array index would cost at every seal.
SPAN = """
CREATE INDEX audit_seal_span ON audit_seal
USING gist (int8range(entry_ids[1], entry_ids[cardinality(entry_ids)], '[]'))
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("token", models.UUIDField(primary_key=True, serialize=False)),
                ("actor", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(db_default=audit.models.ClockTimestamp())),
            ],
        ),
        migrations.AddField(
            model_name="seal",
            name="leaves",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["verb", "-id"], name="entry_verb"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["at"], name="entry_at"
            ),
        ),
        migrations.RunSQL(SPAN, "DROP INDEX audit_seal_span"),
    ]
