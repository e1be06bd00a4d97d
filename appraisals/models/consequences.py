"""What a grade recommends by a rule, and what a person decided. docs/results.md, G20 to G24."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appraisals.models.appraisal import Appraisal
from appraisals.models.grade import Grade
from appraisals.queries import RecommendationQuerySet
from appraisals.queries.rehearsals import Fenced
from indicators.models.fields import known


class RecommendationState(models.TextChoices):
    OPEN = "open", pgettext_lazy("recommendation", "to be decided")
    ACCEPTED = "accepted", pgettext_lazy("recommendation", "followed")
    REFUSED = "refused", pgettext_lazy("recommendation", "not followed")
    LAPSED = "lapsed", pgettext_lazy("recommendation", "lapsed: the grade changed")


class Recommendation(models.Model):
    """A rule of the policy speaks for a consequence. Nothing happens until a person decides."""

    appraisal = models.ForeignKey(
        Appraisal, on_delete=models.PROTECT, related_name="recommendations"
    )
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="recommendations")
    rule = models.CharField(max_length=60)  # code of the pinned policy
    years = models.PositiveSmallIntegerField(_("years that count"))
    state = models.CharField(
        max_length=8, choices=RecommendationState, default=RecommendationState.OPEN
    )
    reason = models.CharField(_("reason"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(editable=False)

    objects = Fenced.from_queryset(RecommendationQuerySet)()

    class Meta:
        constraints = [
            known("recommendation_state_known", "state", RecommendationState),
            models.UniqueConstraint(fields=["grade", "rule"], name="recommendation_once"),
            models.CheckConstraint(
                name="recommendation_decided_by_a_person",
                condition=Q(
                    state__in=["open", "lapsed"], decided_by__isnull=True, decided_at__isnull=True
                )
                | Q(
                    state__in=["accepted", "refused"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                & ~Q(reason=""),
                violation_error_message=_("Say why."),
            ),
        ]

    def __str__(self):
        return f"{self.rule} for {self.appraisal_id}"
