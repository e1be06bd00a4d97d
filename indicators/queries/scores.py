"""Reading runs, cards and scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from indicators.queries.marks import marks_of
from indicators.queries.scope import ScopedQuerySet, SharedQuerySet

if TYPE_CHECKING:
    from indicators.models import Cycle, ScoreRun


class ScoreRunQuerySet(SharedQuerySet):
    def full(self) -> Self:
        return self.filter(kind="full")

    def done(self) -> Self:
        return self.filter(kind="full", state="done")

    def open(self) -> Self:
        return self.filter(kind="full", state__in=["requested", "running"])

    def board(self, cycle: Cycle) -> ScoreRun | None:
        """What the inside looks at: the live board of a cycle, else its latest finished run."""
        found = (
            self.filter(cycle=cycle)
            .filter(Q(kind="live", base__isnull=False) | Q(kind="full", state="done"))
            .order_by(models.Case(models.When(kind="live", then=0), default=1), "-id")
            .first()
        )
        return cast("ScoreRun | None", found)

    def for_list(self) -> Self:
        return self.full().select_related("cycle", "requested_by").order_by("-id")


class ScoreCardQuerySet(ScopedQuerySet):
    def of(self, run: ScoreRun) -> Self:
        """The cards of a run; of a live run, its own and those of its base it has not replaced.

        Shape: one card per (department, period).
        """
        if run.base_id is None:
            return self.filter(run=run)
        from indicators.models import ScoreCard  # noqa: PLC0415 -- leaf

        mine = ScoreCard.objects.filter(
            run=run, department=OuterRef("department"), period=OuterRef("period")
        )
        return self.filter(Q(run=run) | (Q(run=run.base_id) & ~Exists(mine)))

    def for_list(self) -> Self:
        """Best first; departments without a score last; a total order."""
        return self.select_related("department", "period").order_by(
            F("score").desc(nulls_last=True), "department__code"
        )


class ScoreQuerySet(ScopedQuerySet):
    def of(self, run: ScoreRun) -> Self:
        """The scores of a run, the live run's changes going before its base's. See cards."""
        if run.base_id is None:
            return self.filter(run=run)
        from indicators.models import ScoreCard  # noqa: PLC0415 -- leaf

        mine = ScoreCard.objects.filter(
            run=run, department=OuterRef("department"), period=OuterRef("period")
        )
        return self.filter(Q(run=run) | (Q(run=run.base_id) & ~Exists(mine)))

    def with_marks(self, *, pinned: bool) -> Self:
        """Adds the marks of the figure each score was made of: what `indicators.marks` reads.

        Shape:  `quality`, `verdict`, `is_revised`, `was_late`; no row is added. `pinned` reads the
                verdicts as they stood at the `as_of` of the run, so that what a run gives away is
                the same whenever it is asked; a live board reads those of now.
        Source: docs/verification.md, rule 10.
        """
        as_of = OuterRef("run__as_of") if pinned else None
        return self.annotate(quality=F("measurement__quality"), **marks_of("measurement__", as_of))

    def for_list(self) -> Self:
        return self.select_related(
            "department", "period", "target", "target__indicator", "measurement"
        ).order_by("department__code", "target__indicator__code", "period__ends_on", "target_id")
