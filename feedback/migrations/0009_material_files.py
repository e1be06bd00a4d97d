"""A file beside the evidence on a unit; like all of it, it stays as it was put there."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0008_guard"),
        ("indicators", "0013_reminders_are_notifications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="unitmaterial",
            name="material_says_something",
        ),
        migrations.AddField(
            model_name="unitmaterial",
            name="file_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="file name"),
        ),
        migrations.AddField(
            model_name="unitmaterial",
            name="media_type",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="unitmaterial",
            name="path",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="unitmaterial",
            name="scan",
            field=models.CharField(
                blank=True,
                choices=[
                    ("clean", "scanned, nothing found"),
                    ("unscanned", "not scanned: no scanner is set up"),
                ],
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="unitmaterial",
            name="sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="unitmaterial",
            name="size",
            field=models.PositiveBigIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="unitmaterial",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title", ""), _negated=True),
                    models.Q(
                        models.Q(("text", ""), _negated=True),
                        ("measurement__isnull", False),
                        models.Q(("path", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="material_says_something",
                violation_error_message="Write the evidence, attach a file or choose a value.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitmaterial",
            constraint=models.CheckConstraint(
                condition=models.Q(("scan__in", ["clean", "unscanned", ""])),
                name="material_scan_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitmaterial",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("file_name", ""),
                        ("media_type", ""),
                        ("path", ""),
                        ("scan", ""),
                        ("sha256", ""),
                        ("size__isnull", True),
                    ),
                    models.Q(
                        ("sha256__regex", "^[0-9a-f]{64}$"),
                        ("size__gt", 0),
                        ("size__isnull", False),
                        models.Q(("path", ""), _negated=True),
                        models.Q(("file_name", ""), _negated=True),
                        models.Q(("media_type", ""), _negated=True),
                        models.Q(("scan", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="material_file_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitmaterial",
            constraint=models.UniqueConstraint(
                condition=models.Q(("path", ""), _negated=True),
                fields=("path",),
                name="material_path_once",
            ),
        ),
    ]
