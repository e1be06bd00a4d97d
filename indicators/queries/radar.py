"""Reading signals: who may see which. Source: docs/access.md, rule A12."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from django.db import models
from django.db.models import Case, Count, Q, Value, When

from departments.models import Department
from indicators.queries.scope import SharedQuerySet

if TYPE_CHECKING:
    from departments.models import User
    from indicators.models import RadarScan

REVIEWERS = ("office", "auditor", "supervision")
ORDER = ("open", "in_review", "confirmed", "explained", "dismissed")


class SignalQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """All signals of a branch where one is office, auditor or supervision; those of a branch
        one manages only once somebody looks into them, so that a question is never a verdict.

        Source: docs/access.md, rule A12.
        """
        checked = Department.objects.led_by(user, *REVIEWERS).values("pk")
        managed = Department.objects.led_by(user, "manager").values("pk")
        return self.filter(
            Q(department__in=checked) | (Q(department__in=managed) & ~Q(state="open"))
        )

    def unfinished(self) -> Self:
        return self.filter(state__in=["open", "in_review"])

    def for_list(self) -> Self:
        """Open first, then in review, then what is closed; the newest first."""
        place = Case(
            *(When(state=state, then=Value(at)) for at, state in enumerate(ORDER)),
            output_field=models.SmallIntegerField(),
        )
        return (
            self.select_related("department", "indicator", "cycle", "owner__person")
            .annotate(place=place)
            .order_by("place", "-found_at", "-pk")
        )

    def per_state(self) -> dict[str, int]:
        counted = self.order_by().values("state").annotate(n=Count("pk"))
        return {row["state"]: row["n"] for row in counted}


class RadarScanQuerySet(SharedQuerySet):
    def latest_scan(self) -> RadarScan | None:
        return cast("RadarScan | None", self.select_related("run__cycle").order_by("-pk").first())


class PublicMirrorQuerySet(SharedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("official", "public").order_by("official__code")


class SignalStepQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The steps of the signals one may see. Rule A12."""
        from indicators.models import Signal  # noqa: PLC0415 -- leaf

        return self.filter(signal__in=Signal.objects.visible_to(user).values("pk"))

    def for_list(self) -> Self:
        return self.select_related("by__person").order_by("-pk")
