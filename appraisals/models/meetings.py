"""The talk about a result, and what follows from it. docs/results.md, G10 to G16."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appraisals.models.appraisal import Appraisal
from appraisals.queries import (
    DevelopmentActionQuerySet,
    DevelopmentPlanQuerySet,
    FeedbackMeetingQuerySet,
)
from appraisals.queries.rehearsals import Fenced
from indicators.models.fields import known


class ResultCause(models.TextChoices):
    """Where a result comes from: what can be changed, not who is to blame."""

    SKILL = "skill", pgettext_lazy("cause of a result", "skill")
    RESOURCE = "resource", pgettext_lazy("cause of a result", "resources")
    PROCESS = "process", pgettext_lazy("cause of a result", "process")
    EXTERNAL = "external", pgettext_lazy("cause of a result", "outside circumstances")
    DATA = "data", pgettext_lazy("cause of a result", "data")
    GOAL = "goal", pgettext_lazy("cause of a result", "the goal itself")


class FeedbackMeeting(models.Model):
    """Superior and subject talked about the result. Acknowledged by both, it never changes.

    Whoever changes his words takes both acknowledgements back: nobody signs what he has not seen.
    """

    appraisal = models.OneToOneField(Appraisal, on_delete=models.PROTECT, related_name="meeting")
    held_on = models.DateField(_("held on"))
    led_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    others = models.CharField(_("who else was there"), max_length=300, blank=True)
    superior_words = models.TextField(_("what the superior said"), max_length=8000)
    subject_words = models.TextField(_("what the other side said"), max_length=8000, blank=True)
    causes = ArrayField(
        models.CharField(max_length=8, choices=ResultCause),
        verbose_name=_("causes"), default=list, blank=True,
    )  # fmt: skip
    superior_signed_at = models.DateTimeField(null=True, editable=False)
    subject_signed_at = models.DateTimeField(null=True, editable=False)
    # Somebody does not sign: the office says why, and the year is not held up.
    unsigned_because = models.CharField(_("not signed because"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(editable=False)

    objects = Fenced.from_queryset(FeedbackMeetingQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meeting_causes_known",
                condition=Q(causes__contained_by=ResultCause.values),
            ),
            models.CheckConstraint(
                name="meeting_has_words",
                condition=~Q(superior_words=""),
                violation_error_message=_("Write what was said."),
            ),
            models.CheckConstraint(
                name="meeting_unsigned_only_by_the_subject",
                condition=Q(unsigned_because="")
                | Q(superior_signed_at__isnull=False, subject_signed_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"meeting of {self.appraisal_id} on {self.held_on}"

    @property
    def is_closed(self):
        signed = self.subject_signed_at is not None or self.unsigned_because
        return self.superior_signed_at is not None and bool(signed)


class DevelopmentPlan(models.Model):
    """What is done so that the next result is better. Required after a grade below the middle."""

    appraisal = models.OneToOneField(
        Appraisal, on_delete=models.PROTECT, related_name="development_plan"
    )
    aim = models.TextField(_("aim"), max_length=2000)
    follow_up_on = models.DateField(_("looked at again on"))
    version = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)

    objects = Fenced.from_queryset(DevelopmentPlanQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="development_plan_has_an_aim",
                condition=~Q(aim=""),
                violation_error_message=_("Say what the plan aims at."),
            )
        ]

    def __str__(self):
        return f"development plan of {self.appraisal_id}"


class ActionKind(models.TextChoices):
    TRAINING = "training", pgettext_lazy("kind of action", "training")
    COACHING = "coaching", pgettext_lazy("kind of action", "coaching")
    RESOURCE = "resource", pgettext_lazy("kind of action", "resources")
    PROCESS = "process", pgettext_lazy("kind of action", "process")
    ROTATION = "rotation", pgettext_lazy("kind of action", "another task or post")
    OTHER = "other", pgettext_lazy("kind of action", "other")


class ActionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("action", "open")
    DONE = "done", pgettext_lazy("action", "done")
    DROPPED = "dropped", pgettext_lazy("action", "dropped")


class DevelopmentAction(models.Model):
    """One thing to do: who, what, by when. A training that is done is a training record."""

    plan = models.ForeignKey(DevelopmentPlan, on_delete=models.PROTECT, related_name="actions")
    kind = models.CharField(_("kind"), max_length=8, choices=ActionKind)
    what = models.CharField(_("what is done"), max_length=500)
    owner = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    due_on = models.DateField(_("due"))
    state = models.CharField(
        max_length=7, choices=ActionState, default=ActionState.OPEN, editable=False
    )
    done_on = models.DateField(_("done on"), null=True)
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=1, null=True)
    outcome = models.CharField(_("what came of it"), max_length=1000, blank=True)
    settled_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = Fenced.from_queryset(DevelopmentActionQuerySet)()

    class Meta:
        constraints = [
            known("development_action_kind_known", "kind", ActionKind),
            known("development_action_state_known", "state", ActionState),
            models.CheckConstraint(
                name="development_action_settled_with_an_outcome",
                condition=Q(state="open", done_on__isnull=True, outcome="")
                | ~Q(state="open") & Q(done_on__isnull=False) & ~Q(outcome=""),
                violation_error_message=_("Say when it was settled and what came of it."),
            ),
            models.CheckConstraint(
                name="development_action_training_has_hours",
                condition=~Q(kind="training", state="done") | Q(hours__gt=0),
                violation_error_message=_("Give the hours of the training."),
            ),
        ]

    def __str__(self):
        return f"{self.kind} of {self.plan_id}"
