"""What each side made of a subject, as a mean and a number of raters. docs/appraisals.md, Y16."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appraisals.models.appraisal import Appraisal
from appraisals.queries import SourceScoreQuerySet
from appraisals.queries.rehearsals import Fenced
from indicators.models.fields import known


class Source(models.TextChoices):
    """Whose view it is: the kinds of raters that a policy weighs."""

    KPIS = "kpis", pgettext_lazy("whose view", "figures of the scorecard")
    SUPERIOR = "superior", pgettext_lazy("whose view", "superior")
    SECOND_SUPERIOR = "second_superior", pgettext_lazy("whose view", "second superior")
    PEERS = "peers", pgettext_lazy("whose view", "colleagues")
    SUBORDINATES = "subordinates", pgettext_lazy("whose view", "subordinates")
    COOPERATING = "cooperating", pgettext_lazy("whose view", "cooperating departments")
    LEADERS = "leaders", pgettext_lazy("whose view", "leaders")
    SELF = "self", pgettext_lazy("whose view", "self-assessment")
    PUBLIC = "public", pgettext_lazy("whose view", "the public")
    THIRD_PARTY = "third_party", pgettext_lazy("whose view", "third party")


class SourceScore(models.Model):
    """One source of one appraisal: the mean in per cent, and from how many. The last row holds.

    Rooms above hand in an aggregate and a count, never who gave what. A source without a mean
    (`percent` blank) says why: too few raters, or nobody knew.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="source_scores")
    source = models.CharField(max_length=15, choices=Source)
    percent = models.DecimalField(_("mean in per cent"), max_digits=9, decimal_places=6, null=True)
    raters = models.PositiveIntegerField(_("raters"))
    missing = models.CharField(max_length=20, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )
    received_at = models.DateTimeField()

    objects = Fenced.from_queryset(SourceScoreQuerySet)()

    class Meta:
        constraints = [
            known("source_score_source_known", "source", Source),
            models.UniqueConstraint(
                fields=["appraisal", "source"],
                condition=Q(supersedes__isnull=True),
                name="source_score_first_once",
            ),
            models.CheckConstraint(
                name="source_score_0_to_100",
                condition=Q(percent__isnull=True) | Q(percent__gte=0, percent__lte=100),
            ),
            models.CheckConstraint(
                name="source_score_or_why_not",
                condition=Q(percent__isnull=False, missing="")
                | Q(percent__isnull=True, missing__in=["too_few", "nobody_knew", "not_asked"]),
            ),
        ]

    def __str__(self):
        return f"{self.source} of {self.appraisal_id}"
