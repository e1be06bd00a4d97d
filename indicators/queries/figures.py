"""Reading measured values."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from indicators.queries.marks import marks_of
from indicators.queries.scope import ScopedQuerySet

if TYPE_CHECKING:
    from indicators.models import Period, ScoreRun


class MeasurementQuerySet(ScopedQuerySet):
    def current(self, as_of: datetime.datetime | None = None) -> Self:
        """The end of each chain: rows that nothing had superseded at `as_of` (default: now).

        Shape:  at most one row per (department, indicator, period).
        Source: docs/scoring.md, rule 1.
        """
        from indicators.models import Measurement  # noqa: PLC0415 -- leaf

        later = Measurement.objects.filter(supersedes=OuterRef("pk"))
        if as_of is None:
            return self.filter(~Exists(later))
        return self.filter(recorded_at__lte=as_of).filter(
            ~Exists(later.filter(recorded_at__lte=as_of))
        )

    def revisions(self) -> Self:
        """Values that replaced another value, whatever way they came in."""
        return self.filter(supersedes__isnull=False, supersedes__missing="")

    def of_kind(self, kind: str) -> Self:
        """Revisions of a kind; what nobody named (a file was loaded) is a correction."""
        named = Q(revision__kind=kind)
        return self.filter(named | Q(revision=None) if kind == "correction" else named)

    def inside(self, period: Period) -> Self:
        """Values of periods whose days all lie inside `period`."""
        return self.filter(
            period__starts_on__gte=period.starts_on, period__ends_on__lte=period.ends_on
        )

    def between(self, older: ScoreRun, newer: ScoreRun) -> Self:
        """Values of the runs' cycle that the newer run knew and the older one did not."""
        recorded = {"recorded_at__gt": older.as_of, "recorded_at__lte": newer.as_of}
        return self.inside(newer.cycle.period).filter(**recorded)

    def for_register(self) -> Self:
        """What a row of the register of revisions prints, the newest first."""
        return self.select_related(
            "department", "indicator", "period", "supersedes__indicator", "revision",
            "reported_by__person",
        ).order_by("-id")  # fmt: skip

    def with_marks(self, as_of: datetime.datetime | None = None, *, many: bool = False) -> Self:
        """Adds what stands beside a figure: `verdict`, `proofs`, `is_revised`, `was_late`.

        Shape:  no row is added; at most four probes per row, all over indexes. `as_of` reads the
                verdicts as they stood then; default: now. `many`: see marks_of.
        Source: docs/verification.md, rule 10.
        """
        from indicators.models import Evidence  # noqa: PLC0415 -- leaf

        proofs = (
            Evidence.objects.standing()
            .filter(measurement=OuterRef("pk"))
            .order_by()
            .values("measurement")
            .annotate(n=models.Count("pk"))
        )
        return self.annotate(
            **marks_of(as_of=as_of, many=many),
            proofs=Coalesce(Subquery(proofs.values("n"), output_field=IntegerField()), 0),
        )

    def with_method(self) -> Self:
        """Adds `is_survey`: a target in force asks for this value by the answers of a survey."""
        from indicators.models import Target  # noqa: PLC0415 -- leaf

        asked = (
            Target.objects.in_force()
            .filter(method="survey", department=OuterRef("department"))
            .filter(indicator=OuterRef("indicator"))
            .filter(Q(period=None) | Q(period=OuterRef("period")))
            .filter(cycle__period__starts_on__lte=OuterRef("period__starts_on"))
            .filter(cycle__period__ends_on__gte=OuterRef("period__ends_on"))
        )
        return self.annotate(is_survey=Exists(asked))

    def for_list(self) -> Self:
        return self.select_related("department", "indicator", "period").order_by("-id")
