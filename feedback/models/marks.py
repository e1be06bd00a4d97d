"""Marks of third parties, what departments reply, what is settled, what is signed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appraisals.models.agreement import FRESH
from audit.models import ClockTimestamp
from feedback.models.engagements import (
    Criterion,
    Engagement,
    EngagementMember,
    EngagementUnit,
    RubricLevel,
)
from feedback.queries.engagements import (
    MarkSheetQuerySet,
    UnitResultQuerySet,
    WorkingPaperQuerySet,
)
from indicators.models.fields import known

LONGEST_NOTE = 2000


class MarkSheet(models.Model):
    """All marks of one marker for one unit. A draft is its author's alone."""

    unit = models.ForeignKey(EngagementUnit, on_delete=models.PROTECT, related_name="sheets")
    member = models.ForeignKey(EngagementMember, on_delete=models.PROTECT, related_name="sheets")
    draft = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)

    objects = MarkSheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "member"], name="mark_sheet_once"),
        ]

    def __str__(self):
        return f"sheet {self.pk}"


class Mark(models.Model):
    """The level one marker gives one criterion, why, and on which evidence. Never changes."""

    sheet = models.ForeignKey(MarkSheet, on_delete=models.PROTECT, related_name="marks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="marks")
    level = models.ForeignKey(RubricLevel, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("why"), max_length=LONGEST_NOTE)
    evidence = models.CharField(_("evidence"), max_length=LONGEST_NOTE, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="mark_once"),
            models.CheckConstraint(name="mark_says_why", condition=~Q(note="")),
        ]

    def __str__(self):
        return f"mark {self.pk}"


class UnitReply(models.Model):
    """What a department says to one criterion before its mark is final."""

    unit = models.ForeignKey(EngagementUnit, on_delete=models.PROTECT, related_name="replies")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("reply"), max_length=LONGEST_NOTE)
    replied_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "criterion"], name="unit_reply_once"),
            models.CheckConstraint(name="unit_reply_says", condition=~Q(text="")),
        ]

    def __str__(self):
        return f"reply {self.pk}"


class Adjudication(models.Model):
    """The level a third person settles on, with a reason; after a reply, whether it changed it."""

    unit = models.ForeignKey(EngagementUnit, on_delete=models.PROTECT, related_name="adjudications")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(
        RubricLevel, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_NOTE)
    is_apart = models.BooleanField()  # the markers lay too far apart; else a reply asked for it
    reply_changed = models.BooleanField(null=True)
    version = models.PositiveIntegerField(default=1)
    decided_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "criterion"], name="adjudication_once"),
            models.CheckConstraint(name="adjudication_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="adjudication_settles_what_lies_apart",
                condition=Q(is_apart=False) | Q(level__isnull=False),
                violation_error_message=_("Choose a level: the markers lie too far apart."),
            ),
        ]

    def __str__(self):
        return f"adjudication {self.pk}"


class SignedReport(models.Model):
    """What was found, as canonical JSON with its digest, and the signature under it. A correction
    is the next number. Append-only."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    sentence = models.CharField(max_length=500)
    language = models.CharField(max_length=10)
    signed_by = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    signed_in_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engagement", "number"], name="report_number_once"),
            models.CheckConstraint(
                name="report_after_a_fresh_sign_in",
                condition=Q(signed_in_at__lte=F("at"), signed_in_at__gte=F("at") - FRESH),
            ),
            models.CheckConstraint(
                name="report_digest", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="report_of_a_sentence", condition=~Q(sentence="") & ~Q(language="")
            ),
        ]  # fmt: skip
        ordering = ["-number"]

    def __str__(self):
        return f"report {self.number} of {self.engagement_id}"


class UnitResult(models.Model):
    """The mark of a unit out of 100 in one report, and the value it became. Append-only."""

    report = models.ForeignKey(SignedReport, on_delete=models.PROTECT, related_name="results")
    unit = models.ForeignKey(EngagementUnit, on_delete=models.PROTECT, related_name="results")
    mark = models.DecimalField(_("mark"), max_digits=5, decimal_places=2)
    markers = models.PositiveSmallIntegerField()
    measurement = models.ForeignKey(
        "indicators.Measurement", on_delete=models.PROTECT, related_name="+"
    )

    objects = UnitResultQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "unit"], name="unit_result_once"),
            models.CheckConstraint(
                name="unit_result_0_to_100", condition=Q(mark__gte=0, mark__lte=100)
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"result {self.pk}"


class ReplyEffect(models.TextChoices):
    NONE = "none", pgettext_lazy("effect of a reply", "no reply")
    KEPT = "kept", pgettext_lazy("effect of a reply", "the reply did not change it")
    CHANGED = "changed", pgettext_lazy("effect of a reply", "the reply changed it")


class FinalMark(models.Model):
    """The mark of one criterion in one report, and whether the reply changed it. Append-only."""

    result = models.ForeignKey(UnitResult, on_delete=models.PROTECT, related_name="marks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=6, decimal_places=3)
    is_adjudicated = models.BooleanField()
    reply = models.CharField(max_length=7, choices=ReplyEffect)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["result", "criterion"], name="final_mark_once"),
            known("final_mark_reply", "reply", ReplyEffect),
        ]

    def __str__(self):
        return f"final mark {self.pk}"


class WorkingPaper(models.Model):
    """What somebody looked at or noted while he worked. Append-only."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="papers")
    unit = models.ForeignKey(EngagementUnit, on_delete=models.PROTECT, null=True, related_name="+")
    reference = models.CharField(_("reference"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=LONGEST_NOTE)
    author = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = WorkingPaperQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="paper_says", condition=~Q(note=""))]
        ordering = ["-pk"]

    def __str__(self):
        return f"paper {self.pk}"
