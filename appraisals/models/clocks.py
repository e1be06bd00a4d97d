"""The clock of one person on probation, and the notice in its middle. docs/appraisals.md, Y18."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appraisals.models.appraisal import Appraisal
from appraisals.queries.clocks import MidwayNoticeQuerySet, ProbationClockQuerySet
from appraisals.queries.rehearsals import Fenced


class ProbationClock(models.Model):
    """The days of one probation, as the pinned policy lays them out from the first day on."""

    # Part of the appraisal: while a cycle is set up both are made anew.
    appraisal = models.OneToOneField(Appraisal, on_delete=models.CASCADE, related_name="clock")
    starts_on = models.DateField()
    midway_on = models.DateField()
    notice_due_on = models.DateField()
    opens_on = models.DateField()
    report_due_on = models.DateField()
    ends_on = models.DateField()

    objects = Fenced.from_queryset(ProbationClockQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="probation_clock_in_order",
                condition=Q(
                    starts_on__lt=F("midway_on"), midway_on__lt=F("ends_on"),
                    notice_due_on__gte=F("midway_on"), opens_on__gte=F("starts_on"),
                    report_due_on__gte=F("opens_on"), ends_on__gte=F("report_due_on"),
                ),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"probation of {self.appraisal_id}"

    def opens(self, kind: str) -> datetime.date:
        """The first day on which he and his superior write in a phase of this kind."""
        return self.opens_on if kind in ("self_assessment", "evaluation") else self.starts_on


class MidwayNotice(models.Model):
    """Told in the middle of a probation how it stands. Only the acknowledgement is added later."""

    appraisal = models.OneToOneField(
        Appraisal, on_delete=models.PROTECT, related_name="midway_notice"
    )
    text = models.CharField(_("how the probation stands"), max_length=2000)
    issued_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    due_on = models.DateField()
    acknowledged_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True)

    objects = Fenced.from_queryset(MidwayNoticeQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="midway_notice_says_something", condition=~Q(text=""),
                violation_error_message=_("Say how the probation stands."),
            ),
            models.CheckConstraint(
                name="midway_notice_acknowledged_by_another",
                condition=Q(acknowledged_by__isnull=True, acknowledged_at__isnull=True)
                | Q(acknowledged_by__isnull=False, acknowledged_at__gte=F("issued_at"))
                & ~Q(acknowledged_by=F("issued_by")),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"midway notice {self.pk} of {self.appraisal_id}"

    @property
    def is_late(self):
        return self.issued_on > self.due_on
