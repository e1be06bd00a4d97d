"""Reading the streams of other pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from feedback.queries.public import led

if TYPE_CHECKING:
    from departments.models import User


class OtherDoorQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Of the branches that one keeps, leads or looks into. Rule A35."""
        return self.filter(department__in=led(user))

    def for_list(self) -> Self:
        return self.select_related("stream", "department", "scale").order_by("stream__code")

    def with_counts(self) -> Self:
        """`released`: those that somebody may see by now. What waits is nobody's to count."""
        from feedback.models import Rating  # noqa: PLC0415 -- leaf

        rows = Rating.objects.filter(release__isnull=False)
        sums = rows.filter(stream=models.OuterRef("stream")).order_by().values("stream")
        found = models.Subquery(sums.annotate(n=models.Count("pk")).values("n"))
        return self.annotate(released=models.functions.Coalesce(found, 0))
