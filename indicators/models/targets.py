"""What is to be reached, and how a department is rolled up. Rows are versions."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from indicators.models.cards import Indicator
from indicators.models.fields import known, number, share
from indicators.models.planning import Cycle, Objective, Period
from indicators.queries import RollUpQuerySet, TargetQuerySet


class Method(models.TextChoices):
    """How a value becomes an attainment; the rules are numbered in docs/scoring.md."""

    RATIO_HIGHER = "ratio_higher", _("value ÷ target")
    RATIO_LOWER = "ratio_lower", _("target ÷ value")
    LINEAR = "linear", _("from baseline to target")
    BAND = "band", _("inside a band")
    EXACT = "exact", _("exactly the target")
    NONE = "none", _("not scored")
    STEP = "step", _("by a table of steps")
    INTERPOLATED = "interpolated", _("between the points of a table")
    MILESTONE = "milestone", _("by dated stages")
    ALL_OR_NOTHING = "all_or_nothing", _("all or nothing")
    RUBRIC = "rubric", _("by levels that assessors give")
    DEFECT = "defect", _("by number of faults")
    SURVEY = "survey", _("by the answers of a survey")


TABLED = (Method.STEP, Method.INTERPOLATED, Method.RUBRIC)


# Whether a table can be read by its method (indicators/sql/score_table.sql).
TABLE_IN_ORDER = Func(
    F("method"),
    F("score_table"),
    function="indicators_table_in_order",
    output_field=models.BooleanField(),
)


class Spread(models.TextChoices):
    """How the targets of periods fit the target of the cycle; they are compared, never changed."""

    SUM = "sum", _("they add up to it")
    LAST = "last", _("the last one reaches it")
    EACH = "each", _("each period has it")


class Target(models.Model):
    """What a department is to reach with an indicator in a cycle. Rows are versions.

    An amendment closes the row (`replaced_at`) and adds the next; nothing else of a row changes
    (a trigger refuses it), so a score run may point at rows instead of copying them.
    A target with a `period` holds for that period only and goes before the one of the cycle.
    `value` is the target; for direction range `low` and `high` are. All blank: not scored.
    `score_table` holds rows of (from, to, counts), 1 being the full target (docs/scoring.md, rules
    23, 24 and 27); `penalty` is what a fault, or a day late, takes away; `minimum_n` is the least
    number of answers that counts.
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
    threshold = number(_("threshold"))
    stretch = number(_("stretch"))
    baseline_of = models.CharField(
        _("baseline of"), max_length=40, blank=True, default="", db_default=""
    )
    reach_by = models.DateField(_("to be reached by"), null=True, blank=True)
    spread = models.CharField(
        _("targets of periods"), max_length=4, choices=Spread, blank=True, default="", db_default=""
    )
    tolerance_low = number(_("tolerance below"))
    tolerance_high = number(_("tolerance above"))
    score_table = ArrayField(
        ArrayField(number(""), size=3), null=True, blank=True, verbose_name=_("table")
    )
    penalty = share(_("deduction"), null=True, blank=True)
    minimum_n = models.PositiveIntegerField(_("smallest number of answers"), null=True, blank=True)
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
            known("target_spread_known", "spread", Spread, blank=True),
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
            models.CheckConstraint(
                name="target_table_in_order",
                condition=Q(score_table__isnull=True) | (Q(method__in=TABLED) & Q(TABLE_IN_ORDER)),
                violation_error_message=_(
                    "A table needs 1 to 20 rows in order: steps from the best to the worst, points"
                    " and levels by rising value, each worth at most nine times the target."
                ),
            ),
            models.CheckConstraint(
                name="target_penalty_with_its_method",
                condition=Q(penalty__isnull=True)
                | Q(penalty__gt=0, penalty__lte=1, method__in=["defect", "milestone"]),
                violation_error_message=_("A deduction takes more than nothing and at most all."),
            ),
            models.CheckConstraint(
                name="target_minimum_n_with_its_method",
                condition=Q(minimum_n__isnull=True) | Q(minimum_n__gte=1, method="survey"),
                violation_error_message=_("At least one answer is needed."),
            ),
        ]
        indexes = [
            models.Index(fields=["department", "cycle"], name="target_department_cycle"),
        ]

    def __str__(self):
        return f"target {self.pk} of {self.department_id} for {self.indicator_id}"

    def bounded(self, attainment: Decimal | None) -> Decimal:
        """What counts of an attainment; both are shares. docs/scoring.md, rule 13."""
        if attainment is None:
            return Decimal(0)
        return max(self.floor, min(self.cap, attainment))


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
    created_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, editable=False)

    objects = RollUpQuerySet.as_manager()

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
