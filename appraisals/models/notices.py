"""The written notice of a grade, with its parts and rights. docs/results.md, G1 to G4."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appraisals.models.appraisal import Appraisal
from appraisals.models.grade import Grade
from appraisals.models.sources import Source, SourceScore
from appraisals.queries import ResultNoticeQuerySet
from appraisals.queries.rehearsals import Fenced
from indicators.models.fields import known


class Right(models.TextChoices):
    """What may be asked for against a grade: steps of the policy with a deadline."""

    REVIEW = "review_request", pgettext_lazy("right", "review by the body that decided")
    DIRECT = "appeal_direct", pgettext_lazy("right", "appeal without a review")
    AFTER_REVIEW = "appeal_after_review", pgettext_lazy("right", "appeal after the review")
    SECOND = "second_appeal", pgettext_lazy("right", "second appeal")
    OBJECTION = "department_objection", pgettext_lazy("right", "objection of the department")


class ResultNotice(models.Model):
    """The grade told in writing. Every clock of an appeal starts here. Append-only.

    Without a grade it is a comment only: the subject was not graded, for a reason of the policy.
    Where a later grade is told, its notice supersedes this one; both stay.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="notices")
    grade = models.OneToOneField(Grade, on_delete=models.PROTECT, null=True, related_name="notice")
    number = models.CharField(_("number"), max_length=80, unique=True)
    comment = models.CharField(_("comment"), max_length=2000, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )
    issued_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField(_("issued at"))
    # The day of `issued_at` in the time zone of the organisation: the clocks count from it.
    issued_on = models.DateField(_("issued on"))

    objects = Fenced.from_queryset(ResultNoticeQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal"], condition=Q(supersedes__isnull=True), name="notice_first_once"
            ),
        ]

    def __str__(self):
        return self.number


class NoticePart(models.Model):
    """One source behind the grade, with the weight of the policy. Without a score: not there."""

    notice = models.ForeignKey(ResultNotice, on_delete=models.PROTECT, related_name="parts")
    source = models.CharField(max_length=15, choices=Source)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2, null=True)
    score = models.ForeignKey(SourceScore, on_delete=models.PROTECT, null=True, related_name="+")

    objects = Fenced()

    class Meta:
        constraints = [
            known("notice_part_source_known", "source", Source),
            models.UniqueConstraint(fields=["notice", "source"], name="notice_part_once"),
            models.CheckConstraint(
                name="notice_part_weight_0_to_100",
                condition=Q(weight__isnull=True) | Q(weight__gte=0, weight__lte=100),
            ),
        ]

    def __str__(self):
        return f"{self.source} of notice {self.notice_id}"


class NoticeRight(models.Model):
    """What may be asked for, and the last day for it."""

    notice = models.ForeignKey(ResultNotice, on_delete=models.PROTECT, related_name="rights")
    step = models.CharField(max_length=20, choices=Right)
    due_on = models.DateField(_("last day"))

    objects = Fenced()

    class Meta:
        constraints = [
            known("notice_right_known", "step", Right),
            models.UniqueConstraint(fields=["notice", "step"], name="notice_right_once"),
        ]

    def __str__(self):
        return f"{self.step} until {self.due_on}"


class Stance(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("acknowledgement", "received")
    AGREES = "agrees", pgettext_lazy("acknowledgement", "received, and agrees")
    DISAGREES = "disagrees", pgettext_lazy("acknowledgement", "received, and does not agree")


class Acknowledgement(models.Model):
    """The subject has the notice. Received is not agreed; no right ends by it. Append-only."""

    notice = models.OneToOneField(
        ResultNotice, on_delete=models.PROTECT, related_name="acknowledgement"
    )
    stance = models.CharField(_("I have received the notice"), max_length=9, choices=Stance)
    opinion = models.CharField(_("opinion"), max_length=4000, blank=True)
    by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = Fenced()

    class Meta:
        constraints = [known("acknowledgement_stance_known", "stance", Stance)]

    def __str__(self):
        return f"{self.notice_id}: {self.stance}"
