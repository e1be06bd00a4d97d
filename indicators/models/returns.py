"""What a department owes for a period, its half-finished entries, and who was reminded."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indicators.models.fields import known
from indicators.queries import (
    DataReturnQuerySet,
    ReminderQuerySet,
    ReturnDraftQuerySet,
)


class DataReturn(models.Model):
    """The values of one department for one period, due on a day. One row for both.

    What belongs to it follows from the targets in force (`Target.objects.due_in`), so that a target
    set late is asked for as well. `completed_at` says when the last value came; `submitted_by` is
    blank when all came in another way (a file, the API). Source: docs/collecting.md.
    """

    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    period = models.ForeignKey("indicators.Period", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("due on"))
    escalates_on = models.DateField()
    reminds_on = models.JSONField(default=dict)  # day as ISO text: working days from the due day
    opened_at = models.DateTimeField(auto_now_add=True)
    completed_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = DataReturnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department", "period"], name="data_return_once_per_period"
            ),
            models.CheckConstraint(
                name="data_return_submitted_is_complete",
                condition=Q(submitted_by__isnull=True) | Q(completed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="data_return_escalates_after_due",
                condition=Q(escalates_on__gt=F("due_on")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], name="data_return_open", condition=Q(completed_at__isnull=True)
            ),
        ]

    def __str__(self):
        return f"return {self.pk} of {self.department_id} for {self.period_id}"


class ReturnDraft(models.Model):
    """What somebody typed and has not submitted: stored as it stands, seen by nobody else.

    `lines` holds the texts of each field by the number of its card. `version` rises with every
    save; a save that started from another version is refused, so that no window eats another's.
    """

    data_return = models.ForeignKey(
        DataReturn, on_delete=models.PROTECT, related_name="drafts", db_index=False
    )
    owner = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    lines = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    objects = ReturnDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["data_return", "owner"], name="return_draft_once"),
        ]

    def __str__(self):
        return f"draft {self.pk}"


class ReminderKind(models.TextChoices):
    REMINDER = "reminder", _("Reminder")
    ESCALATION = "escalation", _("To the head")


class Reminder(models.Model):
    """That one person is to hear of one return, on one day. Told once; kept as proof."""

    data_return = models.ForeignKey(
        DataReturn, on_delete=models.PROTECT, related_name="reminders", db_index=False
    )
    user = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ReminderKind)
    working_days = models.SmallIntegerField()  # from the due day; negative before it
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["data_return", "user", "kind", "working_days"], name="reminder_once"
            ),
            known("reminder_kind_known", "kind", ReminderKind),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"
