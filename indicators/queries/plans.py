"""Reading scorecards as plans, their amendments, and the locks of periods."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Prefetch
from django.utils import timezone

from indicators.queries.scope import ScopedQuerySet, SharedQuerySet

if TYPE_CHECKING:
    from departments.models import User


class TargetPlanQuerySet(ScopedQuerySet):
    def frozen(self) -> Self:
        """Submitted or approved: their targets change by an amendment or not at all."""
        return self.filter(state__in=("submitted", "approved"))

    def for_list(self) -> Self:
        return self.select_related("department", "cycle__period").order_by("department__code")

    def with_steps(self) -> Self:
        """With who took which step, the last one first: one more query, whatever the number."""
        from indicators.models import PlanStep  # noqa: PLC0415 -- leaf

        steps = PlanStep.objects.select_related("by").order_by("-id")
        return self.select_related("submitted_by", "decided_by").prefetch_related(
            Prefetch("steps", queryset=steps)
        )

    def for_page(self) -> Self:
        return self.select_related(
            "submitted_by__person", "decided_by__person", "cycle__period", "cycle__policy"
        )


class AmendmentQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of plans one may see. Rule A1."""
        from indicators.models import TargetPlan  # noqa: PLC0415 -- leaf

        return self.filter(plan__in=TargetPlan.objects.visible_to(user).values("pk"))

    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def for_list(self) -> Self:
        return self.select_related("proposed_by__person", "decided_by__person").order_by("-id")

    def with_lines(self) -> Self:
        """With each target before and after: one more query, whatever the number."""
        from indicators.models import AmendmentLine  # noqa: PLC0415 -- leaf

        lines = AmendmentLine.objects.select_related("indicator", "period", "before", "after")
        lines = lines.order_by("indicator__code", "period__ends_on", "pk")
        return self.select_related("plan__department", "plan__cycle__period").prefetch_related(
            Prefetch("lines", queryset=lines)
        )


class PeriodLockQuerySet(SharedQuerySet):
    def in_force(self) -> Self:
        return self.filter(replaced_at__isnull=True)

    def for_list(self) -> Self:
        return self.select_related("set_by__person", "period").order_by("-id")


class LockExceptionQuerySet(ScopedQuerySet):
    def open(self, day: datetime.date | None = None) -> Self:
        """Those under which a value may be reported on `day` (default: today)."""
        return self.filter(closed_at__isnull=True, until__gte=day or timezone.localdate())

    def for_list(self) -> Self:
        return self.select_related(
            "department", "period", "cycle", "opened_by__person", "closed_by__person"
        ).order_by("-id")
