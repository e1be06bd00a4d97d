"""What a KPI costs: budget and spending beside its values, appended and never changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.models import ClockTimestamp
from indicators.models.fields import known
from indicators.queries import CostLineQuerySet


class Basis(models.TextChoices):
    VALUE = "value", _("the value itself")
    NUMERATOR = "numerator", _("the numerator: the cases that count")
    DENOMINATOR = "denominator", _("the denominator: all cases")


def money(verbose_name):
    """An amount in the currency of the row: exact, four decimals."""
    return models.DecimalField(verbose_name, max_digits=20, decimal_places=4, null=True, blank=True)


class CostLine(models.Model):
    """Budget and spending for one KPI of a department in a period, in one currency.

    Appended like a measurement: a correction supersedes the line before it. `basis` says what the
    money is divided by for the cost of one unit of result; docs/cascade.md, rules L10 to L12.
    """

    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="+"
    )
    indicator = models.ForeignKey(
        "indicators.Indicator", on_delete=models.PROTECT, related_name="costs"
    )
    period = models.ForeignKey("indicators.Period", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(_("currency"), max_length=3)
    budget = money(_("budget"))
    spent = money(_("spent"))
    basis = models.CharField(_("unit of result"), max_length=11, choices=Basis)
    source = models.CharField(_("source"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    reported_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    objects = CostLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department", "indicator", "period", "currency"],
                condition=Q(supersedes__isnull=True),
                name="cost_line_one_first_row",
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=Q(supersedes__isnull=False),
                name="cost_line_superseded_once",
            ),
            known("cost_line_basis_known", "basis", Basis),
            models.CheckConstraint(
                name="cost_line_currency_code",
                condition=Q(currency__regex="^[A-Z]{3}$"),
                violation_error_message=_("Write the currency as three letters, such as CNY."),
            ),
            models.CheckConstraint(
                name="cost_line_says_something",
                condition=Q(budget__isnull=False) | Q(spent__isnull=False),
                violation_error_message=_("Give the budget, what was spent, or both."),
            ),
            models.CheckConstraint(
                name="cost_line_not_negative",
                condition=(Q(budget__isnull=True) | Q(budget__gte=0))
                & (Q(spent__isnull=True) | Q(spent__gte=0)),
                violation_error_message=_("An amount is not below zero."),
            ),
        ]
        indexes = [models.Index(fields=["indicator", "department"], name="cost_line_series")]

    def __str__(self):
        return f"cost line {self.pk}"
