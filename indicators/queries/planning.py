"""Reading periods, cycles, objectives and targets."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from django.db.models import Exists, F, OuterRef, Prefetch, Q

from indicators.periods import ParsedPeriod
from indicators.queries.ownership import OwnedQuerySet
from indicators.queries.scope import SharedQuerySet

if TYPE_CHECKING:
    from departments.models import User
    from indicators.models import Cycle, Period, ScoreRun, TargetPlan


class PeriodQuerySet(SharedQuerySet):
    def within(self, period: Period) -> Self:
        """The periods whose days all lie inside `period`, itself included; oldest first."""
        return self.filter(starts_on__gte=period.starts_on, ends_on__lte=period.ends_on).order_by(
            "ends_on", "starts_on", "label"
        )

    def scored_in(self, run: ScoreRun) -> Self:
        """The periods of its cycle in which `run` has cards, newest first: one probe each."""
        from indicators.models import ScoreCard  # noqa: PLC0415 -- leaf

        runs = [run.pk, run.base_id] if run.base_id else [run.pk]
        cards = ScoreCard.objects.filter(run__in=runs, period=OuterRef("pk"))
        return (
            self.within(run.cycle.period)
            .filter(Exists(cards))
            .order_by("-ends_on", "-starts_on", "label")
        )


class CycleQuerySet(SharedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("period", "published_run").order_by("-period__ends_on", "name")


class ObjectiveQuerySet(SharedQuerySet):
    def open(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def planned_in(self, cycle: Cycle) -> Self:
        """Those whose plan shares a day with the cycle, or that have none; closed ones only where
        they were still open on its first day."""
        span = cycle.period
        return self.filter(
            Q(plan__isnull=True)
            | Q(plan__starts_on__lte=span.ends_on, plan__ends_on__gte=span.starts_on),
            Q(closed_on__isnull=True) | Q(closed_on__gte=span.starts_on),
        )

    def with_serving(self, targets: TargetQuerySet) -> Self:
        """With those of `targets` that serve each, as `serving`: one more query."""
        return self.prefetch_related(Prefetch("targets", queryset=targets, to_attr="serving"))

    def for_list(self) -> Self:
        return self.select_related("department", "parent", "plan").order_by("code")


class TargetQuerySet(OwnedQuerySet):
    def in_force(self, as_of: datetime.datetime | None = None) -> Self:
        """The version of each target that held at `as_of` (default: now)."""
        if as_of is None:
            return self.filter(replaced_at__isnull=True)
        return self.filter(created_at__lte=as_of).filter(
            Q(replaced_at__isnull=True) | Q(replaced_at__gt=as_of)
        )

    def for_list(self) -> Self:
        return self.select_related("department", "indicator", "cycle", "period", "owner").order_by(
            "department__code", "indicator__code", "period__ends_on", "pk"
        )

    def of_plans(self, plans: Sequence[TargetPlan]) -> Self:
        """The targets of these scorecards."""
        from indicators.models import TargetPlan  # noqa: PLC0415 -- leaf

        numbers = [plan.pk for plan in plans]
        mine = {name: OuterRef(name) for name in ("cycle", "department")}
        return self.filter(Exists(TargetPlan.objects.filter(pk__in=numbers, **mine)))

    def asked_for(self) -> Self:
        """Those whose value the department itself reports: not what is summed over others."""
        return self.in_force().filter(sums_children=False)

    def reported_by(self, user: User) -> Self:
        """Those whose value `user` may report: as office, manager or employee. Rule A8."""
        from departments.models import Department  # noqa: PLC0415 -- leaf

        mine = Department.objects.led_by(user, "office", "manager", "employee")
        return self.filter(department__in=mine.values("pk"))

    def due_in(self, period: Period | ParsedPeriod) -> Self:
        """Whose values are due for `period`: it is their frequency, and it lies in their cycle.

        Shape:  a card may come twice, with the target of the period before that of the cycle. A
                period that nobody has written down yet has no target of its own.
        Source: docs/collecting.md, rule R1.
        """
        whole = Q(period=None)
        return (
            self.asked_for()
            .filter(indicator__frequency=period.kind)
            .filter(cycle__period__starts_on__lte=period.starts_on)
            .filter(cycle__period__ends_on__gte=period.ends_on)
            .filter(whole if isinstance(period, ParsedPeriod) else whole | Q(period=period))
            .order_by("indicator__code", F("period").asc(nulls_last=True), "pk")
        )

    def once_a_kpi(self) -> Self:
        """Of each department and card the target that goes before; by their codes.

        Shape: one row per department and code of a card, as `due_in` orders them.
        """
        return self.order_by(
            "department__code", "indicator__code", F("period").asc(nulls_last=True), "pk"
        ).distinct("department__code", "indicator__code")

    def due_for_return(self) -> Self:
        """The same for a data return one level out, in a subquery of it."""
        return self.asked_for().filter(
            Q(period=None) | Q(period=OuterRef("period")),
            department=OuterRef("department"),
            indicator__frequency=OuterRef("period__kind"),
            cycle__period__starts_on__lte=OuterRef("period__starts_on"),
            cycle__period__ends_on__gte=OuterRef("period__ends_on"),
        )
