"""Where a figure is made of parts: dated stages, and the levels that assessors give."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import ClockTimestamp
from departments.models import Named
from indicators.models.fields import number, share
from indicators.queries import AssessmentQuerySet, StageQuerySet


class Stage(Named):
    """A dated stage of what a department is to reach. Another date is another stage: this one ends.

    It belongs to the target's place, not to a version of the target, so that an amendment of the
    target keeps what was done.
    """

    cycle = models.ForeignKey("indicators.Cycle", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="+"
    )
    indicator = models.ForeignKey(
        "indicators.Indicator", on_delete=models.PROTECT, related_name="stages"
    )
    weight = share(_("weight"), default=1)
    due_on = models.DateField(_("due on"))
    created_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = StageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "department", "indicator", "name"],
                condition=Q(ended_at__isnull=True),
                name="stage_once_in_force",
                violation_error_message=_("There is a stage with this name already."),
            ),
            models.CheckConstraint(
                name="stage_weight_above_0_to_100",
                condition=Q(weight__gt=0, weight__lte=100),
                violation_error_message=_("The weight lies above 0 and at most at 100."),
            ),
            models.CheckConstraint(name="stage_named", condition=~Q(name="")),
        ]


class StageReport(models.Model):
    """That a stage was done on a day, or after all was not. The last report of a stage counts."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="reports")
    done_on = models.DateField(_("done on"), null=True, blank=True)
    evidence = models.TextField(_("evidence"))
    reported_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    recorded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stage_report_has_evidence",
                condition=~Q(evidence=""),
                violation_error_message=_("Say what shows it."),
            ),
        ]

    def __str__(self):
        return f"report {self.pk} of stage {self.stage_id}"


class Assessment(models.Model):
    """The level that one assessor gives a department, and why. The last one of each counts.

    A moderation is given by somebody who gave none, where the others lie too far apart.
    """

    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="+"
    )
    indicator = models.ForeignKey(
        "indicators.Indicator", on_delete=models.PROTECT, related_name="assessments"
    )
    period = models.ForeignKey("indicators.Period", on_delete=models.PROTECT, related_name="+")
    assessor = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    level = number(_("level"))
    reason = models.TextField(_("reason"))
    is_moderation = models.BooleanField(default=False, editable=False)
    recorded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="assessment_has_level", condition=Q(level__isnull=False)),
            models.CheckConstraint(
                name="assessment_says_why",
                condition=~Q(reason=""),
                violation_error_message=_("Say what the level rests on."),
            ),
            models.UniqueConstraint(
                fields=["department", "indicator", "period"],
                condition=Q(is_moderation=True),
                name="assessment_moderated_once",
            ),
        ]
        indexes = [
            models.Index(fields=["department", "indicator", "period"], name="assessment_place"),
        ]

    def __str__(self):
        return f"assessment {self.pk}"
