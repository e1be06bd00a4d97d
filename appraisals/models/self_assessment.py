"""What somebody says of his own year, section by section. Rules: docs/self-assessment.md."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from appraisals.models.appraisal import Appraisal
from appraisals.models.causes import MissedBecause
from appraisals.queries.rehearsals import Fenced
from appraisals.queries.self_assessments import SectionAnswerQuerySet, SelfAssessmentQuerySet
from indicators.models.fields import known


class SelfAssessmentState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("self-assessment", "In progress")
    SUBMITTED = "submitted", pgettext_lazy("self-assessment", "Submitted")
    OPENED = "opened", pgettext_lazy("self-assessment", "Submitted and opened")


class SelfAssessment(models.Model):
    """How far the self-assessment of an appraisal is, and who writes it.

    When another head answers for a department he writes his own; what the one before him began
    stays his. Of one appraisal one at most is handed in (a constraint). The texts stand in
    SectionAnswer, which is narrower: this row says only that there is something, and its state.
    """

    appraisal = models.ForeignKey(
        Appraisal, on_delete=models.PROTECT, related_name="self_assessments", db_index=False
    )
    author = models.ForeignKey("departments.User", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=9, choices=SelfAssessmentState, default=SelfAssessmentState.DRAFT
    )
    version = models.PositiveIntegerField(default=0)
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    begun_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = Fenced.from_queryset(SelfAssessmentQuerySet)()

    class Meta:
        constraints = [
            known("self_assessment_state_known", "state", SelfAssessmentState),
            models.UniqueConstraint(
                fields=["appraisal", "author"], name="self_assessment_once_per_author"
            ),
            models.UniqueConstraint(
                fields=["appraisal"],
                condition=~Q(state="draft"),
                name="self_assessment_handed_in_once",
                violation_error_message=_("The self-assessment is submitted already."),
            ),
            models.UniqueConstraint(
                fields=["reference"],
                condition=~Q(reference=""),
                name="self_assessment_reference_once",
            ),
            models.CheckConstraint(
                name="self_assessment_moments_of_its_state",
                condition=Q(state="draft", submitted_at__isnull=True, opened_at__isnull=True)
                | Q(state="submitted", submitted_at__isnull=False, opened_at__isnull=True)
                | Q(state="opened", submitted_at__isnull=False, opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="self_assessment_opened_by_somebody_else",
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False) & ~Q(opened_by=F("author")),
            ),
            models.CheckConstraint(
                name="self_assessment_handed_in_with_a_reference",
                condition=Q(state="draft") | ~Q(reference=""),
            ),
        ]

    def __str__(self):
        return f"self-assessment {self.pk} of {self.appraisal_id}: {self.state}"

    @property
    def is_draft(self):
        return self.state == SelfAssessmentState.DRAFT


class SectionAnswer(models.Model):
    """One section as its author typed it: nothing is checked until he says that it is complete.

    `version` rises with every save; a save that started from another one is refused. `weight` and
    `facts` are those of the moment of submission: until then the section is drawn from the plan,
    and a section that left the plan keeps its text without a weight.
    """

    self_assessment = models.ForeignKey(
        SelfAssessment, on_delete=models.PROTECT, related_name="answers", db_index=False
    )
    section = models.CharField(max_length=80)
    place = models.PositiveSmallIntegerField(default=0)
    title_en = models.CharField(max_length=300)
    title_zh = models.CharField(max_length=300)
    text = models.TextField(_("answer"), blank=True)
    rating = models.PositiveSmallIntegerField(_("self-rating"), null=True)
    cause = models.CharField(max_length=8, choices=MissedBecause, blank=True)
    is_complete = models.BooleanField(null=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    weight = models.DecimalField(_("weight"), max_digits=9, decimal_places=4, null=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = Fenced.from_queryset(SectionAnswerQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["self_assessment", "section"], name="section_answer_once"
            ),
            known("section_answer_cause_known", "cause", MissedBecause, blank=True),
            models.CheckConstraint(
                name="section_answer_rating_1_to_5",
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5),
            ),
            models.CheckConstraint(
                name="section_answer_weight_0_to_100",
                condition=Q(weight__isnull=True) | Q(weight__gte=0, weight__lte=100),
            ),
        ]

    def __str__(self):
        return f"section {self.section} of {self.self_assessment_id}"

    @property
    def title(self):
        return self.title_zh if (get_language() or "").startswith("zh") else self.title_en
