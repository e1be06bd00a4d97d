"""Reading context: notes on values, circumstances of places."""

from __future__ import annotations

from typing import Self

from indicators.queries.scope import ScopedQuerySet, SharedQuerySet


class ContextNoteQuerySet(ScopedQuerySet):
    def waiting(self) -> Self:
        """Notes on which nothing was decided."""
        return self.filter(decision=None)

    def approved(self) -> Self:
        return self.filter(decision__verdict="approved")

    def for_list(self) -> Self:
        """Those that wait first, the oldest of them first."""
        return self.select_related(
            "department", "decision__decided_by__person", "proposed_by__person",
            "measurement__indicator", "measurement__period",
        ).order_by("-decision__pk", "pk")  # fmt: skip


class ContextVariableQuerySet(SharedQuerySet):
    def for_list(self) -> Self:
        return self.order_by("code")


class ContextValueQuerySet(ScopedQuerySet):
    def in_force(self) -> Self:
        return self.filter(replaced_at__isnull=True)

    def for_list(self) -> Self:
        return self.select_related("variable", "department").order_by(
            "variable__code", "-year", "department__code"
        )
