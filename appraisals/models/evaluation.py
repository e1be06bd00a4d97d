"""How each evaluator sees a subject, line by line, and who stands aside. docs/evaluation.md."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appraisals.models.appraisal import Appraisal
from appraisals.models.sources import Source
from appraisals.queries.evaluations import EvaluationQuerySet, RecusalQuerySet
from appraisals.queries.rehearsals import Fenced
from indicators.models.fields import known, share

# The sides that are one or a few known people; colleagues and the public come as aggregates.
SIGNED = (Source.SUPERIOR, Source.SECOND_SUPERIOR, Source.LEADERS, Source.THIRD_PARTY)
# Whoever led the subject in another unit earlier in the cycle: a part of what the superiors say.
FORMER = "former_superior"
SIDES = [
    *((one.value, one.label) for one in SIGNED),
    (FORMER, pgettext_lazy("whose view", "former superior")),
]
# Spoken for by one person, whoever that is at the time.
SINGLE = (Source.SUPERIOR, Source.SECOND_SUPERIOR)


class EvaluationState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("evaluation", "being written")
    HANDED_IN = "handed_in", pgettext_lazy("evaluation", "handed in")


class Evaluation(models.Model):
    """What one evaluator says of one subject for one side.

    `draft` is what he typed, as it stands, and nobody else reads it; `version` rises with each
    save, `window` is the page that saved last. Once handed in, lines, sentences and grade are read
    by whoever may read grades.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="evaluations")
    source = models.CharField(max_length=15, choices=SIDES)
    # Where he led the subject, of a former superior only.
    unit = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, null=True, editable=False,
        related_name="+",
    )  # fmt: skip
    evaluator = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, related_name="evaluations"
    )
    state = models.CharField(
        max_length=9, choices=EvaluationState, default=EvaluationState.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    draft = models.JSONField(default=dict, editable=False)
    saved_at = models.DateTimeField(null=True, editable=False)
    window = models.UUIDField(null=True, editable=False)
    named_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    strengths = models.TextField(_("strengths"), blank=True)
    improvement = models.TextField(_("one thing to improve"), blank=True)
    proposed_grade = models.CharField(_("proposed grade"), max_length=60, blank=True)
    percent = models.DecimalField(max_digits=9, decimal_places=6, null=True, editable=False)
    handed_in_at = models.DateTimeField(null=True, editable=False)

    objects = Fenced.from_queryset(EvaluationQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "source", "evaluator"], name="evaluation_once"
            ),
            models.UniqueConstraint(
                fields=["appraisal", "source"],
                condition=Q(state="handed_in", source__in=["superior", "second_superior"]),
                name="evaluation_one_superior_speaks",
                violation_error_message=_("Somebody else has evaluated for this side already."),
            ),
            models.CheckConstraint(
                name="evaluation_source_known",
                condition=Q(source__in=[code for code, _label in SIDES]),
            ),
            models.CheckConstraint(
                name="evaluation_unit_of_a_former_superior",
                condition=Q(source=FORMER, unit__isnull=False)
                | ~Q(source=FORMER) & Q(unit__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["appraisal", "unit"],
                name="evaluation_one_former_superior_a_unit",
                violation_error_message=_("A former superior of this unit is named already."),
            ),
            known("evaluation_state_known", "state", EvaluationState),
            models.CheckConstraint(
                name="evaluation_handed_in_is_complete",
                condition=Q(state="draft", percent__isnull=True, handed_in_at__isnull=True)
                | Q(state="handed_in", percent__isnull=False, handed_in_at__isnull=False),
            ),
            models.CheckConstraint(
                name="evaluation_0_to_100",
                condition=Q(percent__isnull=True) | Q(percent__gte=0, percent__lte=100),
            ),
        ]

    def __str__(self):
        return f"evaluation {self.pk} of {self.appraisal_id}"

    @property
    def is_handed_in(self):
        return self.state == EvaluationState.HANDED_IN


class EvaluationLine(models.Model):
    """One section of an evaluation that was handed in. Without a rating it could not be judged."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=120)
    name_en = models.CharField(max_length=300, blank=True)
    name_zh = models.CharField(max_length=300, blank=True)
    weight = share(_("weight"))
    rating = models.PositiveSmallIntegerField(_("rating"), null=True)
    comment = models.TextField(_("comment"), blank=True)

    objects = Fenced()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "code"], name="evaluation_line_once"),
            models.CheckConstraint(
                name="evaluation_line_rating_1_to_5",
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5),
            ),
            models.CheckConstraint(
                name="evaluation_line_weight_not_negative", condition=Q(weight__gte=0)
            ),
            models.CheckConstraint(
                name="evaluation_line_says_why",
                condition=Q(rating__isnull=False, rating__in=[3, 4]) | ~Q(comment=""),
                violation_error_message=_("Say why: this rating needs a comment."),
            ),
        ]
        ordering = ["position"]

    def __str__(self):
        return f"{self.code} of {self.evaluation_id}"


class Recusal(models.Model):
    """Somebody stands aside for good: he neither evaluates this subject nor decides its grade."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="recusals")
    user = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=1000)
    declared_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    declared_at = models.DateTimeField()

    objects = Fenced.from_queryset(RecusalQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "user"],
                name="recusal_once",
                violation_error_message=_("This person stands aside already."),
            ),
            models.CheckConstraint(
                name="recusal_says_why",
                condition=~Q(reason=""),
                violation_error_message=_("Say why."),
            ),
        ]

    def __str__(self):
        return f"recusal {self.pk} from {self.appraisal_id}"
