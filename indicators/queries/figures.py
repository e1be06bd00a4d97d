"""Reading measured values."""

from __future__ import annotations

import datetime
from typing import Self

from django.db.models import Exists, OuterRef

from indicators.queries.scope import ScopedQuerySet


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

    def for_list(self) -> Self:
        return self.select_related("department", "indicator", "period").order_by("-id")
