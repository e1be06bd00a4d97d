"""Reading periods, cycles, objectives, cards and targets."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from indicators.queries.scope import ScopedQuerySet, SharedQuerySet

if TYPE_CHECKING:
    from departments.models import User
    from indicators.models import Period, ScoreRun


class PeriodQuerySet(SharedQuerySet):
    def within(self, period: Period) -> Self:
        """The periods whose days all lie inside `period`, itself included; oldest first."""
        return self.filter(starts_on__gte=period.starts_on, ends_on__lte=period.ends_on).order_by(
            "ends_on", "starts_on", "label"
        )

    def scored_in(self, run: ScoreRun) -> Self:
        """The periods of its cycle in which `run` has cards, newest first: one probe each."""
        from indicators.models import ScoreCard  # noqa: PLC0415 -- leaf

        runs = [run.pk, run.base_id] if run.base_id else [run.pk]
        cards = ScoreCard.objects.filter(run__in=runs, period=OuterRef("pk"))
        return (
            self.within(run.cycle.period)
            .filter(Exists(cards))
            .order_by("-ends_on", "-starts_on", "label")
        )


class CycleQuerySet(SharedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("period", "published_run").order_by("-period__ends_on", "name")


class ObjectiveQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("department", "parent").order_by("code")


class IndicatorQuerySet(SharedQuerySet):
    def newest(self) -> Self:
        """The last version of each card."""
        from indicators.models import Indicator  # noqa: PLC0415 -- leaf

        later = Indicator.objects.filter(code=OuterRef("code"), version__gt=OuterRef("version"))
        return self.filter(~Exists(later))

    def search(self, words: str) -> Self:
        """The cards whose code or name, in either language, contains all of the words."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(code__icontains=word)
                | Q(name__icontains=word)
                | Q(name_en__icontains=word)
                | Q(name_zh__icontains=word)
            )
        return found

    def with_places(self, user: User) -> Self:
        """Adds `places`: in how many departments that `user` may see it has a target in force."""
        from indicators.models import Target  # noqa: PLC0415 -- leaf

        seen = Target.objects.visible_to(user).in_force().filter(indicator=OuterRef("pk"))
        counted = (
            seen.order_by()
            .values("indicator")
            .annotate(n=models.Count("department", distinct=True))
        )
        return self.annotate(places=Coalesce(models.Subquery(counted.values("n")), 0))

    def for_list(self) -> Self:
        return self.order_by("code", "-version")


class TargetQuerySet(ScopedQuerySet):
    def in_force(self, as_of: datetime.datetime | None = None) -> Self:
        """The version of each target that held at `as_of` (default: now)."""
        if as_of is None:
            return self.filter(replaced_at__isnull=True)
        return self.filter(created_at__lte=as_of).filter(
            Q(replaced_at__isnull=True) | Q(replaced_at__gt=as_of)
        )

    def for_list(self) -> Self:
        return self.select_related("department", "indicator", "cycle", "period", "owner").order_by(
            "department__code", "indicator__code", "period__ends_on", "pk"
        )

    def asked_for(self) -> Self:
        """Those whose value the department itself reports: not what is summed over others."""
        return self.in_force().filter(sums_children=False)

    def due_in(self, period: Period) -> Self:
        """Whose values are due for `period`: it is their frequency, and it lies in their cycle.

        Shape:  a card may come twice, with the target of the period before that of the cycle.
        Source: docs/collecting.md, rule R1.
        """
        return (
            self.asked_for()
            .filter(indicator__frequency=period.kind)
            .filter(cycle__period__starts_on__lte=period.starts_on)
            .filter(cycle__period__ends_on__gte=period.ends_on)
            .filter(Q(period=None) | Q(period=period))
            .order_by("indicator__code", F("period").asc(nulls_last=True), "pk")
        )

    def due_for_return(self) -> Self:
        """The same for a data return one level out, in a subquery of it."""
        return self.asked_for().filter(
            Q(period=None) | Q(period=OuterRef("period")),
            department=OuterRef("department"),
            indicator__frequency=OuterRef("period__kind"),
            cycle__period__starts_on__lte=OuterRef("period__starts_on"),
            cycle__period__ends_on__gte=OuterRef("period__ends_on"),
        )
