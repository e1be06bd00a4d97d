"""A cycle of appraisal and its dated phases. Rules: docs/appraisals.md, Y1 to Y9."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appraisals.queries import AppraisalCycleQuerySet, PhaseQuerySet
from appraisals.queries.rehearsals import Fenced, Rehearsals
from departments.models import DATES, Named, Post, ends_after_start
from indicators.models.fields import known


class CycleKind(models.TextChoices):
    ANNUAL = "annual", pgettext_lazy("kind of cycle", "annual")
    HALF_YEAR = "half_year", pgettext_lazy("kind of cycle", "half-yearly")
    QUARTERLY = "quarterly", pgettext_lazy("kind of cycle", "quarterly")
    PROJECT = "project", pgettext_lazy("kind of cycle", "project")
    PROBATION = "probation", pgettext_lazy("kind of cycle", "probation")


class CycleState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("appraisal cycle", "being set up")
    RUNNING = "running", pgettext_lazy("appraisal cycle", "running")
    ARCHIVED = "archived", pgettext_lazy("appraisal cycle", "archived")


class AppraisalCycle(Named):
    """Whose work of a performance year is appraised, by which rules, in which phases.

    From the launch on, what it pins (policy, scales, who is covered) never changes: a trigger.
    One that `rehearses` another is a copy for trying it out, which nobody sees: docs/adr/0015.
    """

    code = models.CharField(_("code"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=CycleKind)
    cycle = models.ForeignKey(
        "indicators.Cycle",
        on_delete=models.PROTECT,
        related_name="appraisal_cycles",
        verbose_name=_("performance year"),
    )
    department = models.ForeignKey(
        "departments.Department",
        on_delete=models.PROTECT,
        related_name="appraisal_cycles",
        verbose_name=_("branch"),
    )
    policy = models.ForeignKey(
        "departments.PolicyPack",
        on_delete=models.PROTECT,
        related_name="appraisal_cycles",
        verbose_name=_("policy pack"),
    )
    covers_departments = models.BooleanField(_("departments are appraised"), default=True)
    covers_people = models.BooleanField(_("people are appraised"), default=True)
    # Empty: all.
    levels = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("levels"), default=list, blank=True
    )
    categories = ArrayField(
        models.CharField(max_length=20, choices=Post.Category),
        verbose_name=_("categories of posts"),
        default=list,
        blank=True,
    )
    department_scale = models.CharField(_("grades of departments"), max_length=60, blank=True)
    person_scale = models.CharField(_("grades of people"), max_length=60, blank=True)
    state = models.CharField(max_length=8, choices=CycleState, default=CycleState.DRAFT)
    version = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)
    launched_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    launched_at = models.DateTimeField(null=True, editable=False)
    archived_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    archived_at = models.DateTimeField(null=True, editable=False)
    rehearses = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = Fenced.from_queryset(AppraisalCycleQuerySet)()
    rehearsals = Rehearsals.from_queryset(AppraisalCycleQuerySet)()

    class Meta:
        constraints = [
            known("appraisal_cycle_kind_known", "kind", CycleKind),
            known("appraisal_cycle_state_known", "state", CycleState),
            models.CheckConstraint(
                name="appraisal_cycle_covers_somebody",
                condition=Q(covers_departments=True) | Q(covers_people=True),
                violation_error_message=_("Choose departments, people or both."),
            ),
            models.CheckConstraint(
                name="appraisal_cycle_scales_of_whom_it_covers",
                condition=(Q(covers_departments=False) | ~Q(department_scale=""))
                & (Q(covers_people=False) | ~Q(person_scale="")),
                violation_error_message=_("Choose the grades for everybody who is appraised."),
            ),
            models.CheckConstraint(
                name="appraisal_cycle_launched_when_running",
                condition=Q(state="draft", launched_at__isnull=True)
                | ~Q(state="draft") & Q(launched_at__isnull=False),
            ),
            models.CheckConstraint(
                name="appraisal_cycle_archived_when_over",
                condition=Q(state="archived", archived_at__isnull=False)
                | ~Q(state="archived") & Q(archived_at__isnull=True),
            ),
            models.CheckConstraint(
                name="rehearsal_of_another_and_launched",
                condition=Q(rehearses__isnull=True) | ~Q(rehearses=F("id")) & ~Q(state="draft"),
            ),
            models.UniqueConstraint(
                fields=["rehearses"],
                condition=Q(state="running"),
                name="rehearsal_one_at_a_time",
                violation_error_message=_("This cycle is being rehearsed already."),
            ),
        ]


class PhaseKind(models.TextChoices):
    """In the order in which they follow each other."""

    PLANNING = "planning", pgettext_lazy("phase", "Planning")
    COACHING = "coaching", pgettext_lazy("phase", "Coaching")
    SELF_ASSESSMENT = "self_assessment", pgettext_lazy("phase", "Self-assessment")
    EVALUATION = "evaluation", pgettext_lazy("phase", "Evaluation")
    CALIBRATION = "calibration", pgettext_lazy("phase", "Calibration")
    RESULTS = "results", pgettext_lazy("phase", "Results and feedback")
    APPEALS = "appeals", pgettext_lazy("phase", "Appeals")


class PhaseState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("phase", "not open yet")
    OPEN = "open", pgettext_lazy("phase", "open")
    CLOSED = "closed", pgettext_lazy("phase", "closed")


class Phase(models.Model):
    """A phase of a cycle. Its row is the lock: who writes in the phase holds it for share.

    `asked_by` is set while a closed phase waits for a second person to open it again; meanwhile
    and afterwards a later phase may be open as well.
    """

    appraisal_cycle = models.ForeignKey(
        AppraisalCycle, on_delete=models.PROTECT, related_name="phases"
    )
    kind = models.CharField(max_length=15, choices=PhaseKind)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    state = models.CharField(max_length=7, choices=PhaseState, default=PhaseState.WAITING)
    reopened = models.BooleanField(default=False, editable=False)
    asked_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    asked_because = models.CharField(max_length=1000, blank=True, editable=False)

    objects = Fenced.from_queryset(PhaseQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appraisal_cycle", "kind"], name="phase_once"),
            models.UniqueConstraint(
                fields=["appraisal_cycle"],
                condition=Q(state="open", reopened=False),
                name="phase_one_open",
                violation_error_message=_("Another phase is open. Close it first."),
            ),
            known("phase_kind_known", "kind", PhaseKind),
            known("phase_state_known", "state", PhaseState),
            ends_after_start("phase_ends_after_start"),
            ExclusionConstraint(
                name="phase_no_overlap",
                expressions=[
                    ("appraisal_cycle", RangeOperators.EQUAL),
                    (DATES, RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Two phases must not share a day."),
            ),
            models.CheckConstraint(
                name="phase_asked_while_closed",
                condition=Q(asked_by__isnull=True, asked_because="")
                | Q(asked_by__isnull=False, state="closed") & ~Q(asked_because=""),
            ),
        ]

    def __str__(self):
        return f"{self.kind} of {self.appraisal_cycle_id}: {self.state}"

    @property
    def is_open(self):
        return self.state == PhaseState.OPEN


class PhaseDeed(models.TextChoices):
    OPEN = "open", pgettext_lazy("phase", "Opened")
    CLOSE = "close", pgettext_lazy("phase", "Closed")
    ASK = "ask", pgettext_lazy("phase", "Asked to open it again")
    REFUSE = "refuse", pgettext_lazy("phase", "Refused to open it again")
    REOPEN = "reopen", pgettext_lazy("phase", "Opened again")
    MOVE = "move", pgettext_lazy("phase", "Dates changed")


class PhaseStep(models.Model):
    """Who opened, closed or moved a phase, when and why. Append-only."""

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="steps")
    deed = models.CharField(max_length=6, choices=PhaseDeed)
    by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    objects = Fenced()

    class Meta:
        constraints = [
            known("phase_step_deed_known", "deed", PhaseDeed),
            models.CheckConstraint(
                name="phase_step_opened_again_with_a_reason",
                condition=~Q(deed__in=["ask", "refuse", "reopen", "move"]) | ~Q(reason=""),
                violation_error_message=_("Say why."),
            ),
        ]
        ordering = ["-id"]

    def __str__(self):
        return f"{self.phase_id}: {self.deed}"
