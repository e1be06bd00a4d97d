"""Reminders go out with all other notifications: one digest a person and day, not two."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0012_import_findings"),
        ("departments", "0003_notifications"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="reminder", name="reminder_waiting"),
        migrations.RemoveField(model_name="reminder", name="digest"),
        migrations.DeleteModel(name="ReminderDigest"),
    ]
