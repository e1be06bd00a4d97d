"""What everybody may read: numbers that were told once and stay. Rules: docs/published-ratings.md.

Page, file and programs read the same rows. Nothing here is computed when somebody looks.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod
from django.db.models.lookups import Exact, GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from feedback.disclosure import LEAST, STEP, Part, rounded
from feedback.models.ratings import ExclusionReason, Stream
from feedback.models.services import PublicService, RatingScale
from feedback.queries.published import (
    EditionQuerySet,
    PublishedCountQuerySet,
    PublishedExclusionQuerySet,
    PublishedPartQuerySet,
)
from indicators.models.fields import known


def told(name, field):
    """A count as it may be told: rounded, and never one that stands for fewer than LEAST."""
    return models.CheckConstraint(
        name=name,
        condition=GreaterThanOrEqual(F(field), rounded(LEAST)) & Exact(Mod(F(field), STEP), 0),
    )


def first_of_a_month(name, field):
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__day": 1}))


class Edition(models.Model):
    """One look at all released ratings, after the end of `month` (its first day).

    The ledger keeps a digest over its rows.
    """

    month = models.DateField(unique=True)
    published_on = models.DateField()

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            first_of_a_month("edition_of_a_month", "month"),
            models.CheckConstraint(
                name="edition_after_its_month", condition=Q(published_on__gt=F("month"))
            ),
        ]

    def __str__(self):
        return f"edition of {self.month:%Y-%m}"


class PublishedCount(models.Model):
    """How many ratings of a service came since the last number, in one stream, on one scale.

    `cases` and `offered` (receipts) are those of the same months; None: too few, or another stream.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="counts")
    service = models.ForeignKey(PublicService, on_delete=models.PROTECT, related_name="+")
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="+")
    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, related_name="+")
    from_month = models.DateField()
    n = models.PositiveIntegerField()
    cases = models.PositiveIntegerField(null=True)
    offered = models.PositiveIntegerField(null=True)

    objects = PublishedCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "stream", "scale", "edition"], name="published_count_once"
            ),
            told("published_count_n", "n"),
            told("published_count_cases", "cases"),
            told("published_count_offered", "offered"),
            first_of_a_month("published_count_month", "from_month"),
        ]

    def __str__(self):
        return f"{self.n} of service {self.service_id}"


class PublishedPart(models.Model):
    """How many of them said one thing, or one of a few things that are told together."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="parts")
    service = models.ForeignKey(PublicService, on_delete=models.PROTECT, related_name="+")
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="+")
    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, related_name="+")
    from_month = models.DateField()
    values = ArrayField(models.SmallIntegerField())
    count = models.PositiveIntegerField()

    objects = PublishedPartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "stream", "scale", "edition", "values"],
                name="published_part_once",
            ),
            models.CheckConstraint(name="published_part_of_something", condition=~Q(values=[])),
            told("published_part_count", "count"),
            first_of_a_month("published_part_month", "from_month"),
        ]

    def __str__(self):
        return f"{self.count} of service {self.service_id}"

    @property
    def part(self):
        return Part(tuple(self.values), self.count)


class PublishedExclusion(models.Model):
    """How many ratings of a service were taken out for one reason since the last number."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="exclusions")
    service = models.ForeignKey(PublicService, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=10, choices=ExclusionReason)
    count = models.PositiveIntegerField()

    objects = PublishedExclusionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "reason", "edition"], name="published_exclusion_once"
            ),
            known("published_exclusion_reason", "reason", ExclusionReason),
            told("published_exclusion_count", "count"),
        ]

    def __str__(self):
        return f"{self.count} {self.reason} of service {self.service_id}"
