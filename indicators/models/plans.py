"""A scorecard as a plan: agreed once, and changed afterwards by amendments only."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from indicators.models.cards import Indicator
from indicators.models.fields import known
from indicators.models.planning import Cycle, Period
from indicators.models.targets import Target
from indicators.queries import AmendmentQuerySet, TargetPlanQuerySet


class PlanState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("scorecard", "draft")
    SUBMITTED = "submitted", pgettext_lazy("scorecard", "waits for approval")
    RETURNED = "returned", pgettext_lazy("scorecard", "returned")
    APPROVED = "approved", pgettext_lazy("scorecard", "approved")


FROZEN = (PlanState.SUBMITTED, PlanState.APPROVED)


class Deed(models.TextChoices):
    SUBMIT = "submit", _("Submitted")
    RECALL = "recall", _("Taken back")
    RETURN = "return", _("Returned")
    APPROVE = "approve", _("Approved")


class TargetPlan(models.Model):
    """The targets of one department in one cycle, as they are agreed. Without a row: a draft.

    A trigger lets it be submitted or approved only with weights of exactly 100, and refuses targets
    of a submitted or approved plan to everybody but an amendment. `version` counts the steps, so
    that of two at once one is refused. The plan as approved is what was in force at `decided_at`.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="plans")
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="target_plans"
    )
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    version = models.PositiveIntegerField(default=0)
    submitted_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    objects = TargetPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "department"], name="target_plan_once"),
            known("target_plan_state_known", "state", PlanState),
            models.CheckConstraint(
                name="target_plan_submitted_by_somebody",
                condition=~Q(state__in=FROZEN)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="target_plan_approved_by_another",
                condition=~Q(state="approved")
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("submitted_by")),
                violation_error_message=_("Whoever submitted a scorecard cannot approve it."),
            ),
        ]

    def __str__(self):
        return f"plan of {self.department_id} in {self.cycle_id}: {self.state}"

    @property
    def is_frozen(self):
        return self.state in FROZEN


class PlanStep(models.Model):
    """What happened to a plan: who took which step, when and why. Append-only."""

    plan = models.ForeignKey(TargetPlan, on_delete=models.PROTECT, related_name="steps")
    deed = models.CharField(max_length=8, choices=Deed)
    by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta:
        constraints = [
            known("plan_step_deed_known", "deed", Deed),
            models.CheckConstraint(
                name="plan_step_returned_with_a_reason",
                condition=~Q(deed="return") | ~Q(reason=""),
                violation_error_message=_("Say why the scorecard is returned."),
            ),
        ]
        ordering = ["-id"]

    def __str__(self):
        return f"{self.plan_id}: {self.deed}"


class AmendmentState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("amendment", "waits for approval")
    APPLIED = "applied", pgettext_lazy("amendment", "approved")
    REFUSED = "refused", pgettext_lazy("amendment", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("amendment", "taken back")


class Amendment(models.Model):
    """A change of an approved plan, for a reason of the closed list, approved by somebody else."""

    plan = models.ForeignKey(TargetPlan, on_delete=models.PROTECT, related_name="amendments")
    reason = models.CharField(_("reason"), max_length=60)
    explanation = models.CharField(_("explanation"), max_length=2000)
    state = models.CharField(max_length=10, choices=AmendmentState, default=AmendmentState.WAITING)
    proposed_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    published_on = models.DateField(_("published on"), null=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state="waiting"),
                name="amendment_one_waiting",
                violation_error_message=_("Another amendment of this scorecard waits already."),
            ),
            known("amendment_state_known", "state", AmendmentState),
            models.CheckConstraint(
                name="amendment_with_reason_and_explanation",
                condition=~Q(reason="") & ~Q(explanation=""),
                violation_error_message=_("Give a reason and explain it."),
            ),
            models.CheckConstraint(
                name="amendment_decided_by_another",
                condition=Q(state__in=["waiting", "withdrawn"])
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("Whoever proposed an amendment cannot decide on it."),
            ),
            models.CheckConstraint(
                name="amendment_published_when_applied",
                condition=Q(published_on__isnull=True) | Q(state="applied"),
            ),
        ]

    def __str__(self):
        return f"amendment {self.pk} of plan {self.plan_id}"


class AmendmentLine(models.Model):
    """One target of an amendment: what was in force, and what is to hold instead.

    `fields` holds the new figures as texts; null ends the target. `before` is blank for a new KPI,
    `after` is the version that the amendment made.
    """

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="lines")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, null=True, related_name="+")
    before = models.ForeignKey(Target, on_delete=models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(Target, on_delete=models.PROTECT, null=True, related_name="+")
    fields = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "indicator", "period"],
                nulls_distinct=False,
                name="amendment_line_once",
            ),
            models.CheckConstraint(
                name="amendment_line_changes_something",
                condition=Q(before__isnull=False) | Q(fields__isnull=False),
            ),
        ]

    def __str__(self):
        return f"line {self.pk} of amendment {self.amendment_id}"
