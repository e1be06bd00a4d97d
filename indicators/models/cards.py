"""Definition cards: what is measured, and in which direction it is good."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from departments.models import Named
from indicators.models.fields import known
from indicators.models.planning import PeriodKind
from indicators.queries import IndicatorQuerySet


class Direction(models.TextChoices):
    HIGHER = "higher", _("higher is better")
    LOWER = "lower", _("lower is better")
    RANGE = "range", _("inside a range is better")
    EXACT = "exact", _("exactly the target")
    NONE = "none", _("no direction")


class Indicator(Named):
    """The definition card of a KPI, shared by every department that is measured by it.

    `unit`, `direction`, `per` and `version` never change once written (a trigger refuses it): a
    break in method is a new card with the next version, so that an old score keeps its meaning.
    `per` is the base of a rate: a value is numerator ÷ denominator × per (100 for a percentage).
    """

    code = models.CharField(_("code"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction)
    frequency = models.CharField(_("reported every"), max_length=8, choices=PeriodKind, blank=True)
    per = models.PositiveIntegerField(_("rate per"), default=1)
    decimals = models.PositiveSmallIntegerField(_("decimals shown"), default=2)
    purpose = models.TextField(_("purpose"), blank=True)
    definition = models.TextField(_("definition"), blank=True)
    formula = models.TextField(_("formula"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    limitations = models.TextField(_("known limits"), blank=True)
    definition_zh = models.TextField(_("definition in Chinese"), blank=True)
    formula_zh = models.TextField(_("formula in Chinese"), blank=True)
    limitations_zh = models.TextField(_("known limits in Chinese"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="indicator_version_once"),
            known("indicator_direction_known", "direction", Direction),
            known("indicator_frequency_known", "frequency", PeriodKind, blank=True),
            models.CheckConstraint(name="indicator_decimals_0_to_6", condition=Q(decimals__lte=6)),
            models.CheckConstraint(
                name="indicator_per_1_to_million", condition=Q(per__range=(1, 10**6))
            ),
            models.CheckConstraint(name="indicator_named", condition=~Q(name="")),
        ]
        indexes = [models.Index(fields=["name"], name="indicator_name")]

    def in_language(self, field):
        """A text of the card in the reader's language, else in the other."""
        chinese = getattr(self, f"{field}_zh")
        if (get_language() or "").startswith("zh"):
            return chinese or getattr(self, field)
        return getattr(self, field) or chinese
