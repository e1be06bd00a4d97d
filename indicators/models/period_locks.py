"""From when a period takes no more values, and who may still report one."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indicators.models.planning import Cycle, Period
from indicators.queries import LockExceptionQuerySet, PeriodLockQuerySet


class PeriodLock(models.Model):
    """What the office decided about a period of a cycle. Rows are versions; none: the policy says.

    From `locks_on` on, that day included, the period is locked; null keeps it open for good.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="period_locks")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    locks_on = models.DateField(_("locked from"), null=True)
    reason = models.CharField(_("reason"), max_length=1000)
    set_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    set_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    objects = PeriodLockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "period"],
                condition=Q(replaced_at__isnull=True),
                name="period_lock_one_in_force",
            ),
            models.CheckConstraint(
                name="period_lock_with_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why."),
            ),
        ]

    def __str__(self):
        return f"{self.period_id} in {self.cycle_id}: {self.locks_on}"


class LockException(models.Model):
    """A locked period is open for a department and all beneath it, up to and including `until`."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="lock_exceptions")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="lock_exceptions"
    )
    reason = models.CharField(_("reason"), max_length=1000)
    until = models.DateField(_("open until"))
    opened_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    objects = LockExceptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lock_exception_with_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                name="lock_exception_closed_after_opening",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["period"], condition=Q(closed_at__isnull=True), name="lock_exception_open"
            ),
        ]

    def __str__(self):
        return f"{self.period_id} open for {self.department_id} until {self.until}"
