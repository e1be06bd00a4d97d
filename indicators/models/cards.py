"""Definition cards: what is measured, and in which direction it is good."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
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


class Classification(models.TextChoices):
    """One classification for all departments: what is judged about the use of public money."""

    ECONOMY = "economy", _("economy")
    EFFICIENCY = "efficiency", _("efficiency")
    EFFECTIVENESS = "effectiveness", _("effectiveness")
    EQUITY = "equity", _("equity")


class IndicatorKind(models.TextChoices):
    """Where in the chain from money to change it measures."""

    INPUT = "input", _("input")
    ACTIVITY = "activity", _("activity")
    OUTPUT = "output", pgettext_lazy("kind of indicator", "output")
    OUTCOME = "outcome", _("outcome")
    QUALITY = "quality", _("quality")


class Calculation(models.TextChoices):
    CUMULATIVE = "cumulative", _("cumulative since the start of the year")
    SEPARATE = "separate", _("each period by itself")


def in_language(row, field):
    """A text of a card in the reader's language, else in the other."""
    chinese = getattr(row, f"{field}_zh")
    if (get_language() or "").startswith("zh"):
        return chinese or getattr(row, field)
    return getattr(row, field) or chinese


def word(verbose_name, **options):
    """A closed word of the card; rows that come in by SQL are blank."""
    return models.CharField(verbose_name, blank=True, default="", db_default="", **options)


class Indicator(Named):
    """The definition card of a KPI, shared by every department that is measured by it.

    `unit`, `direction`, `per` and `version` never change once written (a trigger refuses it): a
    break in method is a new card with the next version, so that an old score keeps its meaning.
    `minor` counts the changes of words within a version; what they were is in CardEdition.
    `per` is the base of a rate: a value is numerator ÷ denominator × per (100 for a percentage).
    The long texts for readers and auditors stand in CardDetail (docs/adr/0009).
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
    minor = models.PositiveSmallIntegerField(_("edition"), default=0, db_default=0, editable=False)
    purpose_zh = models.TextField(
        _("purpose in Chinese"), blank=True, default="", db_default=""
    )  # fmt: skip
    source_zh = word(_("source in Chinese"), max_length=300)
    classification = word(_("classification"), max_length=13, choices=Classification)
    kind = word(_("type"), max_length=8, choices=IndicatorKind)
    calculation = word(_("calculation"), max_length=10, choices=Calculation)
    guard = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="guards",
        verbose_name=_("guard KPI"),
    )  # fmt: skip
    template = word(_("template"), max_length=60, editable=False)
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
            known("indicator_classification_known", "classification", Classification, blank=True),
            known("indicator_kind_known", "kind", IndicatorKind, blank=True),
            known("indicator_calculation_known", "calculation", Calculation, blank=True),
            models.CheckConstraint(
                name="indicator_not_its_own_guard",
                condition=Q(guard__isnull=True) | ~Q(guard=F("id")),
                violation_error_message=_("A KPI cannot guard itself. Name another one."),
            ),
        ]
        indexes = [models.Index(fields=["name"], name="indicator_name")]

    @property
    def number(self):
        """Major and minor: 2.1 is the second edition of the second version."""
        return f"{self.version}.{self.minor}"

    def in_language(self, field: str) -> str:
        return in_language(self, field)
