"""Periods, cycles and objectives."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from departments.models import Named
from indicators.models.fields import known
from indicators.queries import CycleQuerySet, ObjectiveQuerySet, PeriodQuerySet


class PeriodKind(models.TextChoices):
    DAY = "day", pgettext_lazy("kind of period", "day")
    WEEK = "week", _("week")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    HALF = "half", _("half-year")
    YEAR = "year", _("year")
    SPAN = "span", _("other span")


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
    """What a department is to achieve; strategic ones are cut into operational ones.

    A trigger keeps the tree free of circles, a strategic objective from standing beneath an
    operational one, and a plan inside the plan above it. docs/cascade.md, rules L1 and L2.
    """

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
    plan = models.ForeignKey(
        "indicators.PlanPeriod",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="objectives",
        verbose_name=_("plan"),
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_because = models.CharField(_("closed because"), max_length=500, blank=True)

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        constraints = [
            known("objective_kind_known", "kind", ObjectiveKind),
            models.CheckConstraint(
                name="objective_not_its_own_parent", condition=~Q(parent=F("id"))
            ),
            models.CheckConstraint(
                name="objective_closed_says_why",
                condition=Q(closed_on__isnull=True, closed_because="")
                | (Q(closed_on__isnull=False) & ~Q(closed_because="")),
            ),
        ]
