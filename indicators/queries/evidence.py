"""Reading the proofs of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from departments.models import Department

if TYPE_CHECKING:
    from departments.models import User


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The proofs of values of departments one may see. Rule A1."""
        seen = Department.objects.visible_to(user).values("pk")
        return self.filter(measurement__department__in=seen)

    def standing(self) -> Self:
        """Those that nobody took back."""
        return self.filter(withdrawal__isnull=True)

    def for_list(self) -> Self:
        """With who added it and who took it back, the newest first."""
        return self.select_related(
            "uploaded_by__person", "withdrawal__withdrawn_by__person"
        ).order_by("-id")

    def for_index(self) -> Self:
        """With the value it proves: what an auditor pulls."""
        return self.select_related(
            "measurement__department", "measurement__indicator", "measurement__period",
            "withdrawal", "uploaded_by",
        ).order_by("-id")  # fmt: skip
