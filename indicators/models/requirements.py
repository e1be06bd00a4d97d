"""What one department needs from another, and by when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indicators.models.fields import known
from indicators.models.planning import Objective
from indicators.queries import RequirementQuerySet


class RequirementState(models.TextChoices):
    ASKED = "asked", _("waits for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    MET = "met", _("met")


class Requirement(models.Model):
    """“We need X from you by D”: asked by one department of another. Only its state changes.

    What happened to it stands in its steps; a trigger keeps both to docs/cascade.md, rule L8.
    """

    asking = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="requirements_asked"
    )
    asked = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="requirements_received"
    )
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, null=True, blank=True, related_name="requirements"
    )
    indicator = models.ForeignKey(
        "indicators.Indicator",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requirements",
    )
    what = models.CharField(_("what is needed"), max_length=500)
    due_on = models.DateField(_("needed by"))
    answer_due_on = models.DateField(_("answer by"))
    state = models.CharField(max_length=9, choices=RequirementState, default="asked")
    asked_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()

    objects = RequirementQuerySet.as_manager()

    class Meta:
        constraints = [
            known("requirement_state_known", "state", RequirementState),
            models.CheckConstraint(
                name="requirement_of_another",
                condition=~Q(asking=F("asked")),
                violation_error_message=_("Ask another department than your own."),
            ),
            models.CheckConstraint(
                name="requirement_serves_something",
                condition=Q(objective__isnull=False) | Q(indicator__isnull=False),
                violation_error_message=_("Say which objective or KPI it is needed for."),
            ),
            models.CheckConstraint(name="requirement_says_what", condition=~Q(what="")),
        ]
        indexes = [
            models.Index(fields=["asking", "due_on"], name="requirement_asking"),
            models.Index(fields=["asked", "due_on"], name="requirement_asked"),
        ]

    def __str__(self):
        return f"requirement {self.pk}"


class RequirementStep(models.Model):
    """One step of a requirement: who, when, why. Appended and never changed."""

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=9, choices=RequirementState)
    by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["requirement", "state"], name="requirement_step_once"),
            known("requirement_step_known", "state", RequirementState),
            models.CheckConstraint(
                name="requirement_step_says_why",
                condition=~Q(state__in=["declined", "withdrawn"]) | ~Q(reason=""),
                violation_error_message=_("Say why."),
            ),
        ]

    def __str__(self):
        return f"{self.requirement_id}: {self.state}"
