"""Reading the lines beside scores."""

from __future__ import annotations

import datetime
from typing import Self

from django.db.models import Case, When

from indicators.queries.scope import ScopedQuerySet


class AdjustmentQuerySet(ScopedQuerySet):
    def in_force(self, as_of: datetime.datetime | None = None) -> Self:
        """The lines approved at or before `as_of` (default: now)."""
        found = self.filter(state="approved")
        return found if as_of is None else found.filter(decided_at__lte=as_of)

    def waiting(self) -> Self:
        return self.filter(state="proposed")

    def for_list(self) -> Self:
        return self.select_related("department", "cycle", "proposed_by", "decided_by").order_by(
            "-proposed_at", "-pk"
        )

    def order_by_need(self) -> Self:
        """What waits for a decision first, the newest before the others."""
        return self.order_by(Case(When(state="proposed", then=0), default=1), "-proposed_at", "-pk")
