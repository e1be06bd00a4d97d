"""From strategy to post: plan periods, and who carries a KPI beside its owner."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from departments.models import Named, ends_after_start
from indicators.models.fields import known, number, share
from indicators.models.planning import Cycle
from indicators.queries import ContributionQuerySet, PlanPeriodQuerySet


class PlanPeriod(Named):
    """The days for which objectives are set: one year, or the years of a longer plan."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    objects = PlanPeriodQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_start("plan_period_ends_after_start"),
            models.CheckConstraint(
                name="plan_period_named",
                condition=~Q(name="", name_en="", name_zh=""),
                violation_error_message=_("Give the plan a name."),
            ),
        ]


class Part(models.TextChoices):
    ASSIGNED = "assigned", _("carries it")
    CONTRIBUTES = "contributes", _("contributes")


class Contribution(models.Model):
    """Who carries a KPI of a department beside its one owner. Rows are versions, like targets.

    `assigned`: a post or a person of the department or beneath it, with a share of the KPI or a
    target of its own. `contributes`: a department or a person named as contributing, with a share
    where the KPI is shared. On no day do the shares of one part exceed 1 (a trigger refuses it), so
    that nothing is counted twice; docs/cascade.md, rules L4 to L6.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="contributions")
    department = models.ForeignKey(
        "departments.Department", on_delete=models.PROTECT, related_name="contributions"
    )
    indicator = models.ForeignKey(
        "indicators.Indicator", on_delete=models.PROTECT, related_name="contributions"
    )
    part = models.CharField(_("part"), max_length=11, choices=Part)
    contributor = models.ForeignKey(
        "departments.Department",
        on_delete=models.PROTECT,
        null=True,
        related_name="contributes_to",
        verbose_name=_("department"),
    )
    post = models.ForeignKey(
        "departments.Post", on_delete=models.PROTECT, null=True, related_name="+"
    )
    person = models.ForeignKey(
        "departments.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    share = share(_("share"), null=True, blank=True)
    value = number(_("own target"))
    low = number(_("lower limit"))
    high = number(_("upper limit"))
    task = models.CharField(_("for what"), max_length=300, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        "departments.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "department", "indicator", "contributor", "post", "person"],
                condition=Q(replaced_at__isnull=True),
                nulls_distinct=False,
                name="contribution_one_in_force",
                violation_error_message=_("This one is named here already."),
            ),
            known("contribution_part_known", "part", Part),
            models.CheckConstraint(
                name="contribution_of_one",
                condition=Q(contributor__isnull=False, post__isnull=True, person__isnull=True)
                | Q(contributor__isnull=True, post__isnull=False, person__isnull=True)
                | Q(contributor__isnull=True, post__isnull=True, person__isnull=False),
                violation_error_message=_("Name one department, one post or one person."),
            ),
            models.CheckConstraint(
                name="contribution_assigned_to_post_or_person",
                condition=Q(part="contributes", post__isnull=True)
                | Q(part="assigned", contributor__isnull=True),
                violation_error_message=_("A KPI is assigned to a post or a person."),
            ),
            models.CheckConstraint(
                name="contribution_not_of_itself",
                condition=Q(contributor__isnull=True) | ~Q(contributor=F("department")),
                violation_error_message=_("A department does not contribute to its own KPI."),
            ),
            models.CheckConstraint(
                name="contribution_share_0_to_1",
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=1),
                violation_error_message=_("A share lies above 0 and does not exceed the whole."),
            ),
            models.CheckConstraint(
                name="contribution_share_or_target",
                condition=~Q(part="assigned")
                | Q(share__isnull=False)
                | Q(value__isnull=False)
                | Q(low__isnull=False),
                violation_error_message=_("Give a share, or a target of its own."),
            ),
            models.CheckConstraint(
                name="contribution_range_in_order",
                condition=Q(low__isnull=True, high__isnull=True)
                | Q(low__isnull=False, high__isnull=False, low__lte=F("high"), value__isnull=True),
                violation_error_message=_("A range needs both limits, the lower one first."),
            ),
            ends_after_start("contribution_ends_after_start"),
        ]
        indexes = [models.Index(fields=["cycle", "department"], name="contribution_place")]

    def __str__(self):
        return f"contribution {self.pk} to {self.indicator_id} of {self.department_id}"
