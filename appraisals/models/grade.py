"""The grades of a cycle: every decision is a row, the last one holds. docs/appraisals.md, Y17."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appraisals.models.appraisal import Appraisal
from appraisals.queries import GradeQuerySet
from appraisals.queries.rehearsals import Fenced
from indicators.models.fields import known


class GradeStage(models.TextChoices):
    INITIAL = "initial", pgettext_lazy("grade", "proposed by the superior")
    CALIBRATED = "calibrated", pgettext_lazy("grade", "decided in calibration")
    APPEAL = "appeal", pgettext_lazy("grade", "changed on appeal")


class Grade(models.Model):
    """A grade of the pinned scale, who decided it, when, and from which score. Append-only.

    A later decision supersedes the one before it and says why; both stay readable. Exactly one row
    of an appraisal is superseded by nobody: that one holds.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="grades")
    stage = models.CharField(max_length=10, choices=GradeStage)
    grade = models.CharField(_("grade"), max_length=60)
    score = models.DecimalField(_("score"), max_digits=7, decimal_places=2, null=True)
    coverage = models.DecimalField(_("coverage"), max_digits=5, decimal_places=4, null=True)
    reason = models.CharField(_("reason"), max_length=2000, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )
    decided_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField()

    objects = Fenced.from_queryset(GradeQuerySet)()

    class Meta:
        constraints = [
            known("grade_stage_known", "stage", GradeStage),
            models.UniqueConstraint(
                fields=["appraisal"], condition=Q(supersedes__isnull=True), name="grade_first_once"
            ),
            models.CheckConstraint(
                name="grade_not_of_itself",
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
            ),
            models.CheckConstraint(
                name="grade_changed_with_a_reason",
                condition=Q(supersedes__isnull=True) | ~Q(reason=""),
                violation_error_message=_("Say why the grade changes."),
            ),
            models.CheckConstraint(
                name="grade_coverage_0_to_1",
                condition=Q(coverage__isnull=True) | Q(coverage__gte=0, coverage__lte=1),
            ),
        ]

    def __str__(self):
        return f"grade {self.grade} of {self.appraisal_id}"
