"""How ratings become the values of a KPI. Rules: docs/public-voice.md, P30 to P34."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.counting import LEAST
from feedback.models.ratings import Stream
from feedback.models.services import RatingScale
from feedback.queries import RatingRuleQuerySet
from indicators.intervals import PRIOR
from indicators.models.fields import known

ENOUGH = 30  # ratings that a score may stand on


class Measure(models.TextChoices):
    NOT_NEGATIVE = "not_negative", pgettext_lazy("measure of ratings", "share that is not negative")
    POSITIVE = "positive", pgettext_lazy("measure of ratings", "share that is positive")
    SATISFACTION = "satisfaction", pgettext_lazy("measure of ratings", "satisfaction, 0 to 100")
    MEAN = "mean", pgettext_lazy("measure of ratings", "mean on the scale")


class RatingRule(models.Model):
    """What a KPI takes from the released ratings of a department and all beneath it.

    One stream and one version of one scale: others are never mixed in. Fewer ratings than
    `minimum_n` give no value. `prior` ratings of the peers' mean are added, 0: none.
    """

    indicator = models.OneToOneField(
        "indicators.Indicator", on_delete=models.PROTECT, related_name="rating_rule"
    )
    stream = models.ForeignKey(
        Stream, on_delete=models.PROTECT, related_name="+", verbose_name=_("stream")
    )
    scale = models.ForeignKey(
        RatingScale, on_delete=models.PROTECT, related_name="+", verbose_name=_("scale")
    )
    measure = models.CharField(
        _("what is taken"), max_length=12, choices=Measure, default=Measure.NOT_NEGATIVE
    )
    minimum_n = models.PositiveIntegerField(
        _("fewest ratings"), default=ENOUGH, validators=[MinValueValidator(LEAST)]
    )
    prior = models.PositiveSmallIntegerField(
        _("drawn towards the peers by so many ratings"), default=0,
        validators=[MaxValueValidator(5 * PRIOR)],
    )  # fmt: skip
    is_active = models.BooleanField(_("in force"), default=True)

    objects = RatingRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            known("rating_rule_measure", "measure", Measure),
            models.CheckConstraint(
                name="rating_rule_minimum", condition=Q(minimum_n__gte=LEAST)
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"ratings for {self.indicator_id}"
