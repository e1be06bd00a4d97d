"""What both sides say to each other during the year. docs/coaching.md, C1 to C9."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appraisals.models.agreement import AgreementLine, Side
from appraisals.models.appraisal import Appraisal
from appraisals.queries import (
    CheckInQuerySet,
    CheckInReplyQuerySet,
    CoachingQuerySet,
    EarlyWarningQuerySet,
    UrgingNoticeQuerySet,
)
from appraisals.queries.rehearsals import Fenced
from indicators.models.fields import known


class Confidence(models.IntegerChoices):
    NONE = 1, _("1 – it will not be reached")
    LITTLE = 2, _("2 – hardly")
    SOME = 3, _("3 – open")
    GOOD = 4, _("4 – probably")
    FULL = 5, _("5 – surely")


class CheckIn(models.Model):
    """A conversation in the year, or a note for one. Only its author sees it until he shares it.

    From then on it stays as it is (a trigger); the other side may reply.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="check_ins")
    author = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=9, choices=Side)
    held_on = models.DateField(_("date of the conversation"))
    progress = models.CharField(_("progress"), max_length=2000)
    confidence = models.PositiveSmallIntegerField(_("confidence"), choices=Confidence)
    obstacles = models.CharField(_("obstacles"), max_length=2000, blank=True)
    support = models.CharField(_("support needed"), max_length=2000, blank=True)
    action = models.CharField(_("agreed action"), max_length=1000, blank=True)
    action_due_on = models.DateField(_("by"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True)

    objects = Fenced.from_queryset(CheckInQuerySet)()

    class Meta:
        constraints = [
            known("check_in_side_known", "side", Side),
            models.CheckConstraint(
                name="check_in_confidence_1_to_5", condition=Q(confidence__in=Confidence.values)
            ),
            models.CheckConstraint(
                name="check_in_says_something", condition=~Q(progress=""),
                violation_error_message=_("Say how it stands."),
            ),
            models.CheckConstraint(
                name="check_in_action_with_a_day",
                condition=Q(action="", action_due_on__isnull=True)
                | ~Q(action="") & Q(action_due_on__isnull=False),
                violation_error_message=_("An agreed action has a day by which it is done."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["appraisal", "held_on"], name="check_in_shared",
                condition=Q(shared_at__isnull=False),
            )
        ]  # fmt: skip

    def __str__(self):
        return f"check-in {self.pk} of {self.appraisal_id}"


class CheckInReply(models.Model):
    """An answer to a shared check-in. Append-only."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="replies")
    by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.CharField(_("reply"), max_length=2000)

    objects = Fenced.from_queryset(CheckInReplyQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="check_in_reply_says_something", condition=~Q(text=""),
                violation_error_message=_("Write a reply."),
            )
        ]  # fmt: skip
        ordering = ["pk"]

    def __str__(self):
        return f"reply to {self.check_in_id}"


class EvidenceEntry(models.Model):
    """What happened, and for which line of the plan it counts. Append-only."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="evidence")
    line = models.ForeignKey(AgreementLine, on_delete=models.PROTECT, related_name="evidence")
    what = models.CharField(_("what happened"), max_length=2000)
    by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = Fenced.from_queryset(CoachingQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_entry_says_something", condition=~Q(what=""),
                violation_error_message=_("Say what happened."),
            )
        ]  # fmt: skip
        ordering = ["-pk"]

    def __str__(self):
        return f"evidence {self.pk} of {self.appraisal_id}"


class Trend(models.TextChoices):
    BETTER = "better", pgettext_lazy("trend of a goal", "improving")
    STEADY = "steady", pgettext_lazy("trend of a goal", "steady")
    WORSE = "worse", pgettext_lazy("trend of a goal", "worsening")


class Likelihood(models.TextChoices):
    LIKELY = "likely", pgettext_lazy("of reaching a goal", "will be reached")
    OPEN = "open", pgettext_lazy("of reaching a goal", "open")
    UNLIKELY = "unlikely", pgettext_lazy("of reaching a goal", "will be missed")


class Risk(models.TextChoices):
    LOW = "low", pgettext_lazy("risk of a goal", "low")
    MIDDLE = "middle", pgettext_lazy("risk of a goal", "middle")
    HIGH = "high", pgettext_lazy("risk of a goal", "high")


class GoalReview(models.Model):
    """The mid-cycle review of one line of the plan, in the order of the law. Append-only."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="goal_reviews")
    line = models.ForeignKey(AgreementLine, on_delete=models.PROTECT, related_name="reviews")
    progress = models.CharField(_("progress"), max_length=2000)
    trend = models.CharField(_("trend"), max_length=6, choices=Trend)
    likelihood = models.CharField(_("likelihood"), max_length=8, choices=Likelihood)
    contributors = models.CharField(_("contributors"), max_length=1000, blank=True)
    risk = models.CharField(_("risk"), max_length=6, choices=Risk)
    next_step = models.CharField(_("next step"), max_length=1000)
    by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = Fenced.from_queryset(CoachingQuerySet)()

    class Meta:
        constraints = [
            known("goal_review_trend_known", "trend", Trend),
            known("goal_review_likelihood_known", "likelihood", Likelihood),
            known("goal_review_risk_known", "risk", Risk),
            models.CheckConstraint(
                name="goal_review_says_something",
                condition=~Q(progress="") & ~Q(next_step=""),
                violation_error_message=_("Say how it stands and what comes next."),
            ),
        ]
        ordering = ["-pk"]

    def __str__(self):
        return f"review of {self.line_id}"


class UrgingNotice(models.Model):
    """A problem with one line of the plan that is to be answered within the policy's deadline.

    Append-only.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="urgings")
    line = models.ForeignKey(AgreementLine, on_delete=models.PROTECT, related_name="urgings")
    problem = models.CharField(_("problem"), max_length=2000)
    evidence = models.CharField(_("evidence"), max_length=2000)
    issued_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    reply_due_on = models.DateField(_("reply due on"))

    objects = Fenced.from_queryset(UrgingNoticeQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="urging_notice_says_something",
                condition=~Q(problem="") & ~Q(evidence=""),
                violation_error_message=_("Name the problem and its evidence."),
            ),
            models.CheckConstraint(
                name="urging_notice_leaves_time", condition=Q(reply_due_on__gte=F("issued_on"))
            ),
        ]
        ordering = ["-pk"]

    def __str__(self):
        return f"urging {self.pk} of {self.appraisal_id}"


class UrgingReply(models.Model):
    """The answer to an urging notice; a later one may tell the result. Append-only."""

    notice = models.ForeignKey(UrgingNotice, on_delete=models.PROTECT, related_name="replies")
    explanation = models.CharField(_("explanation"), max_length=2000)
    remedy = models.CharField(_("remedy"), max_length=2000)
    result = models.CharField(_("result"), max_length=2000, blank=True)
    by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_late = models.BooleanField()

    objects = Fenced()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="urging_reply_says_something",
                condition=~Q(explanation="") & ~Q(remedy=""),
                violation_error_message=_("Explain it and say what is done about it."),
            )
        ]
        ordering = ["pk"]

    def __str__(self):
        return f"reply to urging {self.notice_id}"


class EarlyWarning(models.Model):
    """Told in time that the lowest grade is near. Only the acknowledgement is added later."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="warnings")
    text = models.CharField(_("what must improve"), max_length=2000)
    issued_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True)

    objects = Fenced.from_queryset(EarlyWarningQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="early_warning_says_something", condition=~Q(text=""),
                violation_error_message=_("Say what must improve."),
            ),
            models.CheckConstraint(
                name="early_warning_acknowledged_by_another",
                condition=Q(acknowledged_by__isnull=True, acknowledged_at__isnull=True)
                | Q(acknowledged_by__isnull=False, acknowledged_at__gte=F("issued_at"))
                & ~Q(acknowledged_by=F("issued_by")),
            ),
        ]  # fmt: skip
        ordering = ["-pk"]

    def __str__(self):
        return f"warning {self.pk} of {self.appraisal_id}"
