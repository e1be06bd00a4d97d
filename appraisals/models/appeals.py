"""Review, appeal and objection against a grade. docs/results.md, G30 to G39."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appraisals.models.appraisal import Appraisal
from appraisals.models.grade import Grade
from appraisals.models.notices import ResultNotice, Right
from appraisals.queries import AppealQuerySet
from appraisals.queries.rehearsals import Fenced
from indicators.models.fields import known


class AppealState(models.TextChoices):
    FILED = "filed", pgettext_lazy("appeal", "filed")
    HEARD = "heard", pgettext_lazy("appeal", "before the body")
    PROPOSED = "proposed", pgettext_lazy("appeal", "a better grade waits for approval")
    KEPT = "kept", pgettext_lazy("appeal", "the grade stays")
    IMPROVED = "improved", pgettext_lazy("appeal", "the grade was improved")
    WITHDRAWN = "withdrawn", pgettext_lazy("appeal", "withdrawn")


OPEN = (AppealState.FILED, AppealState.HEARD, AppealState.PROPOSED)


class Appeal(models.Model):
    """The subject asks for his grade to be looked at again. It stays in force meanwhile.

    `step` is the right that is used, `last_day` its last day, `decide_by` the day by which the body
    decides. `further_*` is what may be asked for after the decision.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="appeals")
    notice = models.ForeignKey(ResultNotice, on_delete=models.PROTECT, related_name="appeals")
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="followed_by"
    )
    step = models.CharField(_("what is asked for"), max_length=20, choices=Right)
    grounds = models.TextField(_("grounds"), max_length=8000)
    evidence = models.TextField(_("evidence"), max_length=8000, blank=True)
    filed_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    filed_on = models.DateField(_("filed on"))
    last_day = models.DateField(_("last day for filing"))
    state = models.CharField(max_length=9, choices=AppealState, default=AppealState.FILED)
    body = models.CharField(_("body that decides"), max_length=300, blank=True)
    decide_by = models.DateField(_("to be decided by"), null=True)
    extended = models.BooleanField(default=False)
    proposed_grade = models.CharField(_("better grade"), max_length=60, blank=True)
    decision = models.TextField(_("decision and reasons"), max_length=8000, blank=True)
    decided_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    approve_by = models.DateField(_("to be approved by"), null=True)
    approved_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    result = models.OneToOneField(Grade, on_delete=models.PROTECT, null=True, related_name="appeal")
    further_step = models.CharField(max_length=20, choices=Right, blank=True)
    further_until = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)

    objects = Fenced.from_queryset(AppealQuerySet)()

    class Meta:
        constraints = [
            known("appeal_step_known", "step", Right),
            known("appeal_further_step_known", "further_step", Right, blank=True),
            known("appeal_state_known", "state", AppealState),
            models.UniqueConstraint(
                fields=["appraisal"],
                condition=Q(state__in=["filed", "heard", "proposed"]),
                name="appeal_one_open",
                violation_error_message=_("An appeal against this grade is open already."),
            ),
            models.UniqueConstraint(
                fields=["appraisal", "step"],
                condition=~Q(state="withdrawn"),
                name="appeal_each_right_once",
                violation_error_message=_("This was asked for already."),
            ),
            models.CheckConstraint(
                name="appeal_filed_in_time",
                condition=Q(filed_on__lte=F("last_day")),
                violation_error_message=_("The last day for this is over."),
            ),
            models.CheckConstraint(
                name="appeal_has_grounds",
                condition=~Q(grounds=""),
                violation_error_message=_("Say why the grade should be looked at again."),
            ),
            models.CheckConstraint(
                name="appeal_decided_with_reasons",
                condition=~Q(state__in=["proposed", "kept", "improved"])
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision=""),
                violation_error_message=_("Give the reasons of the decision."),
            ),
            models.CheckConstraint(
                name="appeal_improved_by_two",
                condition=~Q(state="improved")
                | Q(approved_by__isnull=False, result__isnull=False)
                & ~Q(approved_by=F("decided_by")),
                violation_error_message=_("A second person approves a changed grade."),
            ),
            models.CheckConstraint(
                name="appeal_grade_only_for_better",
                condition=Q(state__in=["proposed", "improved"]) & ~Q(proposed_grade="")
                | ~Q(state__in=["proposed", "improved"]) & Q(proposed_grade=""),
            ),
        ]

    def __str__(self):
        return f"{self.step} of {self.appraisal_id}: {self.state}"

    @property
    def is_open(self):
        return self.state in OPEN


class AppealMember(models.Model):
    """Who hears an appeal: never who evaluated, decided or decided before (a trigger)."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    recused_because = models.CharField(_("steps back because"), max_length=1000, blank=True)
    named_at = models.DateTimeField()

    objects = Fenced()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "user"], name="appeal_member_once"),
        ]

    def __str__(self):
        return f"member {self.user_id} of appeal {self.appeal_id}"


class AppealDeed(models.TextChoices):
    FILE = "file", pgettext_lazy("appeal", "Filed")
    HEAR = "hear", pgettext_lazy("appeal", "Put before a body")
    RECUSE = "recuse", pgettext_lazy("appeal", "A member stepped back")
    EXTEND = "extend", pgettext_lazy("appeal", "Time to decide extended")
    KEEP = "keep", pgettext_lazy("appeal", "Decided: the grade stays")
    IMPROVE = "improve", pgettext_lazy("appeal", "Decided: a better grade")
    APPROVE = "approve", pgettext_lazy("appeal", "Better grade approved")
    RETURN = "return", pgettext_lazy("appeal", "Sent back to the body")
    WITHDRAW = "withdraw", pgettext_lazy("appeal", "Withdrawn")


class AppealEvent(models.Model):
    """A step of an appeal: who, when, why. Append-only."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="events")
    deed = models.CharField(max_length=8, choices=AppealDeed)
    by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=2000, blank=True)

    objects = Fenced()

    class Meta:
        constraints = [known("appeal_event_deed_known", "deed", AppealDeed)]
        ordering = ["-id"]

    def __str__(self):
        return f"{self.appeal_id}: {self.deed}"
