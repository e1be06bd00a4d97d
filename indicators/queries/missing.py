"""Reading requests to leave a missing value out of the score."""

from __future__ import annotations

from typing import Self

from django.db.models import Case, Value, When

from indicators.queries.scope import ScopedQuerySet


class MissingRequestQuerySet(ScopedQuerySet):
    def waiting(self) -> Self:
        return self.filter(state="requested")

    def for_list(self) -> Self:
        """Those that wait first, the oldest of them first; then what was decided last."""
        waits = Case(When(state="requested", then=Value(0)), default=Value(1))
        return self.select_related(
            "department", "indicator", "period", "requested_by__person", "decided_by__person"
        ).order_by(waits, "decided_at", "id")
