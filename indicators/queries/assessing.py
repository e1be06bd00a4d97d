"""Reading stages and the levels that assessors gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import F, OuterRef, QuerySet, Subquery

from indicators.queries.scope import ScopedQuerySet

if TYPE_CHECKING:
    from indicators.models import Target


class StageQuerySet(ScopedQuerySet):
    def of(self, target: Target) -> Self:
        """The stages in force where a target stands, whichever version of it."""
        return self.filter(
            cycle=target.cycle_id,
            department=target.department_id,
            indicator=target.indicator_id,
            ended_at__isnull=True,
        )

    def with_reports(self) -> Self:
        """Adds `done_on` and `evidence` of the last report of each; oldest stage first."""
        from indicators.models import StageReport  # noqa: PLC0415 -- leaf

        last = StageReport.objects.filter(stage=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            done_on=Subquery(last.values("done_on")[:1]),
            evidence=Subquery(last.values("evidence")[:1]),
        ).order_by("due_on", "pk")

    def facts(self) -> QuerySet[Any, tuple[Any, ...]]:
        """(weight, due_on, done_on) of each stage, oldest first; done_on None where it is open."""
        return self.with_reports().values_list("weight", "due_on", "done_on")


class AssessmentQuerySet(ScopedQuerySet):
    def current(self) -> Self:
        """The last level of each assessor, and the moderation if there is one; oldest first."""
        later = self.model._default_manager.filter(  # noqa: SLF001 -- documented
            department=OuterRef("department"),
            indicator=OuterRef("indicator"),
            period=OuterRef("period"),
            assessor=OuterRef("assessor"),
            is_moderation=OuterRef("is_moderation"),
        ).order_by("-pk")
        return self.filter(pk=Subquery(later.values("pk")[:1])).order_by(
            F("is_moderation").asc(), "pk"
        )

    def for_list(self) -> Self:
        return self.select_related("assessor", "period")
