"""Periods, cycles, objectives, indicators and their targets."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from departments.models import Named
from indicators.queries import (
    CycleQuerySet,
    IndicatorQuerySet,
    ObjectiveQuerySet,
    PeriodQuerySet,
    TargetQuerySet,
)


class PeriodKind(models.TextChoices):
    DAY = "day", pgettext_lazy("kind of period", "day")
    WEEK = "week", _("week")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    HALF = "half", _("half-year")
    YEAR = "year", _("year")
    SPAN = "span", _("other span")


def known(name, field, choices, *, blank=False):
    """A check that a choices field holds one of its choices."""
    values = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": values}))


class Period(models.Model):
    """A span of days under the label a government wrote for it, both dates inclusive."""

    label = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=8, choices=PeriodKind)
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            known("period_kind_known", "kind", PeriodKind),
            models.CheckConstraint(
                name="period_ends_after_start", condition=Q(starts_on__lte=F("ends_on"))
            ),
        ]
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="period_dates")]

    def __str__(self):
        return self.label


class Cycle(models.Model):
    """A performance year (or half, quarter, project): whose targets are scored together.

    Its phases, plans and grades belong to `appraisals`; here it is only the days it covers.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="cycles")
    policy = models.ForeignKey(
        "departments.PolicyPack", on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_run = models.ForeignKey(
        "indicators.ScoreRun", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = CycleQuerySet.as_manager()

    def __str__(self):
        return self.name


class ObjectiveKind(models.TextChoices):
    STRATEGIC = "strategic", _("Strategic")
    OPERATIONAL = "operational", _("Operational")


class Objective(Named):
    """What a department is to achieve; strategic ones are cut into operational ones."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    kind = models.CharField(
        _("kind"), max_length=12, choices=ObjectiveKind, default=ObjectiveKind.STRATEGIC
    )
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="objectives"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        constraints = [
            known("objective_kind_known", "kind", ObjectiveKind),
            models.CheckConstraint(
                name="objective_not_its_own_parent", condition=~Q(parent=F("id"))
            ),
        ]


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


class Method(models.TextChoices):
    """How a value becomes an attainment; the rules are numbered in docs/scoring.md."""

    RATIO_HIGHER = "ratio_higher", _("value ÷ target")
    RATIO_LOWER = "ratio_lower", _("target ÷ value")
    LINEAR = "linear", _("from baseline to target")
    BAND = "band", _("inside a band")
    EXACT = "exact", _("exactly the target")
    NONE = "none", _("not scored")


def number(verbose_name, **options):
    """A measured quantity: exact, 30 digits, 15 of them after the point."""
    return models.DecimalField(
        verbose_name, max_digits=30, decimal_places=15, null=True, blank=True, **options
    )


def share(verbose_name, **options):
    """A small factor such as a weight or a cap: exact, four decimals."""
    return models.DecimalField(verbose_name, max_digits=9, decimal_places=4, **options)


class Target(models.Model):
    """What a department is to reach with an indicator in a cycle. Rows are versions.

    An amendment closes the row (`replaced_at`) and adds the next; nothing else of a row changes
    (a trigger refuses it), so a score run may point at rows instead of copying them.
    A target with a `period` holds for that period only and goes before the one of the cycle.
    `value` is the target; for direction range `low` and `high` are. All blank: not scored.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="targets")
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="targets"
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, null=True, blank=True, related_name="targets"
    )
    owner = models.ForeignKey(
        "departments.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    method = models.CharField(_("method"), max_length=14, choices=Method)
    value = number(_("target"))
    low = number(_("lower limit"))
    high = number(_("upper limit"))
    baseline = number(_("baseline"))
    tolerance_low = number(_("tolerance below"))
    tolerance_high = number(_("tolerance above"))
    weight = share(_("weight"), default=1)
    cap = share(_("cap"), default="1.2")
    floor = share(_("floor"), default=0)
    is_safety = models.BooleanField(_("safety KPI"), default=False)
    sums_children = models.BooleanField(_("rate summed over the departments below"), default=False)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, editable=False)

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "department", "indicator", "period"],
                condition=Q(replaced_at__isnull=True),
                nulls_distinct=False,
                name="target_one_in_force",
                violation_error_message=_("This KPI already has a target here."),
            ),
            known("target_method_known", "method", Method),
            models.CheckConstraint(
                name="target_weight_0_to_100", condition=Q(weight__gte=0, weight__lte=100)
            ),
            models.CheckConstraint(
                name="target_floor_below_cap",
                condition=Q(floor__gte=0, floor__lt=F("cap"), cap__lte=9),
                violation_error_message=_(
                    "The floor must be 0 or more and below the cap (at most 9)."
                ),
            ),
            models.CheckConstraint(
                name="target_range_in_order",
                condition=Q(low__isnull=True, high__isnull=True)
                | Q(low__isnull=False, high__isnull=False, low__lte=F("high")),
                violation_error_message=_("A range needs both limits, the lower one first."),
            ),
            models.CheckConstraint(
                name="target_value_or_range",
                condition=Q(value__isnull=True) | Q(low__isnull=True),
                violation_error_message=_("Give a target or a range, not both."),
            ),
            models.CheckConstraint(
                name="target_baseline_differs",
                condition=Q(baseline__isnull=True)
                | Q(value__isnull=True)
                | ~Q(baseline=F("value")),
                violation_error_message=_("Baseline and target must differ."),
            ),
            models.CheckConstraint(
                name="target_tolerances_not_negative",
                condition=(Q(tolerance_low__isnull=True) | Q(tolerance_low__gte=0))
                & (Q(tolerance_high__isnull=True) | Q(tolerance_high__gte=0)),
            ),
        ]
        indexes = [
            models.Index(fields=["department", "cycle"], name="target_department_cycle"),
        ]

    def __str__(self):
        return f"target {self.pk} of {self.department_id} for {self.indicator_id}"


class RollUpMode(models.TextChoices):
    OWN = "own", _("own KPIs only")
    BLEND = "blend", _("own KPIs and the departments below")
    CHILDREN = "children", _("the departments below only")
    LOWEST = "lowest", _("the lowest of own KPIs and the departments below")


class RollUp(models.Model):
    """How the score of a department is built in a cycle. Rows are versions, like targets.

    Without a row a department blends with `own_share` 0.5 and counts with weight 1 in its parent.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="rollups")
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="rollups"
    )
    mode = models.CharField(_("mode"), max_length=8, choices=RollUpMode, default=RollUpMode.BLEND)
    own_share = share(_("share of own KPIs"), default="0.5")
    weight = share(_("weight in the parent"), default=1)
    created_at = models.DateTimeField(editable=False)
    replaced_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "department"],
                condition=Q(replaced_at__isnull=True),
                name="rollup_one_in_force",
            ),
            known("rollup_mode_known", "mode", RollUpMode),
            models.CheckConstraint(
                name="rollup_own_share_0_to_1", condition=Q(own_share__gte=0, own_share__lte=1)
            ),
            models.CheckConstraint(
                name="rollup_weight_0_to_100", condition=Q(weight__gte=0, weight__lte=100)
            ),
        ]

    def __str__(self):
        return f"{self.department_id}: {self.mode}"
