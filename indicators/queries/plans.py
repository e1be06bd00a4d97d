"""Reading scorecards as plans, their amendments, and the locks of periods."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
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
