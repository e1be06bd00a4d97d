"""A file has a size: without one the check was null, and what is null passes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0013_reminders_are_notifications"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="evidence",
            name="evidence_is_one_thing",
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "file"),
                        ("note", ""),
                        ("url", ""),
                        ("sha256__regex", "^[0-9a-f]{64}$"),
                        ("size__gt", 0),
                        ("size__isnull", False),
                        models.Q(("path", ""), _negated=True),
                        models.Q(("file_name", ""), _negated=True),
                        models.Q(("media_type", ""), _negated=True),
                        models.Q(("scan", ""), _negated=True),
                    ),
                    models.Q(
                        ("file_name", ""),
                        ("kind", "link"),
                        ("note", ""),
                        ("path", ""),
                        ("sha256", ""),
                        models.Q(("url", ""), _negated=True),
                    ),
                    models.Q(
                        ("file_name", ""),
                        ("kind", "note"),
                        ("path", ""),
                        ("sha256", ""),
                        ("url", ""),
                        models.Q(("note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="evidence_is_one_thing",
            ),
        ),
    ]
